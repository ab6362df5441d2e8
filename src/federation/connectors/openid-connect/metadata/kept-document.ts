import { type Asker, FailedReadings } from './failed-readings.js';

const FRESH_FOR_MS = 10 * 60_000;
/** One that cannot be read anew is used this long, by those who can do without. */
const KEPT_FOR_MS = 24 * 60 * 60_000;

/** A document of another server: read when it is needed, kept for ten minutes, and read once for all who need it then. */
export class KeptDocument<T> {
  private readonly failed: FailedReadings;
  private kept: { document: T; readAt: number } | undefined;
  private reading: Promise<T> | undefined;

  constructor(
    private readonly read: () => Promise<T>,
    private readonly now: () => number = Date.now,
  ) {
    this.failed = new FailedReadings(now);
  }

  /**
   * @param find what is wanted of the document; a document that it throws for counts as one that cannot be read, as the
   * other server may be right again by the next time.
   * @throws what reading or finding failed with, from memory where it is too early to read once more.
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

  /** Whether it could not be read, or used, the last time. */
  get hasFailed(): boolean {
    return this.failed.any;
  }

  /** The last good one, for who can do without. */
  get before(): T | undefined {
    return this.kept && this.now() - this.kept.readAt < KEPT_FOR_MS ? this.kept.document : undefined;
  }

  private async current(asker: Asker): Promise<T> {
    if (this.kept && this.now() - this.kept.readAt < FRESH_FOR_MS) return this.kept.document;
    if (!this.reading) this.failed.check(asker);
    this.reading ??= this.readOnce().finally(() => (this.reading = undefined));
    return this.reading;
  }

  private async readOnce(): Promise<T> {
    try {
      const document = await this.read();
      this.kept = { document, readAt: this.now() };
      return document;
    } catch (error) {
      this.failed.add(error);
      throw error;
    }
  }
}
