import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { epochNow } from '#src/clock/clock.js';
import { Sql } from './sql.js';

const EVERY_MS = 60_000;
/** Small enough that no request waits for it, even with SQLite, where statements block the server’s own thread. */
const BATCH = 200;
/** A used assertion must be remembered as long as any clock could still accept it. */
const CLOCK_TOLERANCE_SECONDS = 300;

/** Deletes at most this many rows that have expired. @returns how many it deleted. */
type Deletion = (most: number) => Promise<number>;

/**
 * Deletes expired rows of all tables with an `expires_at`, a few at a time. Expiry itself never depends on this,
 * because code that reads a row checks its time. Rooms whose rows end in another way add their own deletion
 * ({@link alsoDelete}).
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

  /** Adds a deletion that runs together with those of this class. */
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
        // Lets requests run first. A busy hour leaves more than one batch.
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
