import { FLOWS } from './flows/flows.mjs';
import { checkSecurityLevel } from './load/security-level.mjs';
import { measureOrVoid } from './measure/flow.mjs';
import { memoryMb } from './measure/process-use.mjs';
import { measureStarts } from './measure/start.mjs';
import { machineInWords } from './report/machine.mjs';
import { summary } from './report/summary.mjs';
import { tables } from './report/tables.mjs';
import { startBare } from './servers/bare.mjs';
import { startServers } from './servers/servers.mjs';
import { startWardkey } from './servers/wardkey.mjs';

/** Wardkey beside the engine that it is built on. @returns what was measured, and the same as markdown */
export async function comparison(world, say) {
  const flows = FLOWS.filter(({ name }) => world.isWanted(name));
  const result = { ...machineInWords(world), flows: [], memory: {} };

  if (world.isWanted('start')) {
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
      for (const flow of flows) result.flows.push(await measureOrVoid(flow, able(flow, servers), world, say));
      noteMemory('afterLoad');
    } finally {
      for (const server of servers) await server.stop();
    }
  }

  const report = summary(result);
  return { report, markdown: tables(report) };
}

const able = ({ runsOn }, servers) => servers.filter(({ kind }) => runsOn.includes(kind));
