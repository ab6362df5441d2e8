/** The area of one chart, in pixels, and what is left around the lines for the axes. */
const WIDTH = 470;
const HEIGHT = 300;
const LEFT = 62;
const RIGHT = 116;
const TOP = 46;
const BOTTOM = 50;
const COLOURS = ['#1f5fa8', '#c2561a', '#2f7d4f', '#777777'];
const INK = '#333333';
const GRID = '#e2e2e2';

/**
 * Charts with lines, beside and below each other.
 * @param charts each { title, x, y, series }; an axis has a label with its unit, and x may be logarithmic (`isLog`) and
 *   have its own ticks; y begins at 0. A series has a name, which stands at its end, and points; or `isDashed`
 * @returns the picture as SVG
 */
export function picture({ title, charts, columns }) {
  const rows = Math.ceil(charts.length / columns);
  const [width, height] = [columns * WIDTH + 16, rows * HEIGHT + 44];
  const drawn = charts.map((chart, index) =>
    group(8 + (index % columns) * WIDTH, 40 + Math.floor(index / columns) * HEIGHT, drawChart(chart)),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, sans-serif" font-size="12" fill="${INK}">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    text(16, 26, title, 'font-size="16" font-weight="600"'),
    ...drawn,
    '</svg>\n',
  ].join('\n');
}

function drawChart({ title, x, y, series }) {
  const [right, bottom] = [WIDTH - RIGHT, HEIGHT - BOTTOM];
  const xs = series.flatMap(({ points }) => points.map(([at]) => at));
  const most = niceAbove(Math.max(...series.flatMap(({ points }) => points.map(([, value]) => value))));
  const scale = x.isLog ? Math.log10 : (value) => value;
  const [first, last] = [scale(Math.min(...xs)), scale(Math.max(...xs))];
  const toX = (value) => LEFT + ((scale(value) - first) / (last - first || 1)) * (right - LEFT);
  const toY = (value) => bottom - (value / most) * (bottom - TOP);
  const yTicks = [0, 1, 2, 3, 4].map((part) => (most * part) / 4);
  return [
    text(LEFT, 22, title, 'font-size="13" font-weight="600"'),
    ...yTicks.flatMap((value) => [
      line(LEFT, toY(value), right, toY(value), GRID),
      text(LEFT - 6, toY(value) + 4, shortNumber(value), 'text-anchor="end"'),
    ]),
    ...(x.ticks ?? [...new Set(xs)]).flatMap((value) => [
      line(toX(value), bottom, toX(value), bottom + 4, INK),
      text(toX(value), bottom + 18, shortNumber(value), 'text-anchor="middle"'),
    ]),
    line(LEFT, bottom, right, bottom, INK),
    text((LEFT + right) / 2, bottom + 38, x.label, 'text-anchor="middle"'),
    text(0, 0, y.label, `text-anchor="middle" transform="translate(16 ${(TOP + bottom) / 2}) rotate(-90)"`),
    ...series.map((one, index) => drawSeries(one, COLOURS[index % COLOURS.length], toX, toY)),
    ...names(series, toY),
  ].join('\n');
}

function drawSeries({ points, isDashed, isFine }, colour, toX, toY) {
  const path = points.map(([at, value]) => `${toX(at).toFixed(1)},${toY(value).toFixed(1)}`).join(' ');
  const dots =
    isDashed || isFine
      ? ''
      : points
          .map(
            ([at, value]) =>
              `<circle cx="${toX(at).toFixed(1)}" cy="${toY(value).toFixed(1)}" r="3.5" fill="${colour}"/>`,
          )
          .join('');
  return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="${isFine ? 1.2 : 2}"${isDashed ? ' stroke-dasharray="6 4"' : ''}/>${dots}`;
}

/** Each name at the end of its line, moved apart where lines end close together. */
function names(series, toY) {
  let free = -Infinity;
  return series
    .map(({ name, points }, index) => ({
      name,
      colour: COLOURS[index % COLOURS.length],
      at: toY(points.at(-1)[1]) + 4,
    }))
    .sort((one, other) => one.at - other.at)
    .map(({ name, colour, at }) => {
      free = Math.max(at, free + 15);
      return text(WIDTH - RIGHT + 8, free, name, `fill="${colour}" font-weight="600"`);
    });
}

/** A round number that four steps divide well. */
function niceAbove(value) {
  const unit = 10 ** Math.floor(Math.log10(value || 1));
  return [1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10].map((step) => step * unit).find((step) => step >= value);
}

function shortNumber(value) {
  if (value >= 1_000_000) return `${value / 1_000_000} M`;
  if (value >= 10_000) return `${value / 1_000} k`;
  return String(Number(value.toPrecision(3)));
}

const group = (x, y, inner) => `<g transform="translate(${x} ${y})">\n${inner}\n</g>`;
const line = (x1, y1, x2, y2, colour) =>
  `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" stroke="${colour}"/>`;
const text = (x, y, words, attributes = '') =>
  `<text x="${x}" y="${y}" ${attributes}>${words.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</text>`;
