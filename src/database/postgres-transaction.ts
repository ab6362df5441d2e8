import { isDeepStrictEqual } from 'node:util';
import {
  onlyReads,
  type PostgresClient,
  type PostgresPool,
  type PostgresQuery,
  type PostgresResult,
  takeClient,
} from './postgres.js';

/** Statements that hold together, and what they gave. */
interface Done {
  queries: readonly PostgresQuery[];
  results: PostgresResult[];
}

/** @throws what is wrong with the result of the statement; then none of the statements takes effect. */
export type Judge = (result: PostgresResult, index: number) => void;

/** The whole transaction is undone, not only the statement that failed. */
export class TransactionLostError extends Error {
  constructor(cause: unknown) {
    super('a transaction was undone', { cause });
  }
}

/**
 * PostgreSQL’s classes of errors after which doing the rest again would meet the same hindrance: a deadlock, a
 * statement that waited too long for a lock, a server that stops, a disk that is full or fails.
 */
const HINDRANCE = /^(40|53|55|57|58)/;

/**
 * One transaction on a connection of its own, whose statements come one after the other.
 *
 * In PostgreSQL a statement that fails undoes the whole transaction. A savepoint before each statement would prevent it,
 * and cost more than the commit that is saved. So after a failure, which is rare, the earlier statements are carried
 * out again. Only when they give exactly what they gave before does the transaction go on; the requester was told of
 * that.
 */
export class PostgresTransaction {
  private readonly done: Done[] = [];

  private constructor(
    private readonly client: PostgresClient,
    private readonly giveBack: (isBroken?: boolean) => void,
  ) {}

  /** The statement that opens the transaction is sent together with the first one. */
  static async open(pool: PostgresPool): Promise<PostgresTransaction> {
    const { client, giveBack } = await takeClient(pool);
    const transaction = new PostgresTransaction(client, giveBack);
    transaction.begin();
    return transaction;
  }

  /**
   * Carries out statements so that either all of them take effect or none. They are sent together.
   *
   * @throws the error of the first statement that failed, or of the judge; nothing else is undone then.
   * @throws TransactionLostError when everything is undone, and the connection is given back.
   */
  async run(queries: readonly PostgresQuery[], judge: Judge = () => {}): Promise<PostgresResult[]> {
    const outcomes = await Promise.allSettled(queries.map((query) => this.client.query(query)));
    const results: PostgresResult[] = [];
    try {
      for (const outcome of outcomes) {
        if (outcome.status === 'rejected') throw outcome.reason;
        judge(outcome.value, results.length);
        results.push(outcome.value);
      }
    } catch (error) {
      await this.undo(error);
      throw error;
    }
    if (!queries.every(onlyReads)) this.done.push({ queries, results });
    return results;
  }

  /** Whether a row was written or locked. Otherwise there is nothing to commit, and nothing may be kept from others. */
  get hasWritten(): boolean {
    return this.done.some(({ results }) => results.some(({ rowCount }) => rowCount !== 0));
  }

  /** @throws TransactionLostError when nothing was saved. */
  async commit(): Promise<void> {
    try {
      const { command } = await this.client.query('COMMIT');
      // PostgreSQL answers so when the transaction had failed before.
      if (command !== 'COMMIT') throw new Error(`the answer to COMMIT was ${command}`);
    } catch (error) {
      this.giveBack(true);
      throw new TransactionLostError(error);
    }
    this.giveBack();
  }

  /** Undoes everything. */
  async rollback(): Promise<void> {
    await this.client.query('ROLLBACK').then(
      () => this.giveBack(),
      // Whatever is open on this connection ends with it.
      () => this.giveBack(true),
    );
  }

  private begin(): void {
    // When this fails, the connection is broken and the first statement fails, too.
    this.client.query('BEGIN').catch(() => {});
  }

  /** Undoes what came after the last statement that succeeded. */
  private async undo(error: unknown): Promise<void> {
    try {
      await this.client.query('ROLLBACK');
      if (HINDRANCE.test(String((error as { code?: unknown }).code))) throw error;
      this.begin();
      for (const { queries, results } of this.done) {
        const again = await Promise.all(queries.map((query) => this.client.query(query)));
        if (!isSame(results, again)) throw error;
      }
    } catch (reason) {
      // Whatever is open on this connection ends with it.
      this.giveBack(true);
      throw new TransactionLostError(reason);
    }
  }
}

function isSame(results: PostgresResult[], again: PostgresResult[]): boolean {
  return again.every(
    ({ rowCount, rows }, index) =>
      rowCount === results[index]!.rowCount && isDeepStrictEqual(rows, results[index]!.rows),
  );
}
