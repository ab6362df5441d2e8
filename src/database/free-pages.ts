import type { DataSource } from 'typeorm';
import { type SqliteConnection, sqliteConnection } from './sqlite.js';

/** A page has 4 KiB. To move so many takes about a millisecond, and the server’s own thread waits for it. */
const PAGES_PER_STEP = 64;
/** 4 MiB stay in the file for the next rows, so that it does not shrink and grow all the time. */
const SPARE_PAGES = 1_024;
/** Between steps, so that a request meets one of them at most. 12 MiB and more are given back in a second. */
const PAUSE_MS = 20;
/** `PRAGMA auto_vacuum` of a file that can give pages back step by step. */
const INCREMENTAL = 2;

/** What one round uses; a test chooses smaller ones. */
export interface FreePagesOptions {
  pagesPerStep: number;
  sparePages: number;
}

/**
 * Gives free pages of an SQLite file back to the file system. Deleted rows leave such pages, and SQLite alone would keep
 * them for later rows for ever.
 *
 * A file from before this was switched on stays as it is, until `wardkey compact` has rewritten it once. PostgreSQL does
 * such work itself.
 */
export class FreePages {
  constructor(
    private readonly dataSource: DataSource,
    private readonly options: FreePagesOptions = {
      pagesPerStep: PAGES_PER_STEP,
      sparePages: SPARE_PAGES,
    },
  ) {}

  /**
   * Moves a few pages at a time, with a pause after each step.
   *
   * @returns how many pages were given back. The file gets shorter with the next checkpoint of the log (WAL).
   */
  async giveBack(): Promise<number> {
    if (this.dataSource.options.type !== 'better-sqlite3') return 0;
    const connection = sqliteConnection(this.dataSource);
    const { pagesPerStep, sparePages } = this.options;
    let given = 0;
    while (this.dataSource.isInitialized && autoVacuumOf(connection) === INCREMENTAL) {
      const free = numberOf(connection, 'freelist_count');
      if (free <= sparePages) break;
      // Not within the transaction of requests: if the disk is full here, they lose nothing.
      if (!connection.inTransaction) {
        const pages = Math.min(pagesPerStep, free - sparePages);
        connection.pragma(`incremental_vacuum(${pages})`);
        given += pages;
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return given;
  }
}

function autoVacuumOf(connection: SqliteConnection): number {
  return numberOf(connection, 'auto_vacuum');
}

/** The value of a pragma that has one. */
function numberOf(connection: SqliteConnection, pragma: string): number {
  const [row] = connection.pragma(pragma) as Array<Record<string, number>>;
  return Object.values(row!)[0]!;
}
