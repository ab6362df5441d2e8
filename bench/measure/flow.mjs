import { Connections } from '../load/connections.mjs';
import { CONNECTIONS } from '../world.mjs';
import { measureRound } from './round.mjs';

/** For the first warm-up, when nobody knows yet how fast the server is. */
const FIRST_PREPARATION = 100;
/** So that the material lasts for a round that is faster than the last one. */
const MARGIN = 1.3;

/**
 * Measures one flow on all servers that can do it, in turns: A, B, A, B.
 * @returns for each server its rounds, by the server's name
 */
export async function measureFlow(flow, targets, world, { rounds, seconds, warmUpSeconds }) {
  const workers = flow.workers ?? CONNECTIONS;
  const runs = [];
  try {
    for (const target of targets) {
      const connections = new Connections(target.origin, workers);
      runs.push({ target, connections, rounds: [], rate: 0 });
      const run = runs.at(-1);
      run.job = await flow.begin(target, connections, world);
      if (run.job) await oneRound(run, workers, warmUpSeconds, FIRST_PREPARATION);
    }
    for (let round = 0; round < rounds; round += 1)
      for (const run of runs) if (run.job) run.rounds.push(await oneRound(run, workers, seconds));
  } finally {
    for (const { connections } of runs) await connections.close();
  }
  return Object.fromEntries(
    runs
      .filter((run) => run.job)
      .map(({ target, job, rounds: all }) => [target.name, { requestsEach: job.requestsEach, rounds: all }]),
  );
}

async function oneRound(run, workers, seconds, count = Math.ceil(run.rate * seconds * MARGIN) + workers) {
  const { target, job } = run;
  if (job.needsPreparation) await job.prepare(count);
  const round = await measureRound({ pid: target.pid, workers, seconds, once: job.once });
  try {
    if (!round.fault) await job.verify?.();
  } catch (error) {
    round.fault = error;
  }
  if (round.fault) throw new VoidRunError(`${target.title}: ${round.fault.message}`, { cause: round.fault });
  run.rate = round.perSecond;
  return round;
}

/** There was a wrong answer, so there is no figure. */
export class VoidRunError extends Error {}
