import type { DataSource } from 'typeorm';
import { sha256 } from '#src/crypto/handle.js';
import type { Statement } from './atomically.js';
import { postgresPool, type PostgresQuery, queryAlone } from './postgres.js';
import { preparedStatement, sqliteConnection, sqliteValue } from './sqlite.js';

/**
 * Plain SQL for the code that runs most often, where the query builder would cost more than the query. It is written
 * with `?` placeholders, in the SQL that SQLite and PostgreSQL share.
 */
export class Sql {
  private readonly postgres: boolean;
  private readonly named = new Map<string, PostgresQuery>();

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
    return (await this.ofPostgres(statement, parameters)) as T[];
  }

  /** Each connection parses and plans a statement once, so the statements of the code must be few and not made up. */
  private async ofPostgres(statement: string, values: unknown[]): Promise<unknown[]> {
    let query = this.named.get(statement);
    if (!query) {
      const text = numbered(statement);
      query = { name: sha256(text), text };
      this.named.set(statement, query);
    }
    const { rows } = await queryAlone(postgresPool(this.dataSource), { ...query, values });
    return rows;
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
