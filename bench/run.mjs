/** Measures Wardkey beside the engine that it is built on. README.md says what, and how. */
import { writeFileSync } from 'node:fs';
import { FLOWS } from './flows/flows.mjs';
import { closeBrowsers } from './load/browser.mjs';
import { checkSecurityLevel } from './load/security-level.mjs';
import { measureFlow } from './measure/flow.mjs';
import { memoryMb } from './measure/process-use.mjs';
import { measureStarts } from './measure/start.mjs';
import { readOptions } from './options.mjs';
import { machineInWords } from './report/machine.mjs';
import { summary } from './report/summary.mjs';
import { tables } from './report/tables.mjs';
import { startBare } from './servers/bare.mjs';
import { startServers } from './servers/servers.mjs';
import { startWardkey } from './servers/wardkey.mjs';
import { assertionSigners } from './world.mjs';

const say = (text) => process.stderr.write(`${text}\n`);
const options = optionsOrEnd();
const world = { ...options, signers: await assertionSigners() };
const flows = FLOWS.filter(({ name }) => options.isWanted(name));
const result = { ...machineInWords(options), flows: [], memory: {} };

if (options.isWanted('start')) {
  say('start to ready');
  result.starts = await measureStarts({ bare: startBare, wardkey: startWardkey }, world);
}
if (flows.length > 0) {
  const servers = await startServers(world);
  const noteMemory = (when) =>
    servers.forEach(
      ({ name, pid }) => (result.memory[name] = { ...result.memory[name], [when]: memoryMb(pid) }),
    );
  try {
    noteMemory('idle');
    for (const server of servers) if (server.kind !== 'empty') await checkSecurityLevel(server, world);
    for (const flow of flows)
      result.flows.push({ name: flow.name, title: flow.title, ...(await run(flow, servers)) });
    noteMemory('afterLoad');
  } finally {
    for (const server of servers) await server.stop();
    await closeBrowsers();
  }
}
const report = summary(result);
process.stdout.write(tables(report));
if (options.json) writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`);
if (report.flows.some(({ fault }) => fault)) process.exitCode = 1;

function optionsOrEnd() {
  try {
    return readOptions(process.argv.slice(2));
  } catch (error) {
    say(error.message);
    return process.exit(2);
  }
}

/** A flow with a wrong answer has no figures; the others go on. */
async function run(flow, servers) {
  say(flow.title);
  const able = servers.filter(({ kind }) => flow.runsOn.includes(kind));
  try {
    return { servers: await measureFlow(flow, able, world, options) };
  } catch (error) {
    say(error.stack);
    return { servers: {}, fault: error.message };
  }
}
