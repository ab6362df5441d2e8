import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DataSource } from 'typeorm';
import { openDatabase, sqliteFile } from '../../test/support/database.js';
import { proves } from '../../test/support/proves.js';

describe('the schema on SQLite', () => {
  let dataSource: DataSource;
  let url: string;

  beforeEach(async () => {
    url = sqliteFile();
    dataSource = await openDatabase(url);
  });
  afterEach(async () => {
    if (dataSource.isInitialized) await dataSource.destroy();
  });

  it('that the migrations make of an empty database is the one of the entities', async () => {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    expect(dataSource.entityMetadatas.length).toBeGreaterThan(5);
  });

  it('is not accepted when it lacks a column of an entity', async () => {
    await dataSource.query('ALTER TABLE account DROP COLUMN display_name');
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect(upQueries.map(({ query }) => query).join()).toContain('display_name');
  });

  it('and its rows stay unchanged at the second start', async () => {
    await dataSource.query(
      `INSERT INTO signing_key (kid, alg, state, created_at) VALUES ('k', 'ES256', 'current', 1)`,
    );
    await dataSource.destroy();
    dataSource = await openDatabase(url);
    expect(await dataSource.query('SELECT kid FROM signing_key')).toEqual([{ kid: 'k' }]);
  });

  it('can be removed by undoing the migrations', async () => {
    while ((await dataSource.query('SELECT count(*) AS n FROM migration'))[0].n > 0)
      await dataSource.undoLastMigration();
    const tables: Array<{ name: string }> = await dataSource.query(
      `SELECT name FROM sqlite_master WHERE type = 'table'`,
    );
    expect(tables.map(({ name }) => name).filter((name) => !name.startsWith('sqlite_'))).toEqual([
      'migration',
    ]);
  });

  it.each([
    ['journal_mode', 'wal'],
    ['synchronous', 2],
    ['foreign_keys', 1],
  ])('is opened with %s %s', async (pragma, value) => {
    proves('FI-13');
    const [row] = await dataSource.query(`PRAGMA ${pragma}`);
    expect(Object.values(row as object)).toEqual([value]);
  });

  it('is in a folder that only its owner can enter', () => {
    expect(statSync(dirname(url.slice('sqlite:'.length))).mode & 0o777).toBe(0o700);
  });
});
