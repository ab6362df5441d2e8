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
}
