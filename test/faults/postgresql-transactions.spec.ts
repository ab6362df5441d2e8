import { type DataSource } from 'typeorm';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { atomically, isUniqueViolation, mustChangeOne } from '#src/database/atomically.js';
import { CommitLostError } from '#src/database/commit-lost-error.js';
import { Commits } from '#src/database/commits.js';
import { postgresPool } from '#src/database/postgres.js';
import { Sql } from '#src/database/sql.js';
import { failRequest, requestScope } from '#src/request-scope/request-scope.js';
import { openDatabase } from '../support/database.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';

(hasPostgresql ? describe : describe.skip)('the writes of one request on PostgreSQL', () => {
  let postgresql: Postgresql;
  let dataSource: DataSource;
  let other: DataSource;
  let commits: Commits;
  let sql: Sql;

  beforeAll(async () => {
    // Each lost commit is an error in the log, and here they are intended.
    Logger.overrideLogger(false);
    postgresql = await startPostgresql();
    other = await openDatabase(postgresql.url);
    await other.query('CREATE TABLE note (id text PRIMARY KEY, uses int NOT NULL DEFAULT 0)');
    await other.query('CREATE TABLE reply (note text REFERENCES note DEFERRABLE INITIALLY DEFERRED)');
  });
  beforeEach(async () => {
    await other.query('TRUNCATE note, reply');
    dataSource = await openDatabase(postgresql.url);
    commits = new Commits();
    commits.watchPool(postgresPool(dataSource));
    // Nothing is committed before something waits for it, so that no test depends on how fast this machine is.
    commits.groupWrites(60_000);
    sql = new Sql(dataSource);
  });
  afterEach(() => dataSource.destroy());
  afterAll(async () => {
    await other?.destroy();
    await postgresql?.close();
    Logger.overrideLogger(new ConsoleLogger());
  });

  const request = <T>(work: () => Promise<T>) =>
    requestScope.run({ address: undefined, lostBefore: 0 }, work);
  const write = (id: string) => sql.rows('INSERT INTO note (id) VALUES (?)', [id]);
  const insertion = (id: string) => sql.statement('INSERT INTO note (id) VALUES (?)', [id]);
  const use = (id: string) =>
    sql.rows('UPDATE note SET uses = uses + 1 WHERE id = ? AND uses = 0 RETURNING id', [id]);
  const seenBy = async (reader: DataSource) =>
    (await reader.query<Array<{ id: string }>>('SELECT id FROM note ORDER BY id')).map(({ id }) => id);
  const killWriter = () =>
    other.query(
      `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE state = 'idle in transaction'`,
    );
  /** All connections are given back. */
  const isFree = () => {
    const pool = postgresPool(dataSource) as unknown as Record<'idleCount' | 'totalCount', number>;
    return pool.idleCount === pool.totalCount;
  };

  it('are seen by itself at once, by others when they are committed', async () => {
    await request(async () => {
      await write('one');
      await dataSource.query("INSERT INTO note (id) VALUES ('two')");
      expect(await seenBy(dataSource)).toEqual(['one', 'two']);
      expect(await seenBy(other)).toEqual([]);
      await commits.settled();
      expect(await seenBy(other)).toEqual(['one', 'two']);
      expect(commits.settled()).toBeUndefined();
      await write('three');
      await commits.settled();
    });
    expect(await seenBy(other)).toEqual(['one', 'three', 'two']);
    expect(isFree()).toBe(true);
  });

  it('of a command are committed when it is done, or undone when it fails', async () => {
    await commits.together(async () => {
      await write('one');
      await atomically(dataSource, [insertion('two')]);
      expect(await seenBy(other)).toEqual([]);
    });
    expect(await seenBy(other)).toEqual(['one', 'two']);
    const failing = commits.together(async () => {
      await write('three');
      await atomically(dataSource, [insertion('four')]);
      throw new Error('no row in the audit log');
    });
    await expect(failing).rejects.toThrow('no row in the audit log');
    expect(await seenBy(dataSource)).toEqual(['one', 'two']);
    expect(isFree()).toBe(true);
  });

  it('a statement that fails, fails alone', async () => {
    await request(async () => {
      await write('one');
      const error: unknown = await write('one').catch((reason: unknown) => reason);
      expect(isUniqueViolation(error)).toBe(true);
      await write('two');
      await expect(dataSource.query('SELECT nothing')).rejects.toThrow('does not exist');
      await commits.settled();
    });
    expect(await seenBy(other)).toEqual(['one', 'two']);
  });

  it('statements that hold together are undone together, and the others stay', async () => {
    await request(async () => {
      await write('one');
      await expect(atomically(dataSource, [insertion('two'), insertion('one')])).rejects.toThrow('duplicate');
      const changesNothing = mustChangeOne(
        sql.statement('UPDATE note SET uses = 1 WHERE id = ?', ['none']),
        () => new Error('changed meanwhile'),
      );
      // The first statement that is wrong says why, although a later one fails, too.
      await expect(atomically(dataSource, [changesNothing, insertion('one')])).rejects.toThrow(
        'changed meanwhile',
      );
      await atomically(dataSource, [insertion('three')]);
      expect(await seenBy(other)).toEqual([]);
      await commits.settled();
    });
    expect(await seenBy(other)).toEqual(['one', 'three']);
  });

  it('are all lost when an earlier statement gives something else after a failure', async () => {
    await request(async () => {
      await sql.rows('INSERT INTO note (id, uses) VALUES (?, 1) RETURNING random()', ['one']);
      await expect(sql.rows('INSERT INTO note (id) VALUES (?)', ['one'])).rejects.toThrow(CommitLostError);
      await expect(commits.settled()).rejects.toThrow(CommitLostError);
    });
    expect(await seenBy(other)).toEqual([]);
    expect(isFree()).toBe(true);
  });

  it('are lost when the commit fails; the request may write nothing more, another one may', async () => {
    await request(async () => {
      await write('one');
      await sql.rows('INSERT INTO reply VALUES (?)', ['no such note']);
      await expect(commits.settled()).rejects.toThrow(CommitLostError);
      await expect(write('two')).rejects.toThrow(CommitLostError);
      await expect(commits.settled()).rejects.toThrow(CommitLostError);
    });
    await request(async () => {
      await write('three');
      await commits.settled();
    });
    expect(await seenBy(other)).toEqual(['three']);
    expect(isFree()).toBe(true);
  });

  it('are lost when the connection breaks before the commit', async () => {
    await request(async () => {
      await write('one');
      await killWriter();
      await expect(commits.settled()).rejects.toThrow(CommitLostError);
    });
    await request(async () => {
      await write('two');
      await killWriter();
      await expect(write('three')).rejects.toThrow(CommitLostError);
    });
    expect(await seenBy(other)).toEqual([]);
    expect(isFree()).toBe(true);
  });

  it('are lost when the disk of PostgreSQL is full, also those for which there was room', async () => {
    proves('FI-10');
    await other.query(`CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$`);
    await other.query('CREATE TRIGGER full_disk BEFORE INSERT ON reply EXECUTE FUNCTION full_disk()');
    await request(async () => {
      await write('one');
      await expect(sql.rows('INSERT INTO reply VALUES (?)', ['one'])).rejects.toThrow(CommitLostError);
      await expect(commits.settled()).rejects.toThrow(CommitLostError);
    });
    await other.query('DROP TRIGGER full_disk ON reply');
    expect(await seenBy(other)).toEqual([]);
    expect(isFree()).toBe(true);
  });

  it('are undone when the request has failed for another reason', async () => {
    proves('FI-43');
    commits.groupWrites(1);
    await request(async () => {
      await write('one');
      failRequest();
      await expect(commits.settled()).rejects.toThrow(CommitLostError);
    });
    while (!isFree()) await new Promise((resolve) => setImmediate(resolve));
    expect(await seenBy(other)).toEqual([]);
  });

  it('two requests that stop each other: one is lost, the other goes on', async () => {
    proves('FI-17');
    await other.query("INSERT INTO note (id) VALUES ('a'), ('b')");
    let both = () => {};
    const haveBoth = new Promise<void>((resolve) => (both = resolve));
    let begun = 0;
    const inOrder = (first: string, second: string) =>
      request(async () => {
        await use(first);
        if (++begun === 2) both();
        await haveBoth;
        await use(second);
        await commits.settled();
      });
    const ends = await Promise.allSettled([inOrder('a', 'b'), inOrder('b', 'a')]);
    const lost = ends.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(lost.map(({ reason }) => reason as unknown)).toEqual([expect.any(CommitLostError)]);
    expect(await other.query('SELECT uses FROM note')).toEqual([{ uses: 1 }, { uses: 1 }]);
  });

  it('of twenty requests that use one thing at once, one succeeds, and none holds up the others', async () => {
    await other.query("INSERT INTO note (id) VALUES ('once')");
    const used = await Promise.all(
      Array.from({ length: 20 }, (_none, index) =>
        request(async () => {
          const isFirst = (await use('once')).length === 1;
          await write(`by ${index}`);
          await seenBy(dataSource);
          await commits.settled();
          return isFirst;
        }),
      ),
    );
    expect(used.filter(Boolean)).toHaveLength(1);
    expect(await seenBy(other)).toHaveLength(21);
    expect(isFree()).toBe(true);
  });

  it('a statement that changes nothing keeps nothing from others', async () => {
    await other.query("INSERT INTO note (id, uses) VALUES ('used', 1)");
    await request(async () => {
      expect(await use('used')).toEqual([]);
      expect(isFree()).toBe(true);
    });
  });

  it('of a request that ends without an answer are committed, and the connection is given back', async () => {
    commits.groupWrites(1);
    await request(() => write('one'));
    while (!isFree()) await new Promise((resolve) => setImmediate(resolve));
    expect(await seenBy(other)).toEqual(['one']);
  });

  it('work in the background commits each write at once', async () => {
    await write('one');
    expect(await seenBy(other)).toEqual(['one']);
    await atomically(dataSource, [insertion('two'), insertion('three')]);
    expect(await seenBy(other)).toEqual(['one', 'three', 'two']);
    await expect(atomically(dataSource, [insertion('four'), insertion('one')])).rejects.toThrow('duplicate');
    expect(await seenBy(other)).toEqual(['one', 'three', 'two']);
    expect(isFree()).toBe(true);
  });

  it('nobody but this room opens or ends a transaction within a request', async () => {
    await request(() =>
      expect(dataSource.transaction(() => Promise.resolve())).rejects.toThrow('not the caller’s'),
    );
  });
});
