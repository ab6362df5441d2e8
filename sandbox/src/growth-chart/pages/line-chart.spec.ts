import { lineChart, ticks } from './line-chart.js';
import { writeAge } from './people-words.js';

describe('ticks', () => {
  it.each([
    [3.4, 13.4, [0, 5, 10, 15]],
    [48.9, 77.4, [40, 50, 60, 70, 80]],
    [5, 5, [5, 5.5]],
  ])('%d to %d', (min, max, expected) => {
    const found = ticks(min, max);
    expect(found[0]).toBeLessThanOrEqual(min);
    expect(found.at(-1)).toBeGreaterThanOrEqual(max);
    expect(found.slice(0, 2)).toEqual(expected.slice(0, 2));
  });
});

describe('lineChart', () => {
  it('draws one dot for each point, and the age below', () => {
    const points = [
      { date: new Date('2024-03-12'), value: 3.4 },
      { date: new Date('2025-03-12'), value: 9.7 },
    ];
    const svg = lineChart({ title: 'Weight', unit: 'kg', points, birthDate: new Date('2024-03-12') }).markup;
    expect(svg).toContain('0 mo');
    expect(svg).toContain('12 mo');
    expect(svg.match(/class="dot"/g)).toHaveLength(2);
    expect(svg).not.toContain('NaN');
  });
});

describe('writeAge', () => {
  const now = new Date('2026-11-22T10:00:00Z');
  it.each([
    ['2026-11-20', '2 days'],
    ['2025-06-02', '17 months'],
    ['2024-11-23', '23 months'],
    ['2019-09-21', '7 years'],
    ['1988-11-23', '37 years'],
  ])('%s is %s', (birthDate, age) => expect(writeAge(birthDate, now)).toBe(age));
});
