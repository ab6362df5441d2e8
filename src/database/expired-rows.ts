import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { epochNow } from '#src/clock/clock.js';
import { Sql } from './sql.js';

const EVERY_MS = 60_000;
/** Small enough that nobody waits for it, also where every statement runs on the server’s own thread. */
const BATCH = 200;
/** A used assertion must be remembered as long as any clock could still accept it. */
const CLOCK_TOLERANCE_SECONDS = 300;

/** Deletes at most so many rows that are over. @returns how many it deleted. */
type Deletion = (most: number) => Promise<number>;

/**
 * Deletes what has expired, a little at a time: every table with an `expires_at`. Expiry itself never depends on this;
 * whoever reads a row checks its time. Rooms whose rows end otherwise hand over how ({@link alsoDelete}).
 */
@Injectable()
export class ExpiredRows implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('Database');
  private readonly sql: Sql;
  private readonly others: Deletion[] = [];
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

  /** A deletion that belongs to the ones made here. */
  alsoDelete(deletion: Deletion): void {
    this.others.push(deletion);
  }

  /** @returns how many rows were deleted. */
  async purge(): Promise<number> {
    let deleted = 0;
    for (const deletion of [...this.ofTables(), ...this.others]) {
      let rows: number;
      do {
        rows = await deletion(BATCH);
        deleted += rows;
        // Requests first: a busy hour leaves more than one batch behind.
        await new Promise((resolve) => setImmediate(resolve));
      } while (rows === BATCH && this.dataSource.isInitialized);
    }
    return deleted;
  }

  /** One for each table with an `expires_at`. */
  private ofTables(): Deletion[] {
    const tables = this.dataSource.entityMetadatas.filter(({ columns }) =>
      columns.some(({ databaseName }) => databaseName === 'expires_at'),
    );
    return tables.map(({ tableName, primaryColumns }) => async (most) => {
      const key = primaryColumns.map(({ databaseName }) => databaseName).join(', ');
      const statement = `DELETE FROM ${tableName} WHERE (${key}) IN (SELECT ${key} FROM ${tableName} WHERE expires_at < ? LIMIT ${most}) RETURNING 1`;
      return (await this.sql.rows(statement, [epochNow() - CLOCK_TOLERANCE_SECONDS])).length;
    });
  }
}
