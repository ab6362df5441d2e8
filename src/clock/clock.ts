import { Injectable } from '@nestjs/common';

/**
 * What time it is. It reads `Date`, as the engine, its libraries and Node do, so that all of them agree.
 *
 * A class takes the clock in its constructor, and a function takes the time from its caller. Another clock overrides
 * `milliseconds`; the rest follows from it.
 */
@Injectable()
export class Clock {
  /** Milliseconds since 1970. */
  milliseconds(): number {
    return Date.now();
  }

  /** Whole seconds since 1970, as tokens and tables write them (`NumericDate`, RFC 7519 section 2). */
  epoch(): number {
    return Math.floor(this.milliseconds() / 1000);
  }

  date(): Date {
    return new Date(this.milliseconds());
  }

  /**
   * Compares this clock with another one. What the wait for the answer explains alone is no difference.
   *
   * @param ask reads the other clock, in milliseconds since 1970.
   * @returns seconds by which this clock is ahead; negative when it is behind.
   * @throws what `ask` throws.
   */
  async secondsAheadOf(ask: () => Promise<number>): Promise<number> {
    const before = this.milliseconds();
    const other = await ask();
    const after = this.milliseconds();
    if (other < before) return (before - other) / 1000;
    return Math.min(after - other, 0) / 1000;
  }
}
