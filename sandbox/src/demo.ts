import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { addressesFrom, checkPortsAreFree } from './demo/addresses.js';
import { check } from './demo/check.js';
import { invitation } from './demo/invitation.js';
import { startStandIns } from './demo/stand-ins.js';
import { spawnWardkey } from './demo/wardkey-process.js';
import { PortTakenError } from './local-server.js';

const CHECK_WITHIN_MS = 55_000;

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, 'port-base': { type: 'string', default: '3000' } },
});
const root = fileURLToPath(new URL('../..', import.meta.url));
const parts: { stop(): Promise<unknown> }[] = [];

/** Stops the parts in reverse order. A second call waits for the first one. */
let stopping: Promise<void> | undefined;
const stopAll = () =>
  (stopping ??= (async () => {
    for (const part of parts.toReversed()) await part.stop();
  })());

const interrupted = new Promise<number>((resolve) => {
  process.once('SIGINT', () => resolve(130));
  process.once('SIGTERM', () => resolve(143));
});

async function run(): Promise<number> {
  const portBase = Number(values['port-base']);
  if (!Number.isInteger(portBase) || portBase < 1024 || portBase > 65_532) {
    throw new Error('--port-base must be a number from 1024 to 65532');
  }
  const addresses = addressesFrom(portBase);
  await checkPortsAreFree(addresses);
  const dataDirectory = values.check
    ? mkdtempSync(join(tmpdir(), 'wardkey-check-'))
    : join(root, 'data/sandbox');
  if (values.check) {
    parts.push({ stop: async () => rmSync(dataDirectory, { recursive: true, force: true }) });
  }
  const standIns = await startStandIns(addresses);
  parts.push({ stop: () => standIns.close() });
  const wardkey = spawnWardkey(root, addresses, dataDirectory);
  parts.push(wardkey);
  const died = wardkey.ended.then((error) => {
    throw error;
  });
  // While ready() below reports the same end, nothing awaits this promise: without a handler the process would fail.
  died.catch(() => {});
  await wardkey.ready();
  if (!values.check) {
    console.log(invitation(addresses, wardkey.logFile));
    return died;
  }
  let count = 0;
  const tell = (line: string) => console.log(`${String((count += 1)).padStart(2)}. ${line}`);
  const result = await Promise.race([check(addresses, tell), died]);
  await stopAll();
  console.log(JSON.stringify(result));
  return 0;
}

function explain(error: unknown): string {
  if (error instanceof PortTakenError) {
    return `${error.message}. Choose four other ports, for example --port-base 4000.`;
  }
  return error instanceof Error ? error.message : String(error);
}

const outOfTime = () =>
  pause(CHECK_WITHIN_MS, undefined, { ref: false }).then(() => {
    throw new Error(`The check took longer than ${CHECK_WITHIN_MS / 1000} s`);
  });

async function main(): Promise<void> {
  let code: number;
  try {
    code = await Promise.race([run(), interrupted, ...(values.check ? [outOfTime()] : [])]);
  } catch (error) {
    code = 1;
    await stopAll();
    if (values.check) console.log(JSON.stringify({ ok: false, error: explain(error) }));
    else console.error(explain(error));
  }
  await stopAll();
  // Idle connections to stopped servers must not keep the process alive.
  process.exit(code);
}

await main();
