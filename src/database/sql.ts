import type { DataSource } from 'typeorm';
import type { Statement } from './atomically.js';

/**
 * Plain SQL for the code that runs most often, where the query builder would cost more than the query. It is written
 * with `?` placeholders, in the SQL that SQLite and PostgreSQL share. The driver keeps the prepared statements.
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
    const sql = this.postgres ? numbered(statement) : statement;
    const result: unknown = await this.dataSource.query(sql, parameters);
    // TypeORM's PostgreSQL driver returns [rows, count] for an UPDATE or DELETE.
    const isPair = this.postgres && Array.isArray(result) && result.length === 2 && Array.isArray(result[0]);
    return (isPair ? (result as [T[], number])[0] : Array.isArray(result) ? result : []) as T[];
  }
}

function numbered(statement: string): string {
  let index = 0;
  return statement.replace(/\?/g, () => `$${++index}`);
}
