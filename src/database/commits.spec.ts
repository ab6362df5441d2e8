import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { requestScope } from '#src/request-scope/request-scope.js';
import { proves } from '../../test/support/proves.js';
import { CommitLostError } from './commit-lost-error.js';
import { Commits } from './commits.js';
import { type SqliteConnection, sqliteConnection } from './sqlite.js';

interface Connection extends SqliteConnection {
  pragma(text: string): unknown;
  exec(sql: string): void;
}

async function open(database: string, commits?: Commits): Promise<Connection> {
  const dataSource = new DataSource({
    type: 'better-sqlite3',
    database,
    enableWAL: true,
    prepareDatabase: (connection: Connection) => {
      connection.pragma('foreign_keys = ON');
      commits?.watch(connection);
    },
  });
  await dataSource.initialize();
  return sqliteConnection(dataSource) as Connection;
}

describe('Commits', () => {
  let folder: string;
  let connection: Connection;
  let other: Connection;
  let commits: Commits;

  const logged: string[] = [];
  beforeAll(() => {
    const note = (message: string) => void logged.push(message);
    Logger.overrideLogger({ log: note, warn: note, error: note, fatal: note });
  });
  afterAll(() => Logger.overrideLogger(new ConsoleLogger()));

  beforeEach(async () => {
    logged.length = 0;
    folder = mkdtempSync(join(tmpdir(), 'wardkey-commits-'));
    commits = new Commits();
    connection = await open(join(folder, 'database.sqlite'), commits);
    connection.exec('CREATE TABLE note (text TEXT PRIMARY KEY)');
    // SQLite checks a deferred reference at the commit, so a commit can be made to fail.
    connection.exec('CREATE TABLE reply (note TEXT REFERENCES note DEFERRABLE INITIALLY DEFERRED)');
    commits.groupWrites();
    // What another process, or this one after a crash, finds on the disk.
    other = await open(join(folder, 'database.sqlite'));
  });
  afterEach(() => {
    connection.close();
    other.close();
    rmSync(folder, { recursive: true });
  });

  const write = (text: string) => connection.prepare('INSERT INTO note VALUES (?)').run(text);
  const failTheNextCommit = () => connection.prepare("INSERT INTO reply VALUES ('no such note')").run();
  const notes = (database: Connection) =>
    (database.prepare('SELECT text FROM note ORDER BY text').all() as Array<{ text: string }>).map(
      ({ text }) => text,
    );

  it('when the disk gets full in the middle of a group, nothing of the group stays; with room again, the next one does', async () => {
    proves('FI-10');
    const { page_count: pages } = connection.prepare('PRAGMA page_count').get() as { page_count: number };
    connection.pragma(`max_page_count = ${pages}`);
    write('has room');
    expect(() => write('x'.repeat(100_000))).toThrow('full');
    expect([commits.lost, notes(connection)]).toEqual([1, []]);
    connection.pragma('max_page_count = 1000000');
    write('later');
    await commits.settled();
    expect(notes(other)).toEqual(['later']);
  });

  it('holds a write back until something waits for it, shows it to every reader of this process, then commits', async () => {
    write('one');
    expect(notes(connection)).toEqual(['one']);
    expect(notes(other)).toEqual([]);
    await commits.settled();
    expect(notes(other)).toEqual(['one']);
    expect(commits.settled()).toBeUndefined();
  });

  it('commits the writes of one turn of the event loop together', async () => {
    write('one');
    const first = commits.settled();
    write('two');
    const second = commits.settled();
    expect(second).toBe(first);
    await first;
    expect(notes(other)).toEqual(['one', 'two']);
  });

  it('commits after 2 ms when nothing waits', async () => {
    write('one');
    await turn();
    expect(connection.inTransaction).toBe(true);
    await pause(20);
    expect(notes(other)).toEqual(['one']);
  });

  it('whoever only reads waits, too, until what was committed is on the disk', async () => {
    write('one');
    await new Promise((resolve) => {
      void commits.settled();
      setImmediate(resolve);
    });
    expect(notes(other)).toEqual(['one']);
    const settled = commits.settled();
    expect(settled).toBeInstanceOf(Promise);
    await settled;
    expect(commits.settled()).toBeUndefined();
  });

  it('a write that changes nothing waits for those before it', async () => {
    write('one');
    await new Promise((resolve) => {
      void commits.settled();
      setImmediate(resolve);
    });
    const first = commits.settled()!;
    let isFirstSettled = false;
    void first.then(() => (isFirstSettled = true));
    connection.prepare("DELETE FROM note WHERE text = 'nothing'").run();
    await commits.settled();
    expect(isFirstSettled).toBe(true);
  });

  it('when the disk fails, the process ends and nobody gets an answer', async () => {
    let hasEnded = false;
    const ofBrokenDisk = new Commits(() => (hasEnded = true));
    const broken = await open(join(folder, 'broken.sqlite'), ofBrokenDisk);
    broken.exec('CREATE TABLE note (text TEXT PRIMARY KEY)');
    // The system refuses to bring this one to a disk.
    rmSync(join(folder, 'broken.sqlite-wal'));
    symlinkSync('/dev/null', join(folder, 'broken.sqlite-wal'));
    ofBrokenDisk.groupWrites();
    broken.prepare("INSERT INTO note VALUES ('one')").run();
    let isSettled = false;
    void ofBrokenDisk.settled()!.then(() => (isSettled = true));
    while (!hasEnded) await turn();
    expect(isSettled).toBe(false);
    expect(logged).toEqual([expect.stringMatching(/^the disk of the database failed.*EINVAL/)]);
    broken.close();
  });

  it('opens no transaction for a statement that only reads', () => {
    notes(connection);
    expect(connection.inTransaction).toBe(false);
    expect(commits.settled()).toBeUndefined();
  });

  it('a statement that fails, fails alone', async () => {
    write('one');
    expect(() => write('one')).toThrow('UNIQUE');
    write('two');
    await commits.settled();
    expect(notes(other)).toEqual(['one', 'two']);
    expect(commits.lost).toBe(0);
  });

  it('statements that hold together are undone together, and the writes of others stay', async () => {
    write('one');
    const both = connection.transaction(() => {
      write('two');
      write('one');
    });
    expect(() => both()).toThrow('UNIQUE');
    write('three');
    await commits.settled();
    expect(notes(other)).toEqual(['one', 'three']);
  });

  it('a commit that fails is told to everything that waits for it, and the next group is committed', async () => {
    write('one');
    failTheNextCommit();
    const waiting = [commits.settled(), commits.settled()];
    for (const settled of waiting) await expect(settled).rejects.toThrow(CommitLostError);
    expect(commits.lost).toBe(1);
    expect(notes(connection)).toEqual([]);
    write('two');
    await commits.settled();
    expect(notes(other)).toEqual(['two']);
  });

  it('a request that began before writes were lost is refused afterwards, a later one is not', async () => {
    await requestScope.run({ address: undefined, lostBefore: commits.lost }, async () => {
      failTheNextCommit();
      await pause(20);
      write('of the same request');
      await expect(commits.settled()).rejects.toThrow(CommitLostError);
    });
    await requestScope.run({ address: undefined, lostBefore: commits.lost }, async () => {
      write('of a later request');
      await commits.settled();
    });
    expect(notes(other)).toEqual(['of a later request', 'of the same request']);
  });

  it('a write that cannot begin fails alone, and its request is refused', async () => {
    connection.pragma('busy_timeout = 10');
    other.prepare('BEGIN IMMEDIATE').run();
    const scopes = [0, 1].map(() => ({ address: undefined, lostBefore: commits.lost }));
    await requestScope.run(scopes[0]!, async () => {
      expect(() => write('one')).toThrow(CommitLostError);
      await expect(commits.settled()).rejects.toThrow(CommitLostError);
    });
    // Nothing waits in vain a second time, because this thread stands still meanwhile.
    expect(connection.pragma('busy_timeout')).toEqual([{ timeout: 0 }]);
    expect(() => write('one')).toThrow(CommitLostError);
    expect(commits.failures).toBe(2);
    other.prepare('ROLLBACK').run();
    await requestScope.run(scopes[1]!, async () => {
      write('two');
      await commits.settled();
    });
    expect(connection.pragma('busy_timeout')).toEqual([{ timeout: 500 }]);
    expect(notes(other)).toEqual(['two']);
    const line = expect.stringMatching(/^a write could not begin.*another process/) as string;
    expect(logged).toEqual([line, line]);
  });

  it('a full disk loses the whole group, because SQLite undoes it', async () => {
    write('one');
    await commits.settled();
    const [{ page_count: pages }] = connection.pragma('page_count') as [{ page_count: number }];
    connection.pragma(`max_page_count = ${pages}`);
    write('two');
    const settled = commits.settled();
    expect(() => write('x'.repeat(100_000))).toThrow('full');
    await expect(settled).rejects.toThrow(CommitLostError);
    expect(notes(connection)).toEqual(['one']);
    expect(commits.lost).toBe(1);
    expect(logged).toEqual([
      expect.stringMatching(/^nothing could be saved.*disk is full.*space on the disk/),
    ]);
    connection.pragma('max_page_count = 1000');
    write('three');
    await commits.settled();
    expect(notes(other)).toEqual(['one', 'three']);
  });

  it('statements that hold together on a full disk lose the group once', async () => {
    const [{ page_count: pages }] = connection.pragma('page_count') as [{ page_count: number }];
    connection.pragma(`max_page_count = ${pages}`);
    const both = connection.transaction(() => {
      write('one');
      write('x'.repeat(100_000));
    });
    expect(() => both()).toThrow('full');
    expect([commits.lost, logged.length, notes(connection)]).toEqual([1, 1, []]);
  });

  it('commits what is open when the connection is closed', () => {
    write('one');
    connection.close();
    expect(notes(other)).toEqual(['one']);
  });

  describe('together, for a command', () => {
    let ofCommand: Commits;
    let command: Connection;
    const add = (text: string) => command.prepare('INSERT INTO note VALUES (?)').run(text);
    beforeEach(async () => {
      ofCommand = new Commits();
      command = await open(join(folder, 'database.sqlite'), ofCommand);
    });
    afterEach(() => command.close());

    it('commits all writes when the work is done, and keeps nobody from writing before its first write', async () => {
      await ofCommand.together(async () => {
        await pause(10);
        other.prepare("INSERT INTO note VALUES ('of another process')").run();
        add('one');
        await pause(10);
        add('two');
        expect(notes(other)).toEqual(['of another process']);
      });
      expect(notes(other)).toEqual(['of another process', 'one', 'two']);
    });

    it('undoes all writes when the work fails', async () => {
      const work = async () => {
        add('one');
        await pause(10);
        throw new Error('no row in the audit log');
      };
      await expect(ofCommand.together(work)).rejects.toThrow('no row in the audit log');
      expect([notes(command), notes(other)]).toEqual([[], []]);
      add('two');
      expect(notes(other)).toEqual(['two']);
    });

    it('fails when the commit does', async () => {
      const work = async () => {
        add('one');
        command.prepare("INSERT INTO reply VALUES ('no such note')").run();
        return Promise.resolve();
      };
      await expect(ofCommand.together(work)).rejects.toThrow(CommitLostError);
      expect(notes(other)).toEqual([]);
    });
  });

  it('commits each write at once before groupWrites', async () => {
    const ofCommandLine = new Commits();
    const alone = await open(join(folder, 'database.sqlite'), ofCommandLine);
    alone.prepare("INSERT INTO note VALUES ('one')").run();
    expect(notes(other)).toEqual(['one']);
    expect(ofCommandLine.settled()).toBeUndefined();
    alone.close();
  });
});
