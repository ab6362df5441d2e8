import { statSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { DomainError } from '#src/errors/domain-error.js';
import { privateFile } from '#src/files/private-files.js';
import { connected } from './open-database.js';
import { type SqliteConnection, sqliteConnection } from './sqlite.js';

const LOOK_EVERY_MS = 1_000;
const SAY_AGAIN_MS = 60_000;

/** A server has the database. Nothing was changed. */
export class FileTakenError extends DomainError {
  constructor(path: string, cause: unknown) {
    super({
      code: 'database_in_use',
      message: `A server has ${path}, or a command that needs it alone (wardkey restore, wardkey compact). Stop the server first, and wait until it has ended: an SQLite database belongs to one server process. Several processes need PostgreSQL.`,
      cause,
    });
  }
}

/** The file of the database is not in its place. {@link OwnFile} has said so in the log. */
export class FileAwayError extends DomainError {
  constructor() {
    super({ code: 'database_file_away', message: 'the file of the database is not in its place any more' });
  }
}

/**
 * An SQLite file that no server but this process has, and that must stay in its place.
 *
 * The system holds the lock, on a file beside it (`FILE.lock`), and frees it when this process ends, in whatever way. So
 * no lock is ever stale. The lock is a transaction of SQLite, because Node cannot lock files. Commands that work beside
 * a server do not take it.
 */
export class OwnFile {
  private readonly log = new Logger('Database');
  /** The identities of the files that are in use, by their path. */
  private readonly identities = new Map<string, string | undefined>();
  private timer?: NodeJS.Timeout;
  private away = false;
  private silentUntil = -Infinity;
  private whenAway = () => {};

  private constructor(
    private readonly path: string,
    private readonly lock: SqliteConnection,
  ) {}

  /**
   * @param path of the database, which need not exist; its folder must.
   * @throws FileTakenError when another process, or this one, has it.
   */
  static async take(path: string): Promise<OwnFile> {
    const beside = `${path}.lock`;
    // It stays empty, so the group may always have it. It is never deleted: between the deletion and the next lock, two
    // processes could each lock another file of this name.
    privateFile(beside, { group: true });
    const dataSource = await connected({ type: 'better-sqlite3', database: beside, timeout: 0 });
    const lock = sqliteConnection(dataSource);
    try {
      // Without a second file beside the lock.
      lock.pragma('journal_mode = MEMORY');
      lock.prepare('BEGIN EXCLUSIVE').run();
    } catch (error) {
      lock.close();
      if (!(error as { code?: string }).code?.startsWith('SQLITE_BUSY')) throw error;
      throw new FileTakenError(path, error);
    }
    return new OwnFile(path, lock);
  }

  /** Whether the file was not in its place at the last look. */
  get isAway(): boolean {
    return this.away;
  }

  /**
   * From now on, looks every second whether the file is in its place, and says so in the log when it is not.
   *
   * @param whenAway is called each time when it is found away.
   */
  watch(whenAway: () => void): void {
    if (this.timer) return;
    this.whenAway = whenAway;
    // SQLite keeps both for as long as it has the database open.
    for (const path of [this.path, `${this.path}-wal`]) this.identities.set(path, identityOf(path));
    this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.timer.unref();
  }

  /** Looks now. It takes a few microseconds. @returns whether the file is in its place. */
  look(): boolean {
    const missing = [...this.identities].find(([path, identity]) => identityOf(path) !== identity)?.[0];
    const wasAway = this.away;
    this.away = missing !== undefined;
    if (missing !== undefined) this.sayAway(missing, wasAway);
    else if (wasAway) this.log.warn(`${this.path} is in its place again, and requests are answered again`);
    return !this.away;
  }

  /** Gives the file to whoever wants it next. Further calls change nothing. */
  giveBack(): void {
    clearInterval(this.timer);
    this.lock.close();
  }

  private sayAway(missing: string, wasAway: boolean): void {
    const now = performance.now();
    if (wasAway && now < this.silentUntil) return;
    this.silentUntil = now + SAY_AGAIN_MS;
    this.log.error(
      `${missing} is not the file any more that this server opened: it was moved, deleted or replaced. Every request is answered with 503, and nothing is saved, because it would be lost. If it was moved by mistake, move it back. Otherwise stop this server, put the right file into its place (wardkey restore), and start the server again.`,
    );
    if (!wasAway) this.whenAway();
  }
}

/** What distinguishes a file from others, whatever its path; undefined when there is none. */
function identityOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found && `${found.dev} ${found.ino}`;
}
