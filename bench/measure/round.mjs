import { performance } from 'node:perf_hooks';
import { quantile } from './numbers.mjs';
import { cpuMs, cpuMsOf, writtenKb } from './process-use.mjs';

/**
 * Closed loop: each worker does `once` again and again, until the time is up or `once` says false because it has
 * nothing more to do it with.
 *
 * The first wrong answer ends the round.
 * @throws Error that says what was wrong: then there are no figures
 */
export async function measureRound({ pid, workers, seconds, once }) {
  const latencies = [];
  let fault;
  const [serverBefore, writtenBefore] = [cpuMs(pid), writtenKb(pid)];
  const [loadBefore, started] = [cpuMsOf(process.pid), performance.now()];
  const end = started + seconds * 1000;
  const work = async (worker) => {
    for (let start = started; !fault && start < end;) {
      if (!(await once(worker))) return;
      const now = performance.now();
      latencies.push(now - start);
      start = now;
    }
  };
  await Promise.all(
    Array.from({ length: workers }, (_, worker) => work(worker).catch((error) => (fault ??= error))),
  );
  if (fault) throw fault;
  const elapsed = performance.now() - started;
  return {
    done: latencies.length,
    seconds: elapsed / 1000,
    perSecond: latencies.length / (elapsed / 1000),
    cpuMs: (cpuMs(pid) - serverBefore) / latencies.length,
    writtenKb: (writtenKb(pid) - writtenBefore) / latencies.length,
    p50: quantile(latencies, 0.5),
    p95: quantile(latencies, 0.95),
    p99: quantile(latencies, 0.99),
    // Near 1 the load was the limit, and only the CPU time says something about the server.
    loadBusy: (cpuMsOf(process.pid) - loadBefore) / elapsed,
  };
}
