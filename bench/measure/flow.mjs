import { Connections } from '../load/connections.mjs';
import { CONNECTIONS } from '../world.mjs';
import { measureRound } from './round.mjs';

/** For the first warm-up, when nobody knows yet how fast the server is. */
const FIRST_PREPARATION = 100;
/** So that the material lasts for a round that is faster than the last one. */
const MARGIN = 1.3;

/** The figures of a flow. One with a wrong answer has none, and says why; the others go on. */
export async function measureOrVoid(flow, targets, world, say) {
  const { name, title } = flow;
  say(title);
  try {
    return { name, title, servers: await measureFlow(flow, targets, world, world) };
  } catch (error) {
    say(error.stack);
    return { name, title, servers: {}, fault: error.message };
  }
}

/**
 * Measures one flow on all servers that can do it, in turns: A, B, A, B.
 * @returns for each server, by its name, the rounds
 * @throws Error when anything went wrong: then there are no figures
 */
async function measureFlow(flow, targets, world, { rounds, seconds, warmUpSeconds }) {
  const workers = flow.workers ?? CONNECTIONS;
  const runs = targets.map((target) => ({
    target,
    workers,
    connections: new Connections(target.origin, workers),
    rounds: [],
  }));
  try {
    for (const run of runs) {
      run.job = await flow.begin(run.target, run.connections, world);
      await warmUp(run, warmUpSeconds, run.target.warmUpTimes ?? 1);
    }
    for (let round = 0; round < rounds; round += 1)
      for (const run of runs) run.rounds.push(await oneRound(run, seconds));
  } finally {
    for (const { connections } of runs) await connections.close();
  }
  return Object.fromEntries(
    runs.map(({ target, job, rounds: all }) => [target.name, { note: job.note, rounds: all }]),
  );
}

/** As many rounds as make up the time: material may limit a round. */
async function warmUp(run, seconds, times) {
  let done = 0;
  do done += (await oneRound(run, seconds)).seconds;
  while (done < seconds * times);
}

async function oneRound(run, seconds) {
  const { target, workers, connections, job } = run;
  const count = run.rate ? Math.ceil(run.rate * seconds * MARGIN) + workers : FIRST_PREPARATION;
  await job.prepare?.(count);
  await connections.renew();
  const round = await measureRound({ pid: target.pid, workers, seconds, once: job.once });
  await job.verify?.();
  run.rate = round.perSecond;
  return round;
}
