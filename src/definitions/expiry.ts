import { DAY_SECONDS } from '#src/clock/day.js';

/** What ends before this many seconds have passed needs an administrator now. */
export const EXPIRES_SOON_SECONDS = 30 * DAY_SECONDS;

/** The ends of things of one kind. */
export interface Expiry {
  /** The earliest end in seconds since 1970, also one that has passed; Infinity when nothing ends. */
  earliest: number;
  /** How many end soon, or have ended. */
  soon: number;
}

/**
 * @param ends in seconds since 1970; Infinity for what does not end.
 * @param soon until then, an end is soon.
 */
export function expiryOf(ends: readonly number[], soon: number): Expiry {
  return { earliest: Math.min(...ends), soon: ends.filter((end) => end <= soon).length };
}
