import { median } from '../measure/numbers.mjs';

const MEASURES = ['perSecond', 'cpuMs', 'p50', 'p95', 'p99', 'loadBusy'];
const BASELINE = 'bare';

/** Of all rounds their medians and extremes, and how each server compares with the bare engine, round by round. */
export function summary(result) {
  return {
    ...result,
    starts: result.starts && mapValues(result.starts, (times) => mapValues(times, spread)),
    flows: result.flows.map((flow) => ({
      ...flow,
      servers: mapValues(flow.servers, (one) => summed(one, flow)),
    })),
  };
}

function summed(server, { servers }) {
  const values = (measure, { rounds } = server) => rounds.map((round) => round[measure]);
  const baseline = servers[BASELINE];
  const ratio = (measure) => {
    const others = values(measure, baseline);
    return spread(values(measure).map((value, round) => value / others[round]));
  };
  return {
    ...server,
    ...Object.fromEntries(MEASURES.map((measure) => [measure, spread(values(measure))])),
    ratio: baseline && server !== baseline ? ratio('perSecond') : undefined,
    cpuRatio: baseline && server !== baseline ? ratio('cpuMs') : undefined,
  };
}

const spread = (values) => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
});

const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));
