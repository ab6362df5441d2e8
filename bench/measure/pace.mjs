import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

/** Longer than any answer takes: then the machine was busy with something else. */
const LATE_MS = 2_000;

/**
 * Open loop: does `once` so many times a second, with as many workers as may be at work at a time. A latency counts from
 * the moment at which the work was due. What is very late is not caught up with, because then the server would have to
 * do more than it is meant to.
 * @param note called with each latency in ms and the moment at which it ended
 * @returns ends it, and rejects with the first wrong answer
 */
export function keepPace({ perSecond, workers, once, note }) {
  let next = performance.now();
  let isOver = false;
  const work = async (worker) => {
    while (!isOver) {
      next = Math.max(next + 1000 / perSecond, performance.now() - LATE_MS);
      const due = next;
      const early = due - performance.now();
      if (early > 0) await pause(early);
      if (isOver) return;
      await once(worker);
      const now = performance.now();
      note(now - due, now);
    }
  };
  const all = Promise.all(
    Array.from({ length: workers }, (_, worker) => work(worker).finally(() => (isOver = true))),
  );
  // Whoever ends it learns of it.
  all.catch(() => {});
  return async () => {
    isOver = true;
    await all;
  };
}
