import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { epochNow } from './epoch-column.js';
import { Sql } from './sql.js';

const EVERY_MS = 60_000;
/** Small enough that nobody waits for it, also where every statement runs on the server’s own thread. */
const BATCH = 200;
/** A used assertion must be remembered as long as any clock could still accept it. */
const CLOCK_TOLERANCE_SECONDS = 300;

/**
 * Deletes what has expired, a little at a time: every table with an `expires_at`. Expiry itself never depends on this;
 * whoever reads a row checks its time.
 */
@Injectable()
export class ExpiredRows implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('Database');
  private readonly sql: Sql;
  private timer?: NodeJS.Timeout;

  constructor(private readonly dataSource: DataSource) {
    this.sql = new Sql(dataSource);
  }

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.purge().catch((error: unknown) =>
        this.log.warn(`expired rows were not deleted: ${String(error)}`),
      );
    }, EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** @returns how many rows were deleted. */
  async purge(): Promise<number> {
    let deleted = 0;
    for (const { tableName, primaryColumns, columns } of this.dataSource.entityMetadatas) {
      if (!columns.some(({ databaseName }) => databaseName === 'expires_at')) continue;
      const key = primaryColumns.map(({ databaseName }) => databaseName).join(', ');
      const statement = `DELETE FROM ${tableName} WHERE (${key}) IN (SELECT ${key} FROM ${tableName} WHERE expires_at < ? LIMIT ${BATCH}) RETURNING 1`;
      let rows: unknown[];
      do {
        rows = await this.sql.rows(statement, [epochNow() - CLOCK_TOLERANCE_SECONDS]);
        deleted += rows.length;
        // Requests first: a busy hour leaves more than one batch behind.
        await new Promise((resolve) => setImmediate(resolve));
      } while (rows.length === BATCH && this.dataSource.isInitialized);
    }
    return deleted;
  }
}
