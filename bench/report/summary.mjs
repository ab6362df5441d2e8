import { median } from '../measure/numbers.mjs';

const MEASURES = ['perSecond', 'cpuMs', 'writtenKb', 'p50', 'p95', 'p99', 'loadBusy'];

/**
 * Of all rounds their medians and extremes, and how each server compares with one of them, round by round.
 * @param baselineName the server that the others are compared with
 */
export function summary(result, baselineName = 'bare') {
  return {
    ...result,
    starts: result.starts && mapValues(result.starts, (times) => mapValues(times, spread)),
    flows: result.flows.map((flow) => ({
      ...flow,
      servers: mapValues(flow.servers, (one) => summed(one, flow.servers[baselineName])),
    })),
  };
}

function summed(server, baseline) {
  const values = (measure, { rounds } = server) => rounds.map((round) => round[measure]);
  const ratio = (measure) => {
    if (!baseline || server === baseline) return undefined;
    const others = values(measure, baseline);
    return spread(values(measure).map((value, round) => value / others[round]));
  };
  return {
    ...server,
    ...Object.fromEntries(MEASURES.map((measure) => [measure, spread(values(measure))])),
    ratio: ratio('perSecond'),
    cpuRatio: ratio('cpuMs'),
    p99Ratio: ratio('p99'),
  };
}

const spread = (values) => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
});

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
