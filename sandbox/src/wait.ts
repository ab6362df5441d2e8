import { setTimeout } from 'node:timers/promises';

/** Waits, and does not keep the process alive: a slow answer must not outlast the test that asked for it. */
export const wait = (milliseconds: number): Promise<void> =>
  setTimeout(milliseconds, undefined, { ref: false });
