import type { Clock } from '#src/clock/clock.js';

/** Long enough that a stranger cannot cause requests without limit, and short enough that no person waits long. */
const PAUSE_MS = 10_000;

/** Who needs what is read: a person in the middle of a sign-in, or an unknown sender of a message to this server. */
export type Asker = 'person' | 'anybody';

/**
 * How many readings may fail in ten seconds. After that the last failure is thrown again without a new reading. A
 * person gets several, because a second try may succeed.
 */
const MOST: Record<Asker, number> = { person: 8, anybody: 1 };

/**
 * Remembers failed readings that left nothing to work with. Egress pauses requests to a server that does not answer at
 * all; this class is for a server whose answers are of no use.
 */
export class FailedReadings {
  private since = -Infinity;
  private count = 0;
  private latest: unknown;

  constructor(private readonly clock: Clock) {}

  /** @throws the error of the latest failed reading, when it is too early for another reading. */
  check(asker: Asker): void {
    if (this.clock.milliseconds() - this.since < PAUSE_MS && this.count >= MOST[asker]) throw this.latest;
  }

  add(error: unknown): void {
    if (this.clock.milliseconds() - this.since >= PAUSE_MS)
      [this.since, this.count] = [this.clock.milliseconds(), 0];
    this.count += 1;
    this.latest = error;
  }

  /** A reading has succeeded. */
  end(): void {
    this.count = 0;
  }

  /** Whether the latest reading failed. */
  get any(): boolean {
    return this.count > 0;
  }
}
