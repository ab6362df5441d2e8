import type { DataSource } from 'typeorm';
import { DomainError } from '#src/errors/domain-error.js';
import { postgresPool } from './postgres.js';
import { presentWrites } from './postgres-commits.js';
import { PostgresWrites } from './postgres-writes.js';
import { preparedStatement, sqliteConnection, sqliteValue } from './sqlite.js';

/** Anything that can return its SQL in the database's own dialect, such as TypeORM's query builders. */
export interface Statement {
  getQueryAndParameters(): [string, unknown[]];
  /**
   * If set, this statement must change exactly one row. Otherwise no statement takes effect, and this error is thrown.
   */
  mustChangeOne?: () => Error;
}

/** The facts of a decision have changed before it was carried out. Nothing was done; decide again. */
export class ChangedMeanwhileError extends DomainError {
  constructor() {
    super({ code: 'changed_meanwhile', message: 'Something has changed in the meantime. Try again.' });
  }
}

/**
 * A statement that all others depend on. If it does not change exactly one row, the facts of the decision have changed.
 */
export function mustChangeOne(
  statement: Statement,
  otherwise: () => Error = () => new ChangedMeanwhileError(),
): Statement {
  return { getQueryAndParameters: () => statement.getQueryAndParameters(), mustChangeOne: otherwise };
}

/**
 * Runs statements so that either all of them take effect or none.
 *
 * TypeORM's own transactions are not used. With SQLite all requests share one connection, and another request's
 * statement could slip into an open transaction between two awaits and be rolled back with it. Here the SQLite
 * statements run synchronously. On PostgreSQL they join the transaction of the present request, or get one of their own.
 *
 * @throws the driver's error for the first statement that fails, or the error of mustChangeOne. No statement has taken
 * effect then.
 */
export async function atomically(dataSource: DataSource, statements: Statement[]): Promise<void> {
  const batch = statements.map((statement) => ({
    of: statement.getQueryAndParameters(),
    hold: (changed: number | undefined) => {
      if (statement.mustChangeOne && changed !== 1) throw statement.mustChangeOne();
    },
  }));
  if (dataSource.options.type === 'better-sqlite3') {
    const connection = sqliteConnection(dataSource);
    connection.transaction(() => {
      for (const { of, hold } of batch) {
        const [sql, parameters] = of;
        hold(preparedStatement(connection, sql).run(...parameters.map(sqliteValue)).changes);
      }
    })();
    return;
  }
  const pool = postgresPool(dataSource);
  const present = presentWrites(pool);
  const writes = present ?? new PostgresWrites(pool);
  try {
    await writes.together(
      batch.map(({ of: [text, values] }) => ({ text, values })),
      ({ rowCount }, index) => batch[index]!.hold(rowCount ?? undefined),
    );
  } finally {
    if (!present) await writes.settled();
  }
}

/** Whether a statement failed because the row exists already. */
export function isUniqueViolation(error: unknown): boolean {
  const code =
    (error as { code?: unknown; driverError?: { code?: unknown } })?.driverError?.code ??
    (error as { code?: unknown })?.code;
  return code === '23505' || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}
