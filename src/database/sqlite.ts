import type { DataSource } from 'typeorm';

/** What this room uses of better-sqlite3. */
export interface SqliteConnection {
  /** The path of the file, or `:memory:`. */
  readonly name: string;
  readonly inTransaction: boolean;
  prepare(sql: string): SqliteStatement;
  pragma(statement: string): unknown;
  transaction(work: () => void): () => void;
  close(): void;
}

export interface SqliteStatement {
  /** Whether it changes nothing. */
  readonly readonly: boolean;
  /** Whether it gives rows. */
  readonly reader: boolean;
  run(...parameters: unknown[]): { changes: number };
  all(...parameters: unknown[]): unknown[];
  get(...parameters: unknown[]): unknown;
}

/** The one connection of an SQLite data source that is initialized. */
export function sqliteConnection(dataSource: DataSource): SqliteConnection {
  return (dataSource.driver as unknown as { databaseConnection: SqliteConnection }).databaseConnection;
}

const prepared = new WeakMap<SqliteConnection, Map<string, SqliteStatement>>();
/** More than the code has. Statements with lists of values have as many texts as there are lengths. */
const MOST_PREPARED = 1_000;

/** A statement of a connection. Each text is prepared once. */
export function preparedStatement(connection: SqliteConnection, sql: string): SqliteStatement {
  let known = prepared.get(connection);
  if (!known) prepared.set(connection, (known = new Map()));
  let statement = known.get(sql);
  if (!statement) {
    if (known.size >= MOST_PREPARED) known.clear();
    known.set(sql, (statement = connection.prepare(sql)));
  }
  return statement;
}

/** better-sqlite3 accepts only numbers, text and null. */
export function sqliteValue(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value === undefined ? null : value;
}
