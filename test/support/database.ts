import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { entities } from '#src/app.entities.js';
import { dataSourceOptions } from '#src/database/data-source-options.js';
import { openDatabase as open } from '#src/database/open-database.js';

/** A database with the whole schema, migrated as the server does it. Close it with `destroy()`. */
export function openDatabase(url = 'sqlite::memory:'): Promise<DataSource> {
  return open(dataSourceOptions({ database: { url, synchronize: false } }, entities));
}

/** The address of an SQLite file in a folder of its own: unlike `:memory:` it is on disk, with a write-ahead log. */
export function sqliteFile(): string {
  return `sqlite:${join(mkdtempSync(join(tmpdir(), 'wardkey-db-')), 'data', 'wardkey.sqlite')}`;
}

/** The settings of a Wardkey on this database, with its encryption key. The same for all nodes. */
export function onDatabase(url: string): { database: { url: string }; encryptionKey: string } {
  return { database: { url }, encryptionKey: Buffer.alloc(32, 7).toString('base64') };
}
