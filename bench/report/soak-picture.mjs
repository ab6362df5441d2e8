import { picture } from './chart.mjs';
import { short } from './markdown.mjs';

/** Memory over time with the line that was fitted, and what each thing costs over time. */
export function soakPicture({ samples, line, perSecond }) {
  const over = (measure) => samples.map((sample) => [sample.minutes, sample[measure]]);
  const most = samples.at(-1).minutes;
  const x = {
    label: 'time, minutes',
    ticks: [...new Set([0, 1, 2, 3, 4, 5, 6].map((part) => Math.round((most * part) / 6)))],
  };
  const from = (points) => [[0, points[0][1]], ...points];
  return picture({
    title: `Mixed load, ${Math.round(perSecond)} a second: half of what the server can do`,
    columns: 2,
    charts: [
      {
        title: `Memory; slope of the lowest: ${short(line.slope * 60)} MB an hour`,
        x,
        y: { label: 'RSS, MB' },
        series: [
          { name: 'RSS', points: from(over('memoryMb')), isFine: true },
          { name: 'lowest, fitted', points: line.ends, isDashed: true },
        ],
      },
      {
        title: 'CPU time for each thing that was done',
        x,
        y: { label: 'CPU, ms' },
        series: [{ name: 'CPU', points: from(over('cpuMs')), isFine: true }],
      },
    ],
  });
}
