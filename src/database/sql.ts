import type { DataSource } from 'typeorm';
import type { Statement } from './atomically.js';

/**
 * Plain SQL for the hottest paths, where the query builder costs more than the query. Written once with `?`
 * placeholders, in the SQL that SQLite and PostgreSQL share; the driver keeps the prepared statements.
 */
export class Sql {
  private readonly postgres: boolean;

  constructor(private readonly dataSource: DataSource) {
    this.postgres = dataSource.options.type === 'postgres';
  }

  /** The same for a step of several statements (`atomically`). */
  statement(statement: string, parameters: unknown[]): Statement {
    const sql = this.postgres ? numbered(statement) : statement;
    return { getQueryAndParameters: () => [sql, parameters] };
  }

  /** @returns the rows; for a write, those of its RETURNING clause. */
  async rows<T>(statement: string, parameters: unknown[]): Promise<T[]> {
    const sql = this.postgres ? numbered(statement) : statement;
    const result: unknown = await this.dataSource.query(sql, parameters);
    // TypeORM's PostgreSQL driver answers an UPDATE or DELETE with [rows, count].
    const isPair = this.postgres && Array.isArray(result) && result.length === 2 && Array.isArray(result[0]);
    return (isPair ? (result as [T[], number])[0] : Array.isArray(result) ? result : []) as T[];
  }
}

function numbered(statement: string): string {
  let index = 0;
  return statement.replace(/\?/g, () => `$${++index}`);
}
