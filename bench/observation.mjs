import { setTimeout as pause } from 'node:timers/promises';
import { FLOWS } from './flows/flows.mjs';
import { checkSecurityLevel } from './load/security-level.mjs';
import { measureOrVoid } from './measure/flow.mjs';
import { cpuMs } from './measure/process-use.mjs';
import { machineInWords } from './report/machine.mjs';
import { notes, short, table, withSpread } from './report/markdown.mjs';
import { summary } from './report/summary.mjs';
import { freePort } from './servers/child.mjs';
import { startCollector } from './servers/collector.mjs';
import { newFolder } from './servers/folders.mjs';
import { startWardkey } from './servers/wardkey.mjs';

/** One request that writes much, and one that does little else than answer. */
const MEASURED = ['code', 'secret'];
const NOTHING = 'nothing';
const SCRAPES = 100;

/** What metrics and traces cost. @returns what was measured, and the same as markdown */
export async function observation(world, say) {
  const flows = FLOWS.filter(({ name }) => MEASURED.includes(name) && world.isWanted(name));
  const result = { ...machineInWords(world), flows: [] };
  const collector = await startCollector();
  const metrics = { port: await freePort() };
  const traced = (percent) => ({ traces: { endpoint: collector.endpoint, percent } });
  const observed = {
    [NOTHING]: {},
    metrics: { metrics },
    'traces of 10 %': traced(10),
    'traces of all': traced(100),
  };
  const servers = [];
  try {
    for (const [name, observe] of Object.entries(observed)) {
      say(`start with ${name}`);
      const { node, signers } = world;
      servers.push(await startWardkey({ node, signers, folder: newFolder(), name, observe }));
    }
    await pause(world.settleSeconds * 1000);
    for (const server of servers) await checkSecurityLevel(server, world);
    for (const flow of flows) result.flows.push(await measureOrVoid(flow, servers, world, say));
    const { pid } = servers.find(({ name }) => name === 'metrics');
    result.scrape = await measureScrapes(pid, `http://127.0.0.1:${metrics.port}/metrics`);
  } finally {
    for (const server of servers) await server.stop();
    collector.stop();
  }
  const report = summary(result, NOTHING);
  return { report, markdown: observationTables(report) };
}

/** What one reading of the metrics costs the server, after the load. */
async function measureScrapes(pid, url) {
  const before = cpuMs(pid);
  let bytes;
  for (let scrape = 0; scrape < SCRAPES; scrape += 1) bytes = (await (await fetch(url)).text()).length;
  return { cpuMs: (cpuMs(pid) - before) / SCRAPES, bytes };
}

function observationTables({ machine, node, cores, method, settings, warning, flows, scrape }) {
  const scraped = `one reading of /metrics after that: ${short(scrape.cpuMs)} ms of CPU, ${short(scrape.bytes / 1024)} kB`;
  return [
    notes([machine, node, cores, method, settings, scraped, warning]),
    table(
      ['flow', 'on', 'per second', 'ratio', 'CPU ms each', 'ratio', 'p50 ms', 'p99 ms', 'load busy'],
      flows.flatMap(({ title, servers }) =>
        Object.entries(servers).map(
          ([name, { perSecond, ratio, cpuMs: cpu, cpuRatio, p50, p99, loadBusy }]) => [
            title,
            name,
            ...[perSecond, ratio, cpu, cpuRatio].map(withSpread),
            ...[p50, p99].map(({ median }) => short(median)),
            `${Math.round(loadBusy.median * 100)} %`,
          ],
        ),
      ),
    ),
    ...flows.filter(({ fault }) => fault).map(({ title, fault }) => `VOID: ${title}: ${fault}\n`),
  ].join('\n');
}
