import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { onServerCores } from '../measure/cores.mjs';

export const ROOT = join(import.meta.dirname, '../..');
const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 5_000;
/** Ends the server when its stdin closes, which happens however the bench ends. */
const END_WITH_PARENT = `process.stdin.on('end', () => process.exit(1)).resume().unref()`;

/** A port of loopback that the system chose. An issuer has to be known before its server listens. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The command that runs a script with Node. @param args options of Node, the script, and its own arguments */
export const nodeCommand = (node, ...args) => [
  node,
  '--import',
  `data:text/javascript,${encodeURIComponent(END_WITH_PARENT)}`,
  ...args,
];

/**
 * Starts a server on the cores of the servers and waits until `readyUrl` answers 200.
 * @returns its process, how long it took from the start of the process, and how to end it
 * @throws Error with the end of its output when it does not come to that
 */
export async function startChild({ command, environment, readyUrl, cores, withinMs = READY_WITHIN_MS }) {
  const [program, ...parameters] = onServerCores(command, cores);
  const started = performance.now();
  const child = spawn(program, parameters, {
    cwd: ROOT,
    env: { PATH: process.env.PATH, TMPDIR: process.env.TMPDIR, ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-4_000)));
  let hasEnded = false;
  const ended = new Promise((resolve) => child.once('close', resolve)).then(() => (hasEnded = true));
  child.once('error', (error) => (output += error.message));
  const stop = async () => {
    child.kill('SIGTERM');
    if (!(await Promise.race([ended, pause(STOP_WITHIN_MS, false, { ref: false })]))) child.kill('SIGKILL');
    await ended;
  };
  while (!(await answers200(readyUrl))) {
    const isLate = performance.now() - started > withinMs;
    if (isLate) await stop();
    if (hasEnded) throw new Error(`${command.join(' ')} did not become ready:\n${output}`);
    await pause(5);
  }
  return { pid: child.pid, startMs: performance.now() - started, stop, kill: () => child.kill() };
}

function answers200(url) {
  return new Promise((resolve) => {
    get(url, { agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    }).once('error', () => resolve(false));
  });
}
