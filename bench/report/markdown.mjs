/** A table; the columns after those with text are numbers. */
export const table = (head, rows, textColumns = 2) =>
  [head, head.map((_, column) => (column < textColumns ? '---' : '---:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');

/** The median of the rounds, with the least and the most. */
export const withSpread = (value) =>
  value ? `${short(value.median)} (${short(value.least)} to ${short(value.most)})` : '-';

/** Three digits that count. */
export function short(value) {
  if (!Number.isFinite(value)) return '-';
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3);
}

/** What was measured where, one line each. */
export const notes = (lines) =>
  lines
    .filter(Boolean)
    .map((line) => `- ${line}\n`)
    .join('');
