/** The line that fits points best (least squares). @returns its slope, and its values at the first and last point */
export function fittedLine(points) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const slope =
    mean(points.map(([x, y]) => (x - meanX) * (y - meanY))) / mean(points.map(([x]) => (x - meanX) ** 2));
  const at = (x) => meanY + slope * (x - meanX);
  return { slope, ends: [points[0], points.at(-1)].map(([x]) => [x, at(x)]) };
}
