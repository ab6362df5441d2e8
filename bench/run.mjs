/** Measures Wardkey beside the engine that it is built on. README.md says what, and how. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FLOWS } from './flows/flows.mjs';
import { closeBrowsers } from './load/browser.mjs';
import { measureFlow, VoidRunError } from './measure/flow.mjs';
import { memoryMb } from './measure/process-use.mjs';
import { measureStarts } from './measure/start.mjs';
import { readOptions } from './options.mjs';
import { machineInWords } from './report/machine.mjs';
import { summary } from './report/summary.mjs';
import { tables } from './report/tables.mjs';
import { startBare } from './servers/bare.mjs';
import { startEmpty } from './servers/empty.mjs';
import { startWardkey } from './servers/wardkey.mjs';
import { assertionSigners } from './world.mjs';

const options = readOptions(process.argv.slice(2));
const say = (text) => process.stderr.write(`${text}\n`);
const signers = await assertionSigners();
const folders = [];
const running = [];

try {
  const result = { ...machineInWords(options), starts: undefined, flows: [], memory: {} };
  if (options.isWanted('start')) {
    say('start to ready');
    result.starts = await measureStarts({ bare: startBare, wardkey: startWardkey }, { ...options, signers });
  }
  const flows = FLOWS.filter(({ name }) => options.isWanted(name));
  if (flows.length > 0) await measureFlows(flows, result);
  const report = summary(result);
  process.stdout.write(tables(report));
  if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
  if (result.flows.some((flow) => flow.fault)) process.exitCode = 1;
} finally {
  for (const target of running) await target.stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  await closeBrowsers();
}

async function measureFlows(flows, result) {
  const { node, postgresql, settleSeconds } = options;
  const start = async (starter, more) => {
    const folder = mkdtempSync(join(tmpdir(), 'wardkey-bench-'));
    folders.push(folder);
    running.push(await starter({ node, folder, signers, ...more }));
  };
  await start(startEmpty);
  await start(startBare);
  await start(startWardkey);
  if (postgresql) await start(startWardkey, { postgresql });
  await pause(settleSeconds * 1000);
  for (const { name, pid } of running) result.memory[name] = { idle: memoryMb(pid) };
  for (const flow of flows) {
    say(flow.title);
    const targets = running.filter(({ name }) => flow.runsOn.includes(name.split('-')[0]));
    result.flows.push({ name: flow.name, title: flow.title, ...(await outcomeOf(flow, targets)) });
  }
  for (const { name, pid } of running) result.memory[name].afterLoad = memoryMb(pid);
}

async function outcomeOf(flow, targets) {
  try {
    return { servers: await measureFlow(flow, targets, { signers }, options) };
  } catch (error) {
    if (!(error instanceof VoidRunError)) throw error;
    return { servers: {}, fault: error.message };
  }
}
