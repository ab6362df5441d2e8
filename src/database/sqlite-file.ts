import { closeSync, copyFileSync, existsSync, fsyncSync, linkSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DomainError } from '#src/errors/domain-error.js';
import { withDraft } from '#src/files/draft.js';
import { fileFault } from '#src/files/file-fault.js';
import { privateFile } from '#src/files/private-files.js';
import { databaseFault, DatabaseFaultError } from './database-fault.js';
import { OwnFile } from './own-file.js';
import { migrations } from './migrations/migrations.js';
import { connected } from './open-database.js';
import { type SqliteConnection, sqliteConnection } from './sqlite.js';
import { inThread } from './sqlite-thread.js';

/** What SQLite keeps beside a file while it is open, or after its process was killed. */
const BESIDE = ['-wal', '-shm', '-journal'];

/** What kind of fault it is; see {@link DatabaseFileError}. */
export type DatabaseFileFault =
  'file_exists' | 'file_missing' | 'file_not_written' | 'database_damaged' | 'database_busy';

/** A file could not be copied, or is not what it should be. Nothing was changed. */
export class DatabaseFileError extends DomainError {
  constructor(fault: DatabaseFileFault, message: string, cause?: unknown) {
    super({ code: fault, message, cause });
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
  refuseMissing(source, 'database');
  refuseExisting(target);
  return intoPlace(target, async (draft) => {
    // One transaction that reads: writers do not wait for it, and it need not begin again when they write. `backup()` of
    // the library copies page by page, and begins again after each write of another process.
    await inThread(source, 'VACUUM INTO ?', draft).catch((error: unknown) => {
      const fault = databaseFault(error, { type: 'better-sqlite3', database: source });
      if (fault instanceof DatabaseFaultError) throw fault;
      throw new DatabaseFileError(
        'file_not_written',
        `The backup could not be written: ${reasonOf(error)}. Is there space on the disk, and may this user write to ${dirname(target)}?`,
        error,
      );
    });
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
  refuseMissing(backup, 'file');
  if (existsSync(`${backup}-wal`))
    throw new DatabaseFileError(
      'database_damaged',
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
        'database_busy',
        `A server, or another command, has ${path} open. Stop the server first.`,
        error,
      );
    }
    return work(connection);
  });
}

/** @returns the answer of the work, for an SQLite database that exists; nothing is migrated. */
async function withSqlite<T>(path: string, work: (connection: SqliteConnection) => T): Promise<T> {
  refuseMissing(path, 'database');
  const options = { type: 'better-sqlite3', database: path, fileMustExist: true } as const;
  const dataSource = await connected(options);
  try {
    return work(sqliteConnection(dataSource));
  } catch (error) {
    throw databaseFault(error, options);
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
    const rows = (await inThread(path, 'PRAGMA integrity_check')) as Array<{ integrity_check: string }>;
    const found = rows.map((row) => row.integrity_check);
    if (found.join() !== 'ok') throw new Error(found.slice(0, 3).join('; '));
    known = await withSqlite(path, (connection) => {
      const isOurs = connection.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'migration'`).get();
      return isOurs
        ? (connection.prepare('SELECT name FROM migration').all() as Array<{ name: string }>).map(
            ({ name }) => name,
          )
        : [];
    });
  } catch (error) {
    throw new DatabaseFileError(
      'database_damaged',
      `${shown} is damaged: ${reasonOf(error)}. Use another backup.`,
      error,
    );
  }
  if (known.length === 0)
    throw new DatabaseFileError('database_damaged', `${shown} is not a database of Wardkey.`);
  const names = new Set(migrations.map(({ name }) => name));
  const later = known.filter((name) => !names.has(name));
  if (later.length > 0)
    throw new DatabaseFileError(
      'database_damaged',
      `${shown} is from a later version of Wardkey: this version does not know its ${later.join(', ')}. Restore it with the version that made it, or with a later one.`,
    );
}

/** Writes a file beside its place and links it there, so that it exists either completely or not at all. */
async function intoPlace<T>(target: string, write: (draft: string) => Promise<T>): Promise<T> {
  try {
    return await withDraft(
      target,
      async (draft) => {
        privateFile(draft, { group: false });
        const result = await write(draft);
        toDisk(draft);
        linkSync(draft, target);
        return result;
      },
      BESIDE,
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') refuseExisting(target);
    if (error instanceof DomainError) throw error;
    const fault = fileFault(error, target);
    if (fault instanceof DomainError) throw fault;
    throw new DatabaseFileError(
      'file_not_written',
      `${target} could not be written: ${reasonOf(error)}.`,
      error,
    );
  } finally {
    if (existsSync(dirname(target))) toDisk(dirname(target));
  }
}

/** @throws DatabaseFileError when there is none. */
export function refuseMissing(path: string, kind: 'file' | 'database'): void {
  if (!existsSync(path)) throw new DatabaseFileError('file_missing', `There is no ${kind} ${path}.`);
}

function refuseExisting(path: string): void {
  if (existsSync(path))
    throw new DatabaseFileError('file_exists', `${path} exists, and is not overwritten. Move it away first.`);
}

function toDisk(path: string): void {
  const file = openSync(path, 'r');
  fsyncSync(file);
  closeSync(file);
}

function reasonOf(error: unknown): string {
  return (error as { message?: string }).message ?? String(error);
}
