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
 * Counts what an SQLite connection is asked to do: statements that read, statements that write, and commits, which are
 * what a disk is waited for.
 */
export class StatementCounts {
  private readonly open = new Set<Count>();
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

  /** @returns ends the count, and says what was asked for since, by whomever. */
  start(): () => string {
    const count = { reads: 0, writes: 0, commits: 0 };
    this.open.add(count);
    return () => {
      this.open.delete(count);
      return `${count.reads} reads, ${count.writes} writes, ${count.commits} commits`;
    };
  }

  remove(): void {
    for (const step of this.undo) step();
  }

  private note({ readonly: reads, source, database }: SqliteStatement): void {
    if (/^\s*(BEGIN|SAVEPOINT|RELEASE|ROLLBACK)/i.test(source)) return;
    const isCommit = /^\s*COMMIT/i.test(source);
    for (const count of this.open) {
      if (isCommit) count.commits += 1;
      else if (reads) count.reads += 1;
      else {
        count.writes += 1;
        if (!database.inTransaction) count.commits += 1;
      }
    }
  }
}
