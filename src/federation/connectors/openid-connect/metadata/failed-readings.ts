/** Long enough that a stranger cannot make us ask as often as they like, short enough that nobody waits for long. */
const PAUSE_MS = 10_000;

/** Who needs what is read: a person on the way through a sign-in, or whoever sends us something. */
export type Asker = 'person' | 'anybody';

/** Failed readings in ten seconds, after which the failure is told from memory. Who tries again at once may be lucky. */
const MOST: Record<Asker, number> = { person: 8, anybody: 1 };

/**
 * Readings that failed and left nothing to go on with. A server that does not answer at all is left alone by Egress;
 * this is for one that answers, and says nothing of use.
 */
export class FailedReadings {
  private since = -Infinity;
  private count = 0;
  private latest: unknown;

  constructor(private readonly now: () => number) {}

  /** @throws what the latest reading failed with, where it is too early for another. */
  check(asker: Asker): void {
    if (this.now() - this.since < PAUSE_MS && this.count >= MOST[asker]) throw this.latest;
  }

  add(error: unknown): void {
    if (this.now() - this.since >= PAUSE_MS) [this.since, this.count] = [this.now(), 0];
    this.count += 1;
    this.latest = error;
  }

  /** One has succeeded. */
  end(): void {
    this.count = 0;
  }

  /** Whether the latest one failed. */
  get any(): boolean {
    return this.count > 0;
  }
}
