import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import type { DataSource } from 'typeorm';

interface SqliteStatement {
  readonly readonly: boolean;
  readonly source: string;
  readonly database: { inTransaction: boolean };
}

interface Count {
  reads: number;
  writes: number;
  commits: number;
}

type Run = (this: SqliteStatement, ...parameters: unknown[]) => unknown;

/**
 * Counts the work of an SQLite connection: statements that read, statements that write, and commits. A commit is what
 * waits for the disk.
 */
export class StatementCounts {
  /** Every statement that ran, as it was written. */
  readonly sources = new Set<string>();
  private readonly counted = new AsyncLocalStorage<Count>();
  private statements = 0;
  private readonly waiting = new Set<Count>();
  private readonly undo: Array<() => void> = [];

  constructor(dataSource: DataSource) {
    const { databaseConnection } = dataSource.driver as unknown as {
      databaseConnection: { prepare(sql: string): object };
    };
    const prototype = Object.getPrototypeOf(databaseConnection.prepare('SELECT 1')) as Record<string, Run>;
    for (const name of ['run', 'all', 'get']) {
      const original = prototype[name]!;
      const note = (statement: SqliteStatement) => this.note(statement);
      prototype[name] = function (this: SqliteStatement, ...parameters) {
        note(this);
        return original.apply(this, parameters);
      };
      this.undo.push(() => (prototype[name] = original));
    }
  }

  /**
   * Counts the work from here on, also the work after an answer.
   * @returns a function that says how much it was.
   */
  start(): () => string {
    const count = { reads: 0, writes: 0, commits: 0 };
    this.counted.enterWith(count);
    return () => `${count.reads} reads, ${count.writes} writes, ${count.commits} commits`;
  }

  /** Waits until no more work is started, also after an answer. */
  async quiet(): Promise<void> {
    for (let turns = 0, before = this.statements; turns < 50; turns++) {
      await setImmediate();
      if (before !== this.statements) [turns, before] = [0, this.statements];
    }
  }

  remove(): void {
    for (const step of this.undo) step();
  }

  private note({ readonly: reads, source, database }: SqliteStatement): void {
    this.statements += 1;
    this.sources.add(source);
    if (/^\s*COMMIT/i.test(source)) {
      // A commit belongs to all who wrote before it, whoever asked for it.
      for (const count of this.waiting) count.commits += 1;
      this.waiting.clear();
      return;
    }
    const count = this.counted.getStore();
    // They are part of a commit; see Commits.
    if (!count || /^\s*(BEGIN|SAVEPOINT|RELEASE|ROLLBACK|SELECT total_changes)/i.test(source)) return;
    if (reads) count.reads += 1;
    else {
      count.writes += 1;
      if (database.inTransaction) this.waiting.add(count);
      else count.commits += 1;
    }
  }
}
