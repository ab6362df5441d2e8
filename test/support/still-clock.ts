import { jest } from '@jest/globals';

/** A clock that stands still unless the test moves it. Timers, sockets and all else go on as always. */
export function stopClock(): void {
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
  jest.useRealTimers();
}
