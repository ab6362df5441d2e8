import { setTimeout as pause } from 'node:timers/promises';
import { startBare } from './bare.mjs';
import { startEmpty } from './empty.mjs';
import { newFolder } from './folders.mjs';
import { startKeycloak } from './keycloak.mjs';
import { startWardkey } from './wardkey.mjs';

/** Starts all servers that are compared, and leaves them alone for a while. */
export async function startServers({ node, signers, postgresql, keycloak, settleSeconds }) {
  const start = (starter, more) => starter({ node, folder: newFolder(), signers, ...more });
  const servers = [await start(startEmpty), await start(startBare), await start(startWardkey)];
  if (postgresql) servers.push(await start(startWardkey, { postgresql }));
  if (keycloak) servers.push(await start(startKeycloak));
  await pause(settleSeconds * 1000);
  return servers;
}
