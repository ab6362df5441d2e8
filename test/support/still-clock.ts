import { jest } from '@jest/globals';
import { Clock } from '#src/clock/clock.js';

let isStopped = false;

/**
 * The clock of a server in this process. While a test holds or moves it, the test does so for the whole world: the
 * database, which goes on, is as late or early as this clock.
 */
export class WorldClock extends Clock {
  override secondsAheadOf(ask: () => Promise<number>): Promise<number> {
    return isStopped ? Promise.resolve(0) : super.secondsAheadOf(ask);
  }
}

/** A clock that stands still unless the test moves it. Timers, sockets and all else go on as always. */
export function stopClock(): void {
  isStopped = true;
  jest.useFakeTimers({
    now: Date.now(),
    doNotFake: [
      'hrtime',
      'nextTick',
      'performance',
      'queueMicrotask',
      'setImmediate',
      'clearImmediate',
      'setInterval',
      'clearInterval',
      'setTimeout',
      'clearTimeout',
    ],
  });
}

/** Moves the clock by this many seconds. */
export function moveClock(seconds: number): void {
  jest.setSystemTime(Date.now() + seconds * 1000);
}

export function startClock(): void {
  isStopped = false;
  jest.useRealTimers();
}
