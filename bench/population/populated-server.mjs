import { setTimeout as pause } from 'node:timers/promises';
import { Authorization } from '../load/authorization.mjs';
import { Browser } from '../load/browser.mjs';
import { Connections, formRequest, jsonOf } from '../load/connections.mjs';
import { databaseBytes } from '../measure/database-file.mjs';
import { memoryMb } from '../measure/process-use.mjs';
import { newFolder } from '../servers/folders.mjs';
import { startWardkey } from '../servers/wardkey.mjs';
import { APP } from '../world.mjs';
import { fill } from './fill.mjs';
import { StoredGrants } from './stored-grants.mjs';
import { readTemplate } from './template.mjs';

/**
 * Starts Wardkey with so many accounts and Grants in its database, which one real sign-in showed how to write.
 * @returns the server, with what it was filled with and what that takes
 */
export async function startPopulated(world, { accounts, grants, name }) {
  const server = await startWardkey({ ...world, folder: newFolder() });
  try {
    await signInOnce(server);
    const template = readTemplate(server.folder);
    const started = Date.now();
    await server.restartAfter(() => fill(server.folder, template, { accounts, grants }));
    await pause(world.settleSeconds * 1000);
    return Object.assign(server, {
      name,
      accounts,
      template,
      grants: new StoredGrants(grants),
      fillSeconds: (Date.now() - started) / 1000,
      bytes: databaseBytes(server.folder),
      idleMb: memoryMb(server.pid),
    });
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function signInOnce(server) {
  const connections = new Connections(server.origin, 1);
  try {
    const form = await server.signIn(new Browser(), new Authorization(server, APP.id));
    jsonOf(await connections.send(formRequest(server.paths.token, form)));
  } finally {
    await connections.close();
  }
}
