import type { DataSource, QueryRunner } from 'typeorm';
import { migrations } from '#src/database/migrations/migrations.js';
import { openDatabase } from '../support/database.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';
import { LAST_OF_FIRST_RELEASE } from '../support/releases.js';

/**
 * What a server of the release before does not notice. A new column must be empty or have a default, because such a
 * server does not write it. An index on one of its tables must not be unique.
 */
const HARMLESS = [
  /^CREATE TABLE /,
  /^CREATE INDEX /,
  /^DROP INDEX /,
  /^ALTER TABLE \S+ ADD (COLUMN )?(?!CONSTRAINT )"?\w+"? (?!.*NOT NULL(?!.*DEFAULT)).*$/s,
  /^ALTER TABLE \S+ SET \(autovacuum_\w+ = [\d.]+(, autovacuum_\w+ = [\d.]+)*\)$/,
  /^INSERT INTO /,
  /^SELECT /,
];

const isHarmless = (sql: string) => HARMLESS.some((form) => form.test(sql.trim()));
/** Whether a statement is about a table that these migrations made, so that no earlier server uses it. */
const isAbout = (tables: readonly string[], sql: string) =>
  tables.some((table) => new RegExp(`\\b(ON|TABLE|INTO) "?${table}"?`).test(sql));

describe('a statement of a migration', () => {
  it.each([
    'CREATE TABLE "new" ("id" varchar PRIMARY KEY NOT NULL)',
    'CREATE INDEX one ON account (email)',
    'ALTER TABLE account ADD COLUMN nickname varchar(80)',
    'ALTER TABLE account ADD COLUMN visits integer NOT NULL DEFAULT 0',
    'ALTER TABLE "account" ADD "visits" integer NOT NULL DEFAULT (0)',
  ])('only adds: %s', (sql) => expect(isHarmless(sql)).toBe(true));

  it.each([
    'DROP TABLE account',
    'ALTER TABLE account DROP COLUMN email',
    'ALTER TABLE account RENAME COLUMN email TO mail',
    'ALTER TABLE account RENAME TO person',
    'ALTER TABLE account ADD COLUMN visits integer NOT NULL',
    'ALTER TABLE account ALTER COLUMN email SET NOT NULL',
    'ALTER TABLE account ADD CONSTRAINT one UNIQUE (display_name)',
    'CREATE UNIQUE INDEX one ON account (display_name)',
    'DELETE FROM account',
    'UPDATE account SET email = NULL',
  ])('takes something away, or changes its meaning: %s', (sql) => expect(isHarmless(sql)).toBe(false));
});

// SQLite belongs to one process, so no other version is at work there.
(hasPostgresql ? describe : describe.skip)('each migration after the first release', () => {
  let postgresql: Postgresql;
  let dataSource: DataSource;

  beforeAll(async () => {
    postgresql = await startPostgresql();
    dataSource = await openDatabase(postgresql.url);
  });
  afterAll(async () => {
    await dataSource?.destroy();
    await postgresql?.close();
  });

  /** The statements of the later migrations, which are undone and done again. */
  async function statements(): Promise<string[]> {
    const later = migrations.slice(migrations.findIndex(({ name }) => name === LAST_OF_FIRST_RELEASE) + 1);
    const runner = dataSource.createQueryRunner();
    for (const Migration of later.toReversed()) await new Migration().down(runner);
    const seen: string[] = [];
    const noting = new Proxy(runner, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (name === 'query')
          return (sql: string, parameters?: unknown[]) => {
            seen.push(sql);
            return target.query(sql, parameters);
          };
        // TypeORM’s own methods must ask this object for `query`, so they are called on it.
        return typeof member === 'function' ? (member as () => unknown).bind(noting) : member;
      },
    }) as QueryRunner;
    for (const Migration of later) await new Migration().up(noting);
    await runner.release();
    return seen;
  }

  it('only adds, so that a server of the release before works on', async () => {
    proves('FI-45');
    const seen = await statements();
    expect(seen.length).toBeGreaterThan(0);
    const made = seen.flatMap((sql) => /^CREATE TABLE "?(\w+)/.exec(sql)?.[1] ?? []);
    expect(seen.filter((sql) => !isHarmless(sql) && !isAbout(made, sql))).toEqual([]);
  });
});
