import { setTimeout as pause } from 'node:timers/promises';

/** Less than the time after which a load balancer gives up. */
export const MOST_MS = 2_000;

/** @returns the answer; false when it does not come in time. */
export async function inTime(answer: Promise<boolean>, mostMs: number): Promise<boolean> {
  const patience = new AbortController();
  const late = pause(mostMs, false, { signal: patience.signal }).catch(() => false);
  try {
    return await Promise.race([answer, late]);
  } finally {
    patience.abort();
  }
}
