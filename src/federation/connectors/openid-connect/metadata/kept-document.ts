import type { Clock } from '#src/clock/clock.js';
import { type Asker, FailedReadings } from './failed-readings.js';

const FRESH_FOR_MS = 10 * 60_000;
/** How long a document is used when it cannot be read again, by callers that can do without a fresh one. */
const KEPT_FOR_MS = 24 * 60 * 60_000;

/**
 * A document of another server. It is read when it is needed, kept for ten minutes, and read once for all who need it
 * at that moment.
 */
export class KeptDocument<T> {
  private readonly failed: FailedReadings;
  private kept: { document: T; readAt: number } | undefined;
  private reading: Promise<T> | undefined;

  constructor(
    private readonly read: () => Promise<T>,
    private readonly clock: Clock,
  ) {
    this.failed = new FailedReadings(clock);
  }

  /**
   * @param find takes from the document what the caller wants. When it throws, the document counts as one that cannot
   * be read, because the other server may have repaired it by the next time.
   * @throws what reading or `find` failed with; the last failure again when it is too early for another reading.
   */
  async use<R>(find: (document: T) => R, asker: Asker = 'person'): Promise<R> {
    const document = await this.current(asker);
    try {
      const found = find(document);
      this.failed.end();
      return found;
    } catch (error) {
      if (this.kept?.document === document) {
        this.kept = undefined;
        this.failed.add(error);
      }
      throw error;
    }
  }

  /** Whether the latest reading or its use failed. */
  get hasFailed(): boolean {
    return this.failed.any;
  }

  /** The last good document, for callers that can do without a fresh one. */
  get before(): T | undefined {
    return this.kept && this.clock.milliseconds() - this.kept.readAt < KEPT_FOR_MS
      ? this.kept.document
      : undefined;
  }

  private async current(asker: Asker): Promise<T> {
    if (this.kept && this.clock.milliseconds() - this.kept.readAt < FRESH_FOR_MS) return this.kept.document;
    if (!this.reading) this.failed.check(asker);
    this.reading ??= this.readOnce().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async readOnce(): Promise<T> {
    try {
      const document = await this.read();
      this.kept = { document, readAt: this.clock.milliseconds() };
      return document;
    } catch (error) {
      this.failed.add(error);
      throw error;
    }
  }
}
