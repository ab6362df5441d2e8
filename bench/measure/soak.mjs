import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { mixed } from '../flows/mixed.mjs';
import { Connections } from '../load/connections.mjs';
import { newFolder } from '../servers/folders.mjs';
import { startWardkey } from '../servers/wardkey.mjs';
import { CONNECTIONS } from '../world.mjs';
import { databaseBytes, rowCounts } from './database-file.mjs';
import { keepPace } from './pace.mjs';
import { cpuMs, memoryMb } from './process-use.mjs';
import { measureRound } from './round.mjs';

/** The share of what the server can do that it is asked to do. */
export const SHARE = 0.5;
const CAPACITY_SECONDS = 20;

/**
 * Mixed load for a long time at half of what the server can do: does anything grow that should not?
 * @returns the samples, and how many rows each table has when it begins and when it is over
 * @throws Error at the first wrong answer
 */
export async function measureSoak(world, { minutes, everySeconds, say }) {
  const folder = newFolder();
  const server = await startWardkey({ ...world, folder });
  const connections = new Connections(server.origin, CONNECTIONS);
  try {
    const job = await mixed.begin(server, connections, world);
    const closedLoop = { pid: server.pid, workers: CONNECTIONS, once: job.once };
    await measureRound({ ...closedLoop, seconds: Math.min(CAPACITY_SECONDS, minutes * 60) });
    const capacity = await measureRound({ ...closedLoop, seconds: Math.min(CAPACITY_SECONDS, minutes * 60) });
    const perSecond = capacity.perSecond * SHARE;
    say(`mixed load: ${Math.round(capacity.perSecond)} a second; now ${Math.round(perSecond)}`);
    const rowsBefore = rowCounts(folder);
    const samples = [];
    let [done, slowest] = [0, 0];
    const note = (latency) => {
      done += 1;
      slowest = Math.max(slowest, latency);
    };
    const started = performance.now();
    const end = keepPace({ perSecond, workers: CONNECTIONS, once: job.once, note });
    let [doneBefore, cpuBefore] = [0, cpuMs(server.pid)];
    while (performance.now() - started < minutes * 60_000) {
      await pause(everySeconds * 1000);
      await job.verify();
      const cpu = cpuMs(server.pid);
      samples.push({
        minutes: (performance.now() - started) / 60_000,
        memoryMb: memoryMb(server.pid),
        databaseMb: databaseBytes(folder) / 2 ** 20,
        cpuMs: (cpu - cpuBefore) / (done - doneBefore),
        slowestMs: slowest,
      });
      [doneBefore, cpuBefore, slowest] = [done, cpu, 0];
    }
    await end();
    return { capacity, perSecond, done, samples, rowsBefore, rows: rowCounts(folder) };
  } finally {
    await connections.close();
    await server.stop();
  }
}
