import { notes, short, table, withSpread } from './markdown.mjs';

/** The report as markdown. */
export function tables(report) {
  const { machine, node, cores, method, settings, warning, flows, starts, memory } = report;
  const where = notes([machine, node, cores, method, settings, warning]);
  return [where, flowTables(flows), startTable(starts), memoryTable(memory)].filter(Boolean).join('\n');
}

function flowTables(flows) {
  if (flows.length === 0) return '';
  const done = flows.flatMap(({ title, servers }) =>
    Object.entries(servers).map(([name, server]) => ({ title, name, ...server })),
  );
  const rates = table(
    ['flow', 'server', 'per second', 'ratio to bare', 'CPU ms each', 'ratio', 'load busy'],
    done.map(({ title, name, note, perSecond, ratio, cpuMs, cpuRatio, loadBusy }) => [
      note ? `${title} (${note})` : title,
      name,
      withSpread(perSecond),
      withSpread(ratio),
      withSpread(cpuMs),
      withSpread(cpuRatio),
      `${Math.round(loadBusy.median * 100)} %`,
    ]),
  );
  const latencies = table(
    ['flow', 'server', 'p50 ms', 'p95 ms', 'p99 ms'],
    done.map(({ title, name, p50, p95, p99 }) => [
      title,
      name,
      ...[p50, p95, p99].map((one) => short(one.median)),
    ]),
  );
  const faults = flows.filter(({ fault }) => fault).map(({ title, fault }) => `VOID: ${title}: ${fault}\n`);
  return [rates, latencies, ...faults].join('\n');
}

function startTable(starts) {
  if (!starts) return '';
  return table(
    ['start to ready', 'nothing there yet, s', 'again, s'],
    Object.entries(starts).map(([name, { first, again }]) => [
      name,
      ...[first, again].map((times) => withSpread(inSeconds(times))),
    ]),
  );
}

const inSeconds = ({ median, least, most }) => ({
  median: median / 1000,
  least: least / 1000,
  most: most / 1000,
});

function memoryTable(memory) {
  if (Object.keys(memory).length === 0) return '';
  return table(
    ['memory (RSS)', 'idle, MB', 'after the load, MB'],
    Object.entries(memory).map(([name, { idle, afterLoad }]) => [name, short(idle), short(afterLoad)]),
  );
}
