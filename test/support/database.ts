import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { entities } from '#src/app.entities.js';
import type { Clock } from '#src/clock/clock.js';
import type { Commits } from '#src/database/commits.js';
import { dataSourceOptions } from '#src/database/data-source-options.js';
import { DatabaseClock } from '#src/database/database-clock.js';
import { ExpiredRows } from '#src/database/expired-rows.js';
import { openDatabase as open } from '#src/database/open-database.js';

/**
 * A database with the whole schema, migrated as the server does it. Close it with `destroy()`.
 *
 * @param commits groups its writes as those of a server.
 */
export function openDatabase(url = 'sqlite::memory:', commits?: Commits): Promise<DataSource> {
  return open(dataSourceOptions({ database: { url, synchronize: false } }, entities, commits));
}

/** The address of an SQLite file in a folder of its own: unlike `:memory:` it is on disk, with a write-ahead log. */
export function sqliteFile(): string {
  return `sqlite:${join(mkdtempSync(join(tmpdir(), 'wardkey-db-')), 'data', 'wardkey.sqlite')}`;
}

/** The settings of a Wardkey on this database, with its encryption key. The same for all nodes. */
export function onDatabase(url: string): { database: { url: string }; encryptionKey: string } {
  return { database: { url }, encryptionKey: Buffer.alloc(32, 7).toString('base64') };
}

/** What deletes expired rows, for a process with this clock. */
export function expiredRowsOf(dataSource: DataSource, clock: Clock): ExpiredRows {
  return new ExpiredRows(dataSource, clock, new DatabaseClock(dataSource, clock));
}
