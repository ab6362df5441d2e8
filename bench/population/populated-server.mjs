import childProcess from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Authorization } from '../load/authorization.mjs';
import { Browser } from '../load/browser.mjs';
import { Connections, formRequest, jsonOf } from '../load/connections.mjs';
import { onAnyCore } from '../measure/cores.mjs';
import { databaseBytes } from '../measure/database-file.mjs';
import { memoryMb } from '../measure/process-use.mjs';
import { newFolder } from '../servers/folders.mjs';
import { startWardkey } from '../servers/wardkey.mjs';
import { APP } from '../world.mjs';
import { StoredGrants } from './stored-grants.mjs';
import { readTemplate } from './template.mjs';

const execFile = promisify(childProcess.execFile);
const FILL = join(import.meta.dirname, 'fill-process.mjs');

/**
 * Starts Wardkey once for each size, with so many accounts and Grants in its database. One real sign-in shows how they
 * are written. All databases are filled at the same time, each by a process of its own.
 * @returns the servers, each with what it was filled with and what that takes
 */
export async function startPopulated(world, sizes) {
  const servers = [];
  try {
    for (const size of sizes) servers.push(await startServer(world, size));
    await Promise.all(servers.map(populate));
    await pause(world.settleSeconds * 1000);
    for (const server of servers) server.idleMb = memoryMb(server.pid);
    return servers;
  } catch (error) {
    for (const server of servers) await server.stop();
    throw error;
  }
}

async function startServer(world, { name, accounts, grants, every }) {
  const server = await startWardkey({ ...world, folder: newFolder() });
  await signInOnce(server);
  const template = readTemplate(server.folder);
  return Object.assign(server, {
    name,
    accounts,
    grants: new StoredGrants(grants, { accounts, every }),
    template,
  });
}

async function populate(server) {
  const { folder, accounts, grants } = server;
  const numbers = [accounts, grants.count, grants.sizes.every].map(String);
  const [program, ...parameters] = onAnyCore([process.execPath, FILL, folder, ...numbers]);
  const started = Date.now();
  await server.restartAfter(() => execFile(program, parameters));
  server.fillSeconds = (Date.now() - started) / 1000;
  server.bytes = databaseBytes(folder);
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
