import { Logger } from '@nestjs/common';
import { errorForLog } from '#src/errors/domain-error.js';
import type { Observers } from '#src/observation/observers.js';
import { failRequest, type RequestScope, requestScope } from '#src/request-scope/request-scope.js';
import { CommitLostError } from './commit-lost-error.js';
import { DiskSync } from './disk-sync.js';
import { FileAwayError, type OwnFile } from './own-file.js';
import type { PostgresPool } from './postgres.js';
import { PostgresCommits } from './postgres-commits.js';
import type { SqliteConnection, SqliteStatement } from './sqlite.js';

/** In milliseconds. Short, because another process that writes to the same file waits meanwhile. */
const LONGEST_WAIT_MS = 2;
/** In milliseconds. A command that hangs between its writes must not keep others from writing for longer. */
const LONGEST_COMMAND_MS = 5_000;
/** How long a server waits, in milliseconds, when another process writes to its SQLite file. */
const LOCKED_MS = 500;
/** The exit code for an error of a disk (sysexits.h). */
const EX_IOERR = 74;

/** SQLite’s codes for a disk that is full or fails. */
const OF_DISK = /^SQLITE_(FULL|IOERR)/;

/** Writes that are committed together. */
interface Group {
  settled: Promise<void>;
  resolve(): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
  /** Whether the commit is due at the end of this turn of the event loop, because an answer waits for it. */
  isDue: boolean;
}

/**
 * Commits writes together: on SQLite those of many requests (group commit), on PostgreSQL those of one request
 * ({@link PostgresCommits}).
 *
 * A commit waits for the disk, and with SQLite the whole process would wait. So the first write opens a transaction, and
 * all further writes join it. It is committed when an answer waits for it and this turn of the event loop is over, or
 * after 2 ms. The commit only writes to SQLite’s log (WAL); `DiskSync` brings the log to the disk while the process goes
 * on.
 *
 * What must never happen is that somebody learns what a power cut can undo. So every answer, every letter and every
 * request to another server first waits for {@link settled}. On SQLite all statements run on one connection. So each
 * statement sees what was written before, and what depends on a write waits for the same commit, whichever request wrote
 * it. On PostgreSQL a request sees the writes of others only when they are committed.
 */
export class Commits {
  private readonly log = new Logger('Database');
  /** How many groups could not be committed since the process started. */
  private losses = 0;
  /** How many writes could not begin. */
  private refused = 0;
  private group: Group | undefined;
  private pool: PostgresPool | undefined;
  private readonly ofPostgres = new PostgresCommits((cause) => {
    this.refused += 1;
    this.log.error(
      `a request could not read or save what it needs, and is answered with 503: ${errorForLog(cause)}`,
    );
  });
  private isGrouping = false;
  private disk: DiskSync | undefined;
  private file: OwnFile | undefined;
  /** Whether the last write waited in vain for another process. */
  private isLocked = false;
  /** The changed rows that are on the disk, or on their way. */
  private rowsOnDisk = 0;
  /** The last group that was committed and is not on the disk yet. */
  private onItsWay: Group | undefined;
  private longestWaitMs = LONGEST_WAIT_MS;
  private observers: Observers | undefined;
  private sqlite:
    | {
        connection: SqliteConnection;
        begin: SqliteStatement;
        commit: SqliteStatement;
        rollback: SqliteStatement;
        changes: SqliteStatement;
      }
    | undefined;

  /**
   * @param end ends the process. After the disk has failed nobody knows what is on it, and a later success would hide
   * the loss. The next process starts from what is there.
   */
  constructor(private readonly end: () => void = () => process.exit(EX_IOERR)) {}

  /** How many groups could not be committed, on SQLite. If this grows while a request is answered, the request has failed. */
  get lost(): number {
    return this.losses;
  }

  /** How often anything could not be saved since the process started. */
  get failures(): number {
    return this.losses + this.refused;
  }

  /** Whether the file of SQLite is not in its place. Then nothing is committed, and nobody should be answered. */
  get isFileAway(): boolean {
    return this.file?.isAway ?? false;
  }

  /** Makes every write of a new SQLite connection join a group. */
  watch(connection: SqliteConnection): void {
    const prepare = connection.prepare.bind(connection);
    const transaction = connection.transaction.bind(connection);
    const close = connection.close.bind(connection);
    connection.prepare = (sql) => this.joining(prepare(sql));
    connection.transaction = (work) => {
      const whole = transaction(work);
      // Inside an open transaction, better-sqlite3 makes this one a savepoint.
      return () => this.write(whole);
    };
    connection.close = () => {
      this.commit();
      this.disk?.close();
      this.disk = undefined;
      close();
      this.file?.giveBack();
    };
    this.sqlite = {
      connection,
      // Waits for other processes before the first write, so that no write fails because another process writes.
      begin: prepare('BEGIN IMMEDIATE'),
      commit: prepare('COMMIT'),
      rollback: prepare('ROLLBACK'),
      changes: prepare('SELECT total_changes() AS rows'),
    };
  }

  /**
   * Commits nothing while the file of the SQLite connection is not in its place, and gives it back when the connection
   * is closed.
   */
  keepTo(file: OwnFile): void {
    this.file = file;
  }

  /** Makes the writes of each request on the connections of this pool share transactions. */
  watchPool(pool: PostgresPool): void {
    this.pool = pool;
  }

  /** From now on, observers are told how long something waited for a commit. */
  reportTo(observers: Observers): void {
    this.observers = observers;
  }

  /**
   * Lets writes wait for each other from now on. Whoever calls this makes every answer wait for {@link settled}. The
   * command line does not call this.
   *
   * @param longestWaitMs the longest time in milliseconds that a write waits; on PostgreSQL, after the last statement of
   * its request.
   */
  groupWrites(longestWaitMs?: number): void {
    if (this.pool) this.ofPostgres.watch(this.pool, longestWaitMs);
    this.longestWaitMs = longestWaitMs ?? LONGEST_WAIT_MS;
    if (!this.sqlite || this.isGrouping) return;
    this.isGrouping = true;
    const { connection } = this.sqlite;
    // While this process waits for another one it answers nobody, not even whether it lives.
    connection.pragma(`busy_timeout = ${LOCKED_MS}`);
    if (connection.name === ':memory:') return;
    this.disk = DiskSync.open(`${connection.name}-wal`);
    // Now a commit only writes to the log (WAL), and `disk` waits for it.
    connection.pragma('synchronous = NORMAL');
    this.file?.watch(() => this.rescue());
  }

  /**
   * Commits everything that `work` writes together, or nothing of it when it throws. Only for a process that does nothing
   * else meanwhile, such as a command. Others can write until the first write of `work`, and then wait for its end.
   *
   * @throws CommitLostError when it could not be committed.
   */
  async together<T>(work: () => Promise<T>): Promise<T> {
    if (this.pool) this.ofPostgres.watch(this.pool, LONGEST_COMMAND_MS);
    this.longestWaitMs = LONGEST_COMMAND_MS;
    this.isGrouping = true;
    const scope: RequestScope = { address: undefined, lostBefore: this.losses };
    return requestScope.run(scope, async () => {
      try {
        const result = await work();
        await this.settled();
        return result;
      } catch (error) {
        this.undo();
        await this.ofPostgres.undo(scope);
        throw error;
      } finally {
        this.isGrouping = false;
      }
    });
  }

  /**
   * To be awaited before anything leaves this process.
   *
   * @param scope of the request that asks; the present one when it is left out.
   * @returns resolves when everything that was written so far is on the disk; undefined when it is already. Rejects
   * with CommitLostError when it could not be committed, or when a write was lost since the request began.
   */
  settled(scope = requestScope.getStore()): Promise<void> | undefined {
    const settled = this.ofRequest(scope);
    if (settled && this.observers?.areThere) tellWhenOver(settled, this.observers, scope);
    return settled;
  }

  private ofRequest(scope: RequestScope | undefined): Promise<void> | undefined {
    if (scope && (scope.hasLost || scope.lostBefore !== this.losses))
      return Promise.reject(new CommitLostError());
    if (this.pool)
      return this.ofPostgres.settled(scope)?.then(() => {
        // A statement that came before the commit may have failed meanwhile (failRequest).
        if (scope?.hasLost) throw new CommitLostError();
      });
    const { group } = this;
    if (!group) return this.onItsWay?.settled;
    if (!group.isDue) {
      group.isDue = true;
      setImmediate(() => this.commit(group));
    }
    return group.settled;
  }

  private joining(statement: SqliteStatement): SqliteStatement {
    if (statement.readonly) return statement;
    const original = Object.getPrototypeOf(statement) as SqliteStatement;
    return Object.assign(statement, {
      run: (...parameters: unknown[]) => this.write(() => original.run.apply(statement, parameters)),
      all: (...parameters: unknown[]) => this.write(() => original.all.apply(statement, parameters)),
      get: (...parameters: unknown[]) => this.write(() => original.get.apply(statement, parameters)),
    });
  }

  private write<T>(work: () => T): T {
    if (this.isGrouping && !this.group) this.open();
    const { group } = this;
    try {
      return work();
    } catch (error) {
      // A failed statement fails alone. But a request that had room for one of its statements only must not use
      // something up and give nothing for it.
      if (group && this.isOfDisk(error)) this.lose(group, error);
      throw error;
    }
  }

  /** Whether the disk is the reason. SQLite may have rolled the whole transaction back by itself; now it is in any case. */
  private isOfDisk(error: unknown): boolean {
    const { connection, rollback } = this.sqlite!;
    if (!connection.inTransaction) return true;
    if (!OF_DISK.test(String((error as { code?: unknown }).code))) return false;
    rollback.run();
    return true;
  }

  private open(): void {
    if (this.isFileAway) throw this.refusal(new FileAwayError());
    try {
      this.sqlite!.begin.run();
    } catch (error) {
      if ((error as { code?: string }).code === 'SQLITE_BUSY') this.waitForOthers(false);
      this.log.error(
        `a write could not begin, and what needs it is answered with 503: ${errorForLog(error)}. Does another process keep the database locked?`,
      );
      throw this.refusal(error);
    }
    this.waitForOthers(true);
    const { promise: settled, resolve, reject } = deferred();
    const group: Group = {
      settled,
      resolve,
      reject,
      timer: setTimeout(() => this.commit(group), this.longestWaitMs),
      isDue: false,
    };
    this.group = group;
  }

  private refusal(cause: unknown): CommitLostError {
    this.refused += 1;
    failRequest();
    return new CommitLostError(cause);
  }

  /**
   * One write that waited in vain is enough: this thread stands still meanwhile, and could not even say that it is not
   * ready.
   */
  private waitForOthers(mayWait: boolean): void {
    if (this.isLocked !== mayWait) return;
    this.isLocked = !mayWait;
    this.sqlite!.connection.pragma(`busy_timeout = ${mayWait ? LOCKED_MS : 0}`);
  }

  private commit(group = this.group): void {
    if (!group || group !== this.group) return;
    // Before, so that nothing is used up: the group is lost then ({@link rescue}).
    if (this.file?.look() === false) return;
    try {
      this.sqlite!.commit.run();
    } catch (error) {
      if (this.sqlite!.connection.inTransaction) this.sqlite!.rollback.run();
      this.lose(group, error);
      return;
    }
    this.group = undefined;
    clearTimeout(group.timer);
    // Work in the background looks for something to do every second, and mostly changes nothing.
    const rows = this.changedRows();
    if (this.disk && rows !== this.rowsOnDisk) this.waitForDisk(this.disk, group, rows);
    else if (this.onItsWay) void this.onItsWay.settled.then(group.resolve);
    else group.resolve();
  }

  /** How many rows this process has changed since it started. */
  private changedRows(): number {
    return (this.sqlite!.changes.get() as { rows: number }).rows;
  }

  private waitForDisk(disk: DiskSync, group: Group, rows: number): void {
    this.onItsWay = group;
    this.rowsOnDisk = rows;
    disk.flush().then(
      () => {
        if (this.onItsWay === group) this.onItsWay = undefined;
        group.resolve();
      },
      (error: unknown) => {
        this.log.fatal(
          `the disk of the database failed, so this process ends: what it wrote last may be lost: ${errorForLog(error)}`,
        );
        this.end();
      },
    );
  }

  /** Undoes what is not committed yet. */
  private undo(): void {
    const { group } = this;
    if (!group) return;
    this.group = undefined;
    clearTimeout(group.timer);
    if (this.sqlite!.connection.inTransaction) this.sqlite!.rollback.run();
    group.reject(new CommitLostError());
  }

  /**
   * The file is away. What was answered is in it, or still in the log (WAL): it is brought into the file, wherever that
   * is now. The rest is undone.
   */
  private rescue(): void {
    const { connection, rollback } = this.sqlite!;
    if (connection.inTransaction) rollback.run();
    if (this.group) this.lose(this.group, new FileAwayError());
    try {
      connection.pragma('wal_checkpoint(TRUNCATE)');
    } catch (error) {
      this.log.error(
        `what was saved last is in ${connection.name}-wal only, which belongs to the file: ${errorForLog(error)}`,
      );
    }
  }

  private lose(group: Group, cause: unknown): void {
    // A statement within a list of statements fails twice: alone, and with the list.
    if (group !== this.group) return;
    this.group = undefined;
    this.losses += 1;
    if (!(cause instanceof FileAwayError))
      this.log.error(
        `nothing could be saved, and all requests of this moment are answered with 503: ${errorForLog(cause)}. Is there space on the disk of the database, and may this process write there?`,
      );
    clearTimeout(group.timer);
    group.reject(new CommitLostError(cause));
  }
}

function tellWhenOver(settled: Promise<void>, observers: Observers, scope: RequestScope | undefined): void {
  const startedAt = performance.now();
  const tell = (isSaved: boolean) =>
    observers.tell('commitAwaited', { startedAt, endedAt: performance.now(), isSaved, during: scope?.seen });
  settled.then(
    () => tell(true),
    () => tell(false),
  );
}

function deferred(): { promise: Promise<void>; resolve(): void; reject(error: Error): void } {
  let resolve!: () => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<void>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  // Nobody may be waiting; that is no unhandled rejection.
  promise.catch(() => {});
  return { promise, resolve, reject };
}
