import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { DatabaseClock } from './database-clock.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { FreePages } from './free-pages.js';
import { Sql } from './sql.js';

const EVERY_MS = 60_000;
/** With SQLite, statements block the server’s own thread. So many rows take some milliseconds, also of a large table. */
const BATCH = 50;
/** Between batches, so that a request meets one of them at most. Still 2,000 rows and more go in a second. */
const PAUSE_MS = 20;
/** A used assertion must be remembered as long as any clock could still accept it. */
const CLOCK_TOLERANCE_SECONDS = 300;

/** Deletes at most this many rows that have expired. @returns how many it deleted. */
type Deletion = (most: number) => Promise<number>;

/**
 * Deletes expired rows of all tables with an `expires_at`, a few at a time. Expiry itself never depends on this,
 * because code that reads a row checks its time. Rooms whose rows end in another way add their own deletion
 * ({@link alsoDelete}). Afterwards the space is given back ({@link FreePages}).
 */
@Injectable()
export class ExpiredRows implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('Database');
  private readonly sql: Sql;
  private readonly freePages: FreePages;
  private readonly others: Deletion[] = [];
  private timer?: NodeJS.Timeout;
  private isPurging = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly databaseClock: DatabaseClock,
  ) {
    this.sql = new Sql(dataSource);
    this.freePages = new FreePages(dataSource);
  }

  onModuleInit(): void {
    this.timer = setInterval(() => void this.purgeOnceAtATime(), EVERY_MS);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** Adds a deletion that runs together with those of this class. */
  alsoDelete(deletion: Deletion): void {
    this.others.push(deletion);
  }

  /** What a busy hour leaves may take longer than the time until the next deletion. */
  private async purgeOnceAtATime(): Promise<void> {
    if (this.isPurging) return;
    this.isPurging = true;
    try {
      await this.purge();
    } finally {
      this.isPurging = false;
    }
  }

  /**
   * One deletion that fails keeps no other from its work; the log says why.
   *
   * @returns how many rows were deleted: none while the clock of this process is wrong.
   */
  async purge(): Promise<number> {
    let deleted = 0;
    for (const deletion of [...this.ofTables(), ...this.others])
      try {
        let rows: number;
        do {
          rows = (await this.databaseClock.agrees()) ? await deletion(BATCH) : 0;
          deleted += rows;
          await new Promise((resolve) => setTimeout(resolve, rows === BATCH ? PAUSE_MS : 0));
        } while (rows === BATCH && this.dataSource.isInitialized);
      } catch (error) {
        this.log.warn(`expired rows were not deleted: ${errorForLog(error)}`);
      }
    await this.freePages.giveBack().catch((error: unknown) => this.log.warn(errorForLog(error)));
    return deleted;
  }

  /** One for each table with an `expires_at`. */
  private ofTables(): Deletion[] {
    const tables = this.dataSource.entityMetadatas.filter(({ columns }) =>
      columns.some(({ databaseName }) => databaseName === 'expires_at'),
    );
    // Other processes delete, too, and a request may hold a row: the next round finds what is left out here.
    const unlocked = this.dataSource.options.type === 'postgres' ? ' FOR UPDATE SKIP LOCKED' : '';
    return tables.map(({ tableName, primaryColumns }) => async (most) => {
      const key = primaryColumns.map(({ databaseName }) => databaseName).join(', ');
      const statement = `DELETE FROM ${tableName} WHERE (${key}) IN (SELECT ${key} FROM ${tableName} WHERE expires_at < ? LIMIT ${most}${unlocked}) RETURNING 1`;
      return (await this.sql.rows(statement, [this.clock.epoch() - CLOCK_TOLERANCE_SECONDS])).length;
    });
  }
}
