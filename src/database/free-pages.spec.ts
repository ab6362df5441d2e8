import { statSync } from 'node:fs';
import type { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { expiredRowsOf, openDatabase, sqliteFile } from '../../test/support/database.js';
import { proves } from '../../test/support/proves.js';
import { FreePages } from './free-pages.js';
import { type SqliteConnection, sqliteConnection } from './sqlite.js';

const OPTIONS = { pagesPerStep: 16, sparePages: 32 };
const clock = new Clock();

describe('the pages of deleted rows', () => {
  let url: string;
  let dataSource: DataSource;
  let connection: SqliteConnection;

  beforeEach(async () => {
    url = sqliteFile();
    dataSource = await openDatabase(url);
    connection = sqliteConnection(dataSource);
  });
  afterEach(async () => {
    if (dataSource.isInitialized) await dataSource.destroy();
  });

  const number = (pragma: string) =>
    Object.values((connection.pragma(pragma) as Array<Record<string, number>>)[0]!)[0]!;
  const bytes = () => statSync(url.slice('sqlite:'.length)).size;

  /** Rows of 4 kB each that have expired. */
  function addExpired(count: number): void {
    const insert = connection.prepare(
      `INSERT INTO oidc_artifact (model, id_hash, payload, expires_at) VALUES ('Session', ?, ?, 1)`,
    );
    connection.transaction(() => {
      for (let index = 0; index < count; index += 1) insert.run(`${index}`, 'x'.repeat(4_000));
    })();
  }

  /** How many pages the file lost in each step. */
  function watchSteps(): number[] {
    const steps: number[] = [];
    const pragma = connection.pragma.bind(connection);
    connection.pragma = (statement) => {
      if (!statement.startsWith('incremental_vacuum')) return pragma(statement);
      const before = number('page_count');
      const result = pragma(statement);
      steps.push(before - number('page_count'));
      return result;
    };
    return steps;
  }

  it('are given back a few at a time, and the file gets shorter', async () => {
    proves('FI-49');
    addExpired(500);
    connection.pragma('wal_checkpoint(TRUNCATE)');
    const before = bytes();
    connection.prepare('DELETE FROM oidc_artifact').run();
    const steps = watchSteps();
    const given = await new FreePages(dataSource, OPTIONS).giveBack();
    expect(given).toBeGreaterThan(400);
    expect(steps.length).toBeGreaterThan(20);
    expect(Math.max(...steps)).toBeLessThanOrEqual(OPTIONS.pagesPerStep + 1);
    expect(number('freelist_count')).toBe(OPTIONS.sparePages);
    connection.pragma('wal_checkpoint(TRUNCATE)');
    expect(before - bytes()).toBeGreaterThanOrEqual(400 * 4_096);
  });

  it('are given back after expired rows were deleted', async () => {
    proves('FI-49');
    addExpired(2_000);
    const before = number('page_count');
    expect(await expiredRowsOf(dataSource, clock).purge()).toBe(2_000);
    expect(before - number('page_count')).toBeGreaterThan(500);
  }, 60_000);

  it('wait for the transaction of requests to end', async () => {
    addExpired(200);
    connection.prepare('DELETE FROM oidc_artifact').run();
    const steps = watchSteps();
    connection.prepare('BEGIN').run();
    const work = new FreePages(dataSource, OPTIONS).giveBack();
    expect(steps).toEqual([]);
    connection.prepare('ROLLBACK').run();
    await work;
    expect(steps.length).toBeGreaterThan(5);
  });

  it('stay in a file that was made before, until it is rewritten', async () => {
    connection.pragma('auto_vacuum = NONE');
    connection.prepare('VACUUM').run();
    addExpired(200);
    connection.prepare('DELETE FROM oidc_artifact').run();
    const free = number('freelist_count');
    expect(await new FreePages(dataSource, OPTIONS).giveBack()).toBe(0);
    expect(number('freelist_count')).toBe(free);
  });

  it('no longer matter when the database is closed meanwhile', async () => {
    addExpired(200);
    connection.prepare('DELETE FROM oidc_artifact').run();
    const work = new FreePages(dataSource, OPTIONS).giveBack();
    await dataSource.destroy();
    expect(await work).toBe(OPTIONS.pagesPerStep);
  });
});
