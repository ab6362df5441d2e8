import { DataSource } from 'typeorm';
import { atomically, isUniqueViolation, type Statement } from './atomically.js';
import { Sql } from './sql.js';

const sql = (query: string, ...parameters: unknown[]): Statement => ({
  getQueryAndParameters: () => [query, parameters],
});
const insert = (id: number, note?: unknown) => sql('INSERT INTO thing (id, note) VALUES (?, ?)', id, note);

/**
 * The driver creates its error classes in the first test file that loads it. So its errors are not instances of this
 * file’s Error.
 */
const SQLITE_ERROR = { code: expect.stringMatching(/^SQLITE_/) as string };

describe('atomically', () => {
  let dataSource: DataSource;
  const rows = () =>
    new Sql(dataSource).rows<{ id: number; note: unknown }>('SELECT * FROM thing ORDER BY id', []);

  beforeEach(async () => {
    dataSource = await new DataSource({ type: 'better-sqlite3', database: ':memory:' }).initialize();
    await dataSource.query('CREATE TABLE thing (id INTEGER PRIMARY KEY, note TEXT UNIQUE)');
  });
  afterEach(() => dataSource.destroy());

  it('carries out all statements', async () => {
    await atomically(dataSource, [insert(1, 'a'), insert(2, undefined), insert(3, 'c')]);
    expect(await rows()).toEqual([
      { id: 1, note: 'a' },
      { id: 2, note: null },
      { id: 3, note: 'c' },
    ]);
  });

  it('accepts booleans, which the driver itself does not', async () => {
    await atomically(dataSource, [sql('INSERT INTO thing (id) VALUES (?), (? + 2)', true, false)]);
    expect((await rows()).map(({ id }) => id)).toEqual([1, 2]);
  });

  it.each([
    ['the first', [insert(9), insert(1)]],
    ['the last', [insert(1), insert(9)]],
    ['a statement that is not valid SQL', [insert(1), sql('INSERT INTO nothing')]],
  ])('carries out no statement when %s fails', async (_which, statements) => {
    await atomically(dataSource, [insert(9, 'before')]);
    await expect(atomically(dataSource, statements)).rejects.toMatchObject(SQLITE_ERROR);
    expect(await rows()).toEqual([{ id: 9, note: 'before' }]);
  });

  it('keeps statements that run beside a failing batch', async () => {
    await Promise.all([
      atomically(dataSource, [insert(1), insert(1)]).catch(() => undefined),
      dataSource.query(`INSERT INTO thing (id) VALUES (2)`),
      atomically(dataSource, [insert(3)]),
    ]);
    expect((await rows()).map(({ id }) => id)).toEqual([2, 3]);
  });

  it('leaves no transaction open after a failure', async () => {
    await expect(atomically(dataSource, [insert(1), insert(1)])).rejects.toMatchObject(SQLITE_ERROR);
    await atomically(dataSource, [insert(1)]);
    expect(await rows()).toHaveLength(1);
  });

  it.each([
    ['a primary key that exists', [insert(1), insert(1)], true],
    ['a unique value that exists', [insert(1, 'a'), insert(2, 'a')], true],
    ['another error', [sql('INSERT INTO nothing')], false],
  ])('whether a row exists already is known from the error: %s', async (_what, statements, expected) => {
    const error: unknown = await atomically(dataSource, statements).catch((reason: unknown) => reason);
    expect(isUniqueViolation(error)).toBe(expected);
  });

  it.each([undefined, null, 'text', {}, new Error('x')])('%p is not a unique violation', (error) => {
    expect(isUniqueViolation(error)).toBe(false);
  });
});
