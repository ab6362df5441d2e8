import { html, type Html } from '../../html.js';

/** One measurement. */
export interface Point {
  date: Date;
  value: number;
}

/** What a chart shows. */
export interface Series {
  title: string;
  unit: string;
  points: Point[];
  /** With a date of birth the x axis shows the age, otherwise calendar years. */
  birthDate?: Date;
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [400, 220, 40, 26, 12, 30];
const MONTH = (365.25 / 12) * 86_400_000;
const YEAR = 12 * MONTH;

const monthAndYear = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' });

/** A line chart as SVG: no script, colours by the page's style sheet. */
export function lineChart({ title, unit, points, birthDate }: Series): Html {
  const [from, to] = [points[0]?.date.getTime() ?? 0, points.at(-1)?.date.getTime() ?? 1];
  const values = points.map(({ value }) => value);
  const yTicks = ticks(Math.min(...values), Math.max(...values));
  const [low = 0, high = 1] = [yTicks[0], yTicks.at(-1)];
  const x = (time: number) => rounded(LEFT + ((time - from) / (to - from)) * (WIDTH - LEFT - RIGHT));
  const y = (value: number) =>
    rounded(HEIGHT - BOTTOM - ((value - low) / (high - low)) * (HEIGHT - TOP - BOTTOM));
  const line = points.map(({ date, value }) => `${x(date.getTime())},${y(value)}`).join(' ');
  return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}, ${unit}">
    ${yTicks.map(
      (tick) =>
        html`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y(tick)}" y2="${y(tick)}" />
          <text class="tick" x="${LEFT - 6}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`,
    )}
    ${timeTicks(from, to, birthDate?.getTime()).map(
      ({ time, label, anchor = 'middle' }) =>
        html`<line
            class="notch"
            x1="${x(time)}"
            x2="${x(time)}"
            y1="${HEIGHT - BOTTOM}"
            y2="${HEIGHT - BOTTOM + 4}"
          />
          <text class="tick" x="${x(time)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="${anchor}"
            >${label}</text
          >`,
    )}
    <polyline class="curve" points="${line}" />
    ${points.map(
      ({ date, value }) =>
        html`<circle class="dot" cx="${x(date.getTime())}" cy="${y(value)}" r="4">
          <title>${date.toISOString().slice(0, 10)}: ${value} ${unit}</title>
        </circle>`,
    )}
  </svg>`;
}

const rounded = (coordinate: number) => Math.round(coordinate * 10) / 10;

/** Round numbers around the values, four or five of them. */
export function ticks(min: number, max: number): number[] {
  const span = max - min || 1;
  const rough = span / 4;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step =
    [1, 2, 5, 10].map((factor) => factor * magnitude).find((size) => size >= rough) ?? 10 * magnitude;
  const first = Math.floor(min / step);
  const last = Math.max(Math.ceil(max / step), first + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toFixed(6)));
}

interface Tick {
  time: number;
  label: string;
  anchor?: 'start' | 'end';
}

function timeTicks(from: number, to: number, birth?: number): Tick[] {
  if (birth === undefined) {
    // With less than two New Years in the range, the two ends of the axis say more.
    if (to - from < 2 * YEAR) {
      return [
        { time: from, label: monthAndYear.format(from), anchor: 'start' },
        { time: to, label: monthAndYear.format(to), anchor: 'end' },
      ];
    }
    return every(1, 12, (to - from) / YEAR)
      .map((offset) => new Date(from).getUTCFullYear() + offset)
      .map((year) => ({ time: Date.UTC(year, 0, 1), label: String(year) }))
      .filter(({ time }) => time >= from && time <= to);
  }
  const months = (to - birth) / MONTH;
  const step = [1, 2, 3, 6, 12, 24, 36, 60].find((size) => (to - from) / MONTH / size <= 6) ?? 120;
  const inYears = step >= 12;
  return every(0, step, months)
    .map((age) => ({ time: birth + age * MONTH, label: inYears ? `${age / 12} y` : `${age} mo` }))
    .filter(({ time }) => time >= from - MONTH / 10 && time <= to + MONTH / 10);
}

const every = (start: number, step: number, end: number) =>
  Array.from(
    { length: Math.max(0, Math.floor((end - start) / step + 0.05) + 1) },
    (_, index) => start + index * step,
  );
