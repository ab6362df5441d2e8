import { picture } from './chart.mjs';

/** What refresh may cost at most, however many Grants there are, as a multiple of what it costs with the fewest. */
const GOAL = 1.5;

/** For each flow its latencies over the number of Grants. */
export function growthPicture({ flows, sizes }) {
  const x = { label: 'Grants in the database (logarithmic)', isLog: true };
  return picture({
    title: 'Latency at saturation (16 connections) as the database grows',
    columns: 2,
    charts: flows
      .filter(({ fault }) => !fault)
      .map(({ name, title, servers }) => {
        const points = (measure) => sizes.map((size) => [size.grants, servers[size.name][measure].median]);
        const goal = {
          name: `goal for p99`,
          isDashed: true,
          points: [sizes[0], sizes.at(-1)].map(({ grants }) => [grants, points('p99')[0][1] * GOAL]),
        };
        return {
          title: title[0].toUpperCase() + title.slice(1),
          x,
          y: { label: 'latency, ms' },
          series: [
            { name: 'p50', points: points('p50') },
            { name: 'p99', points: points('p99') },
            ...(name === 'refresh' ? [goal] : []),
          ],
        };
      }),
  });
}
