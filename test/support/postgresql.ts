import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from './hospital.js';

const BIN = '/usr/lib/postgresql/15/bin';

/** Whether this machine has PostgreSQL (Debian’s packages). */
export const hasPostgresql = existsSync(join(BIN, 'postgres'));
if (!hasPostgresql) console.warn(`skipped: there is no PostgreSQL 15 in ${BIN}`);

export interface Postgresql {
  url: string;
  port: number;
  /** Ends all connections and the server; its data stay. */
  stop(): Promise<void>;
  /** Ends the server at once, as when its machine fails. */
  crash(): Promise<void>;
  /** Starts it again with the same data, at the same port. */
  start(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a PostgreSQL: a new cluster in a temporary folder, on loopback only, deleted afterwards. */
export function startPostgresql(): Promise<Postgresql> {
  return startOn((data) => ['initdb', '-D', data, '-U', 'wardkey', '-A', 'trust', '-E', 'UTF8', '--no-sync']);
}

/** Starts a PostgreSQL that follows another one (streaming replication) until it is promoted. @param port of the other one. */
export function startStandby(port: number): Promise<Postgresql> {
  const from = ['-h', '127.0.0.1', '-p', String(port), '-U', 'wardkey'];
  return startOn((data) => ['pg_basebackup', '-D', data, ...from, '-R', '-c', 'fast', '--no-sync']);
}

/** @param making the program that makes the data, and its arguments. */
async function startOn(making: (data: string) => [string, ...string[]]): Promise<Postgresql> {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-postgresql-'));
  const owner = serverUser();
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const data = join(folder, 'data');
  const [program, ...parameters] = making(data);
  // Not at once: what it talks to may be in this process.
  await promisify(execFile)(join(BIN, program), parameters, { ...owner, cwd: folder });
  const port = await freePort();
  const settings = [
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    `unix_socket_directories=${folder}`,
    '-c',
    'fsync=off',
  ];
  let server: ChildProcess;
  let exited: Promise<unknown>;
  const start = async () => {
    server = spawn(join(BIN, 'postgres'), ['-D', data, '-p', String(port), ...settings], {
      ...owner,
      cwd: folder,
      stdio: 'ignore',
    });
    exited = once(server, 'exit');
    await Promise.race([
      accepting(port),
      exited.then(() => Promise.reject(new Error('PostgreSQL stopped before it listened'))),
    ]);
  };
  const end = async (signal: NodeJS.Signals) => {
    server.kill(signal);
    await exited;
  };
  const stop = () => end('SIGINT');
  const crash = () => end('SIGQUIT');
  const close = async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await start();
    return { url: `postgres://wardkey@127.0.0.1:${port}/postgres`, port, stop, crash, start, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** PostgreSQL refuses to run as root. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/** Resolves when the port accepts connections. */
async function accepting(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const socket = connect(port, '127.0.0.1');
    const open = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('PostgreSQL does not listen');
}
