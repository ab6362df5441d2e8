import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Open loop: does `once` so many times a second, whether or not the server keeps up, with as many workers as may be at
 * work at a time. A latency counts from the moment at which the work was due.
 * @param note called with each latency in ms and the moment at which it ended
 * @returns ends it, and rejects with the first wrong answer
 */
export function keepPace({ perSecond, workers, once, note }) {
  const started = performance.now();
  let begun = 0;
  let isOver = false;
  const work = async (worker) => {
    while (!isOver) {
      const due = started + (begun++ * 1000) / perSecond;
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
