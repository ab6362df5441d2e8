import type { DataSource } from 'typeorm';
import { DomainError } from '#src/errors/domain-error.js';

/** Anything that can say its SQL in the database's own dialect: TypeORM's query builders do. */
export interface Statement {
  getQueryAndParameters(): [string, unknown[]];
  /** The whole step is void unless it changes exactly one row; what is thrown then. */
  mustChangeOne?: () => Error;
}

/** Something was changed between a decision and its deed; nothing was done. Decide again. */
export class ChangedMeanwhileError extends DomainError {
  constructor() {
    super({ code: 'changed_meanwhile', message: 'Something has changed in the meantime. Try again.' });
  }
}

/** A statement on which its whole step depends: unless it changes one row, what the step was decided on is not so any more. */
export function mustChangeOne(
  statement: Statement,
  otherwise: () => Error = () => new ChangedMeanwhileError(),
): Statement {
  return { getQueryAndParameters: () => statement.getQueryAndParameters(), mustChangeOne: otherwise };
}

interface SqliteConnection {
  prepare(sql: string): { run(...parameters: unknown[]): { changes: number } };
  transaction(work: () => void): () => void;
}

/**
 * Runs statements so that all of them happen or none.
 *
 * TypeORM's own transactions are not used: with SQLite every request shares one connection, and another
 * request's statement could slip into an open transaction between two awaits and be rolled back with it. Here
 * the SQLite batch runs synchronously, and PostgreSQL takes a connection of its own.
 *
 * @throws the driver's error of the first statement that fails, or that of mustChangeOne; nothing is kept then.
 */
export async function atomically(dataSource: DataSource, statements: Statement[]): Promise<void> {
  const batch = statements.map((statement) => ({
    of: statement.getQueryAndParameters(),
    hold: (changed: number | undefined) => {
      if (statement.mustChangeOne && changed !== 1) throw statement.mustChangeOne();
    },
  }));
  if (dataSource.options.type === 'better-sqlite3') {
    const connection = (dataSource.driver as unknown as { databaseConnection: SqliteConnection })
      .databaseConnection;
    connection.transaction(() => {
      for (const { of, hold } of batch) {
        const [sql, parameters] = of;
        hold(connection.prepare(sql).run(...parameters.map(sqliteValue)).changes);
      }
    })();
    return;
  }
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    for (const { of, hold } of batch) hold((await runner.query(...of, true)).affected);
    await runner.commitTransaction();
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
}

/** better-sqlite3 binds numbers, text and null only. */
function sqliteValue(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === undefined ? null : value;
}

/** Whether a statement failed because the row is there already. */
export function isUniqueViolation(error: unknown): boolean {
  const code =
    (error as { code?: unknown; driverError?: { code?: unknown } })?.driverError?.code ??
    (error as { code?: unknown })?.code;
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}
