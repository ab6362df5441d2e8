import { Clock } from '#src/clock/clock.js';

/**
 * A clock that stands still until the test moves it. Only what gets it in its constructor sees it. The engine, its
 * libraries and other processes read `Date`: see still-clock.ts.
 */
export class TestClock extends Clock {
  /** @param now milliseconds since 1970. */
  constructor(private now = Date.now()) {
    super();
  }

  override milliseconds(): number {
    return this.now;
  }

  /** @param now milliseconds since 1970. */
  moveTo(now: number): void {
    this.now = now;
  }

  /** Moves the clock by this many seconds. */
  move(seconds: number): void {
    this.now += Math.round(seconds * 1000);
  }
}

/** A clock that goes on, and that somebody has set wrong. */
export class WrongClock extends Clock {
  /** By how many seconds it is ahead; negative when it is behind. */
  ahead = 0;

  override milliseconds(): number {
    return super.milliseconds() + this.ahead * 1000;
  }
}

/** A clock that is a second later each time somebody looks. */
export class TickingClock extends TestClock {
  override milliseconds(): number {
    this.move(1);
    return super.milliseconds();
  }
}
