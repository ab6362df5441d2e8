import { jest } from '@jest/globals';

/** A clock that stands still unless the test moves it; timers, sockets and everything else go on as ever. */
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

/** So many seconds go by. */
export function moveClock(seconds: number): void {
  jest.setSystemTime(Date.now() + seconds * 1000);
}

export function startClock(): void {
  jest.useRealTimers();
}
