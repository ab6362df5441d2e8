import type { DataSource } from 'typeorm';
import type { Statement } from './atomically.js';
import { preparedStatement, sqliteConnection, sqliteValue } from './sqlite.js';

/**
 * Plain SQL for the code that runs most often, where the query builder would cost more than the query. It is written
 * with `?` placeholders, in the SQL that SQLite and PostgreSQL share.
 */
export class Sql {
  private readonly postgres: boolean;

  constructor(private readonly dataSource: DataSource) {
    this.postgres = dataSource.options.type === 'postgres';
  }

  /** A statement for a list of statements that succeed or fail together (`atomically`). */
  statement(statement: string, parameters: unknown[]): Statement {
    const sql = this.postgres ? numbered(statement) : statement;
    return { getQueryAndParameters: () => [sql, parameters] };
  }

  /** @returns the rows; for a write, the rows of its RETURNING clause. */
  async rows<T>(statement: string, parameters: unknown[]): Promise<T[]> {
    if (!this.postgres) return this.ofSqlite(statement, parameters);
    const result: unknown = await this.dataSource.query(numbered(statement), parameters);
    // TypeORM's PostgreSQL driver returns [rows, count] for an UPDATE or DELETE.
    const isPair = Array.isArray(result) && result.length === 2 && Array.isArray(result[0]);
    return (isPair ? (result as [T[], number])[0] : Array.isArray(result) ? result : []) as T[];
  }

  /** SQLite answers in the same process, so a statement is prepared once and then runs without TypeORM. */
  private ofSqlite<T>(statement: string, parameters: unknown[]): T[] {
    const prepared = preparedStatement(sqliteConnection(this.dataSource), statement);
    const values = parameters.map(sqliteValue);
    if (prepared.reader) return prepared.all(...values) as T[];
    prepared.run(...values);
    return [];
  }
}

function numbered(statement: string): string {
  let index = 0;
  return statement.replace(/\?/g, () => `$${++index}`);
}
