import { randomUUID } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { DataSource } from 'typeorm';
import { DomainError } from '#src/errors/domain-error.js';
import { privateFile } from '#src/files/private-files.js';
import { OwnFile } from './own-file.js';
import { migrations } from './migrations/migrations.js';
import { type SqliteConnection, sqliteConnection } from './sqlite.js';

/** What SQLite keeps beside a file while it is open, or after its process was killed. */
const BESIDE = ['-wal', '-shm', '-journal'];

/** A file could not be copied, or is not what it should be. Nothing was changed. */
export class DatabaseFileError extends DomainError {
  constructor(message: string, cause?: unknown) {
    super({ code: 'database_file', message, cause });
  }
}

/**
 * Writes a copy of an SQLite database as it is at this moment. A server may go on reading and writing meanwhile. The
 * copy has no free pages, so it holds nothing of deleted rows.
 *
 * @param target the copy. It is complete, on the disk and readable by this user only, or it does not exist.
 * @returns its size in bytes.
 * @throws DatabaseFileError when the target exists, the database is damaged, or the disk is full.
 */
export async function copySqlite(source: string, target: string): Promise<number> {
  refuseExisting(target);
  return intoPlace(target, async (draft) => {
    try {
      await withSqlite(source, (connection) => {
        connection.pragma('auto_vacuum = INCREMENTAL');
        // One transaction that reads: writers do not wait for it, and it need not begin again when they write.
        // `backup()` of the library copies page by page, and begins again after each write of another process.
        connection.prepare('VACUUM INTO ?').run(draft);
      });
    } catch (error) {
      if (error instanceof DatabaseFileError) throw error;
      throw new DatabaseFileError(
        `The backup could not be written: ${reasonOf(error)}. Is there space on the disk, and may this user write to ${dirname(target)}?`,
        error,
      );
    }
    await verify(draft);
    return statSync(draft).size;
  });
}

/**
 * Puts a copy of a backup into the place of a database.
 *
 * @param target the path of the database, which must not exist.
 * @param complete changes the copy before it gets its place: it is given the path of the copy.
 * @returns what `complete` returned. If it throws, nothing has its place.
 * @throws DatabaseFileError when the target exists or the backup is not usable.
 */
export async function restoreSqlite<T>(
  backup: string,
  target: string,
  complete: (draft: string) => Promise<T>,
): Promise<T> {
  if (!existsSync(backup)) throw new DatabaseFileError(`There is no file ${backup}.`);
  if (existsSync(`${backup}-wal`))
    throw new DatabaseFileError(
      `Beside ${backup} lies ${backup}-wal, so it is a copy of a running server’s file and not a backup. The latest changes are in the second file. To restore both: put them into the place of the database under its name (wardkey.sqlite, wardkey.sqlite-wal), and run wardkey restore --in-place.`,
    );
  for (const path of [target, ...BESIDE.map((suffix) => target + suffix)]) refuseExisting(path);
  return intoPlace(target, async (draft) => {
    copyFileSync(backup, draft);
    await verify(draft, backup);
    return complete(draft);
  });
}

/**
 * Runs work while no server has an SQLite database, or can get it.
 *
 * @param path of the database, which need not exist; its folder must.
 * @throws FileTakenError when a server has it, also when its file is not in its place any more.
 */
export async function withoutServer<T>(path: string, work: () => Promise<T>): Promise<T> {
  const file = await OwnFile.take(path);
  try {
    return await work();
  } finally {
    file.giveBack();
  }
}

/**
 * Runs work that needs an SQLite database for itself.
 *
 * @throws DatabaseFileError when a server or a command has it open.
 */
export async function withSqliteAlone<T>(
  path: string,
  work: (connection: SqliteConnection) => T,
): Promise<T> {
  return withSqlite(path, (connection) => {
    try {
      connection.pragma('locking_mode = EXCLUSIVE');
      connection.prepare('SELECT count(*) FROM sqlite_master').get();
    } catch (error) {
      if (!(error as { code?: string }).code?.startsWith('SQLITE_BUSY')) throw error;
      throw new DatabaseFileError(
        `A server, or another command, has ${path} open. Stop the server first.`,
        error,
      );
    }
    return work(connection);
  });
}

/** @throws DatabaseFileError when there is no database. */
export function refuseMissing(path: string): void {
  if (!existsSync(path)) throw new DatabaseFileError(`There is no database ${path}.`);
}

/** @returns the answer of the work, for an SQLite database that exists; nothing is migrated. */
async function withSqlite<T>(path: string, work: (connection: SqliteConnection) => T): Promise<T> {
  refuseMissing(path);
  const dataSource = await new DataSource({
    type: 'better-sqlite3',
    database: path,
    fileMustExist: true,
  }).initialize();
  try {
    return work(sqliteConnection(dataSource));
  } finally {
    await dataSource.destroy();
  }
}

/**
 * Reads all of a database.
 *
 * @param shown its name in messages.
 * @throws DatabaseFileError when it is damaged, is not a database of Wardkey, or is from a later version.
 */
async function verify(path: string, shown = path): Promise<void> {
  let known: string[];
  try {
    known = await withSqlite(path, (connection) => {
      const found = (connection.pragma('integrity_check') as Array<{ integrity_check: string }>).map(
        (row) => row.integrity_check,
      );
      if (found.join() !== 'ok') throw new Error(found.slice(0, 3).join('; '));
      const isOurs = connection.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'migration'`).get();
      return isOurs
        ? (connection.prepare('SELECT name FROM migration').all() as Array<{ name: string }>).map(
            ({ name }) => name,
          )
        : [];
    });
  } catch (error) {
    throw new DatabaseFileError(`${shown} is damaged: ${reasonOf(error)}. Use another backup.`, error);
  }
  if (known.length === 0) throw new DatabaseFileError(`${shown} is not a database of Wardkey.`);
  const names = new Set(migrations.map(({ name }) => name));
  const later = known.filter((name) => !names.has(name));
  if (later.length > 0)
    throw new DatabaseFileError(
      `${shown} is from a later version of Wardkey: this version does not know its ${later.join(', ')}. Restore it with the version that made it, or with a later one.`,
    );
}

/** Writes a file beside its place and links it there, so that it exists either completely or not at all. */
async function intoPlace<T>(target: string, write: (draft: string) => Promise<T>): Promise<T> {
  const draft = `${target}.${randomUUID()}`;
  try {
    privateFile(draft, { group: false });
    const result = await write(draft);
    toDisk(draft);
    linkSync(draft, target);
    return result;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') refuseExisting(target);
    if (error instanceof DomainError) throw error;
    throw new DatabaseFileError(`${target} could not be written: ${reasonOf(error)}.`, error);
  } finally {
    for (const suffix of ['', ...BESIDE]) rmSync(draft + suffix, { force: true });
    if (existsSync(dirname(target))) toDisk(dirname(target));
  }
}

function refuseExisting(path: string): void {
  if (existsSync(path))
    throw new DatabaseFileError(`${path} exists, and is not overwritten. Move it away first.`);
}

function toDisk(path: string): void {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}

function reasonOf(error: unknown): string {
  return (error as { message?: string }).message ?? String(error);
}
