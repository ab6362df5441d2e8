import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const execute = promisify(execFile);

const isThere = (command: string) => spawnSync(command, ['-version'], { stdio: 'ignore' }).status === 0;
const MISSING = ['java', 'javac', 'mvn'].filter((command) => !isThere(command));

/** Whether this machine can run servers that are written in Java. */
export const hasJava = MISSING.length === 0;
export const NO_JAVA = `${MISSING.join(', ')} not found: install a JDK (17 or later) and Maven to test against Keycloak and HAPI FHIR`;

/** This folder is kept between runs: these servers are hundreds of megabytes. */
const CACHE = process.env.WARDKEY_PEERS ?? join(homedir(), '.cache/wardkey-peers');

/**
 * A folder that is made once, completely or not at all.
 *
 * @param name what the folder has, with its version.
 * @param make fills the folder that is given.
 */
export async function kept(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(CACHE, name);
  if (existsSync(join(folder, '.complete'))) return folder;
  const beginning = `${folder}.${process.pid}`;
  rmSync(beginning, { recursive: true, force: true });
  mkdirSync(beginning, { recursive: true });
  await make(beginning);
  writeFileSync(join(beginning, '.complete'), '');
  rmSync(folder, { recursive: true, force: true });
  renameSync(beginning, folder);
  return folder;
}

export async function maven(...parameters: string[]): Promise<void> {
  await execute('mvn', ['--batch-mode', '--quiet', ...parameters], { maxBuffer: 16 * 1024 * 1024 });
}

export interface RunningServer {
  close(): Promise<void>;
}

/**
 * Starts a server and waits until the server says that it is ready.
 *
 * @param ready what the server prints when it is ready.
 */
export async function start(
  command: string,
  parameters: string[],
  options: { ready: string; environment?: NodeJS.ProcessEnv; seconds?: number },
): Promise<RunningServer> {
  const server = spawn(command, parameters, {
    env: { ...process.env, ...options.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    // The command is a script that starts another process. Both end together.
    detached: true,
  });
  const exited = once(server, 'exit');
  const close = async () => {
    server.stdin.end();
    try {
      process.kill(-server.pid!, 'SIGTERM');
    } catch {
      // The process has already ended by itself.
    }
    await exited;
  };
  let output = '';
  const said = new Promise<void>((resolve) => {
    const listen = (chunk: Buffer) => {
      // Later output is read and discarded, so that the process is not blocked.
      output = (output + chunk.toString()).slice(-20_000);
      if (output.includes(options.ready)) resolve();
    };
    server.stdout.on('data', listen);
    server.stderr.on('data', listen);
  });
  const seconds = options.seconds ?? 480;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not ready in ${seconds} s`)), seconds * 1000);
  });
  try {
    await Promise.race([said, late, exited.then(() => Promise.reject(new Error('it stopped')))]);
    return { close };
  } catch (error) {
    await close();
    throw new Error(`${command}: ${(error as Error).message}\n${output.slice(-4000)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
