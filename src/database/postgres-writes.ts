import { CommitLostError } from './commit-lost-error.js';
import {
  isOutOfReach,
  onlyReads,
  type PostgresPool,
  type PostgresQuery,
  type PostgresResult,
  queryAlone,
} from './postgres.js';
import { type Judge, PostgresTransaction, TransactionLostError } from './postgres-transaction.js';

/**
 * In milliseconds. While a request does something else, such as checking a password, it must keep neither a connection
 * nor locks from others.
 */
const LONGEST_PAUSE_MS = 20;

/**
 * The writes of one request, which share transactions. The first write opens one, and from then on all statements of
 * the request run in it, one after the other. It is committed when something waits for it ({@link settled}), or when no
 * statement has come for 20 ms. So nothing keeps a connection for long, whatever happens to the request.
 *
 * A request that waits for a connection has none: a statement that only reads takes one for itself alone, and only
 * while no transaction is open.
 */
export class PostgresWrites {
  private transaction: PostgresTransaction | undefined;
  /** Statements and commits that are under way or wait. */
  private queue: Promise<unknown> = Promise.resolve();
  private queued = 0;
  private timer: NodeJS.Timeout | undefined;
  private loss: CommitLostError | undefined;
  /** Whether a statement has failed, and nothing was committed since. */
  private hasStumbled = false;

  /**
   * @param onLoss is told why writes were lost, once.
   * @param longestPauseMs after this time without a statement, what was written is committed.
   * @param hasFailed whether the request will be answered with 503. Then nothing is committed any more.
   */
  constructor(
    private readonly pool: PostgresPool,
    private readonly onLoss: (cause: unknown) => void = () => {},
    private readonly longestPauseMs = LONGEST_PAUSE_MS,
    private readonly hasFailed: () => boolean = () => false,
  ) {}

  /** Whether everything is committed. */
  get isSettled(): boolean {
    return this.queued === 0 && !this.transaction;
  }

  async query(query: PostgresQuery): Promise<PostgresResult> {
    if (this.loss) throw this.loss;
    const reads = onlyReads(query);
    if (reads && this.isSettled) return this.alone(query);
    return this.next(async () => {
      if (reads && !this.transaction) return this.alone(query);
      return (await this.run([query]))[0]!;
    });
  }

  /** Carries out statements so that either all of them take effect or none. */
  async together(queries: readonly PostgresQuery[], judge: Judge): Promise<void> {
    await this.next(() => this.run(queries, judge));
  }

  /**
   * Commits.
   *
   * @returns undefined when there is nothing to commit. Rejects with CommitLostError when something was lost, now or
   * before: whoever asks may depend on it.
   */
  settled(): Promise<void> | undefined {
    if (this.loss) return Promise.reject(this.loss);
    return this.isSettled ? undefined : this.next(() => this.commit());
  }

  /** Undoes what was written since the last commit. */
  async undo(): Promise<void> {
    await this.next(async () => {
      clearTimeout(this.timer);
      this.timer = undefined;
      const { transaction } = this;
      this.transaction = undefined;
      await transaction?.rollback();
    });
  }

  private next<T>(work: () => Promise<T>): Promise<T> {
    this.queued += 1;
    const result = this.queue.then(work).finally(() => (this.queued -= 1));
    this.queue = result.catch(() => {});
    return result;
  }

  /** A statement that cannot reach the database fails the whole request: nothing may be decided without what it asks. */
  private async alone(query: PostgresQuery): Promise<PostgresResult> {
    try {
      return await queryAlone(this.pool, query);
    } catch (error) {
      throw isOutOfReach(error) ? this.lost(error) : error;
    }
  }

  private async open(): Promise<PostgresTransaction> {
    try {
      return await PostgresTransaction.open(this.pool);
    } catch (error) {
      throw this.lost(error);
    }
  }

  private async run(queries: readonly PostgresQuery[], judge?: Judge): Promise<PostgresResult[]> {
    if (this.loss) throw this.loss;
    this.transaction ??= await this.open();
    try {
      return await this.transaction.run(queries, judge);
    } catch (error) {
      this.hasStumbled = true;
      throw error instanceof TransactionLostError ? this.lost(error.cause) : error;
    } finally {
      // An update that changes nothing locks the row that it looked at. Two requests that come too late for one code
      // would stop each other when each goes on to end what was given for it.
      if (this.transaction?.hasWritten === false) await this.commit();
      else if (this.transaction) this.watchPause();
    }
  }

  private async commit(): Promise<void> {
    if (this.loss) throw this.loss;
    const { transaction } = this;
    if (!transaction) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    // Whoever sent the statement hears of it first, because the request may fail with it (failRequest).
    if (this.hasStumbled) await new Promise((resolve) => setImmediate(resolve));
    this.hasStumbled = false;
    if (this.hasFailed()) {
      await transaction.rollback();
      throw this.lost(new Error('the request has failed'));
    }
    try {
      await transaction.commit();
      this.transaction = undefined;
    } catch (error) {
      throw this.lost((error as Error).cause);
    }
  }

  private watchPause(): void {
    if (this.timer) this.timer.refresh();
    else {
      // A loss is told to whoever waits, or writes again.
      const commit = () => void this.next(() => this.commit()).catch(() => {});
      this.timer = setTimeout(commit, this.longestPauseMs);
    }
  }

  private lost(cause: unknown): CommitLostError {
    clearTimeout(this.timer);
    this.transaction = undefined;
    this.loss = new CommitLostError(cause);
    this.onLoss(cause);
    return this.loss;
  }
}
