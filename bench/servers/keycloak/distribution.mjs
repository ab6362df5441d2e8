import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const VERSION = '26.7.3';
/** Kept from run to run, in the same place and form as the tests against other servers keep it. */
const CACHE = process.env.WARDKEY_PEERS ?? join(homedir(), '.cache/wardkey-peers');

const execute = promisify(execFile);

/** @throws Error with what it said when a command fails */
export const run = (command, parameters, options) =>
  execute(command, parameters, { ...options, maxBuffer: 16 * 1024 * 1024 });

/** The folder with Keycloak, as it comes from Maven Central. Needs a JDK (17 or later), and Maven the first time. */
export async function keycloakDistribution() {
  const folder = join(CACHE, `keycloak-${VERSION}`);
  if (!existsSync(join(folder, '.complete'))) await fetchInto(folder);
  return join(folder, `keycloak-${VERSION}`);
}

async function fetchInto(folder) {
  const beginning = `${folder}.${process.pid}`;
  mkdirSync(beginning, { recursive: true });
  const artifact = `org.keycloak:keycloak-quarkus-dist:${VERSION}:zip`;
  const copy = ['dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${beginning}`];
  await run('mvn', ['--batch-mode', '--quiet', ...copy]);
  const archive = join(beginning, `keycloak-quarkus-dist-${VERSION}.zip`);
  await run('jar', ['--extract', '--file', archive], { cwd: beginning });
  rmSync(archive);
  writeFileSync(join(beginning, '.complete'), '');
  rmSync(folder, { recursive: true, force: true });
  renameSync(beginning, folder);
}
