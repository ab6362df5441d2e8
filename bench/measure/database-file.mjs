import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const Database = createRequire(import.meta.url)('better-sqlite3');

export const databaseIn = (folder) => join(folder, 'wardkey.sqlite');

/** Opens the database of a server beside it, to look only. */
export const openToRead = (folder) => new Database(databaseIn(folder), { readonly: true });

/** Opens the database of a server that is not running. */
export const openToWrite = (folder) => new Database(databaseIn(folder));

/** The size of the database file without its write-ahead log, in bytes. */
export const databaseBytes = (folder) => statSync(databaseIn(folder)).size;

/** How many rows each table has, tables without rows left out. */
export function rowCounts(folder) {
  const database = openToRead(folder);
  try {
    const tables = database
      .prepare(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
      .pluck();
    return Object.fromEntries(
      tables
        .all()
        .map((name) => [name, database.prepare(`SELECT count(*) FROM "${name}"`).pluck().get()])
        .filter(([name, rows]) => rows > 0 && !name.startsWith('sqlite_')),
    );
  } finally {
    database.close();
  }
}
