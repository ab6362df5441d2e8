import { MIX_IN_WORDS } from '../flows/mixed.mjs';
import { SHARE } from '../measure/soak.mjs';
import { notes, short, table } from './markdown.mjs';
import { fittedLine } from './slope.mjs';

/** Memory settles in the first third. */
const SETTLED = 2 / 3;
/** Samples of which the lowest counts: it is the one that was taken soonest after garbage was collected. */
const TOGETHER = 30;

/** What a soak showed, with the slope of the memory since it settled. */
export function soakSummary(soak) {
  const settled = soak.samples.slice(-Math.ceil(soak.samples.length * SETTLED));
  const points = settled.map(({ minutes, memoryMb }) => [minutes, memoryMb]);
  const lowest = [];
  while (points.length > 0)
    lowest.push(points.splice(0, TOGETHER).reduce((low, point) => (point[1] < low[1] ? point : low)));
  return { ...soak, lowest, line: fittedLine(lowest) };
}

/** The soak as markdown. */
export function soakTables({
  machine,
  node,
  cores,
  capacity,
  perSecond,
  done,
  samples,
  line,
  rowsBefore,
  rows,
}) {
  const last = samples.at(-1);
  const figures = [
    ['how long', `${Math.round(last.minutes)} min`],
    [
      'what it can do at most',
      `${Math.round(capacity.perSecond)}/s (load ${Math.round(capacity.loadBusy * 100)} % busy)`,
    ],
    ['what it was asked to do', `${Math.round(perSecond)}/s (${SHARE * 100} %)`],
    ['what it did', `${Math.round(done / last.minutes / 60)}/s, ${whole(done)} in all`],
    [
      'memory (RSS) at the first and last sample',
      `${short(samples[0].memoryMb)}, ${short(last.memoryMb)} MB`,
    ],
    ['slope of its lowest values in the last two thirds', `${short(line.slope * 60)} MB an hour`],
    ['slowest answer', `${short(Math.max(...samples.map(({ slowestMs }) => slowestMs)))} ms`],
  ];
  return [
    notes([machine, node, cores, MIX_IN_WORDS]),
    table(['soak', ''], figures),
    table(
      ['table', 'rows at the beginning', 'rows at the end'],
      Object.entries(rows).map(([name, count]) => [name, ...[rowsBefore[name] ?? 0, count].map(whole)]),
      1,
    ),
  ].join('\n');
}

const whole = (count) => count.toLocaleString('en');
