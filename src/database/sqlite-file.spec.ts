import { copyFileSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DataSource } from 'typeorm';
import { openDatabase, sqliteFile } from '../../test/support/database.js';
import { proves } from '../../test/support/proves.js';
import { sqliteConnection } from './sqlite.js';
import { copySqlite, restoreSqlite, withSqliteAlone } from './sqlite-file.js';

const pathOf = (url: string) => url.slice('sqlite:'.length);
const folder = () => mkdtempSync(join(tmpdir(), 'wardkey-copy-'));
const permissions = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('a copy of an SQLite database', () => {
  let source: string;
  let server: DataSource;
  let target: string;

  beforeEach(async () => {
    const url = sqliteFile();
    source = pathOf(url);
    server = await openDatabase(url);
    target = join(folder(), 'backup.sqlite');
  });
  afterEach(() => server.destroy());

  const add = (name: string) =>
    server.query(`INSERT INTO epoch (level, name, value) VALUES ('client', ?, 1)`, [name]);
  async function namesIn(path: string): Promise<string[]> {
    const copy = await openDatabase(`sqlite:${path}`);
    const rows: Array<{ name: string }> = await copy.query('SELECT name FROM epoch ORDER BY name');
    await copy.destroy();
    return rows.map(({ name }) => name);
  }

  it('has what was written before, also what is only in the log yet, and only its owner may read it', async () => {
    proves('FI-46');
    await add('early');
    expect(await copySqlite(source, target)).toBe(statSync(target).size);
    await add('late');
    expect([permissions(target), readdirSync(dirname(target))]).toEqual(['600', ['backup.sqlite']]);
    const restored = join(folder(), 'restored.sqlite');
    await restoreSqlite(target, restored, () => Promise.resolve());
    expect(await namesIn(restored)).toEqual(['early']);
  });

  it('is consistent while another connection writes, and does not stop it', async () => {
    const pair = (index: number) => {
      const connection = sqliteConnection(server);
      connection.transaction(() => {
        for (const half of ['a', 'b'])
          connection
            .prepare(`INSERT INTO epoch (level, name, value) VALUES ('client', ?, 1)`)
            .run(`${index}${half}`);
      })();
    };
    let isCopying = true;
    let written = 0;
    const copy = copySqlite(source, target).finally(() => (isCopying = false));
    while (isCopying) {
      pair(written);
      written += 1;
      await new Promise((resolve) => setImmediate(resolve));
    }
    await copy;
    const names = await namesIn(target);
    expect(written).toBeGreaterThan(0);
    expect(names.length % 2).toBe(0);
  });

  it('holds nothing of rows that were deleted', async () => {
    await add('this-row-was-deleted');
    await server.query('DELETE FROM epoch');
    await copySqlite(source, target);
    expect(readFileSync(target).includes('this-row-was-deleted')).toBe(false);
  });

  it('never takes the place of a file', async () => {
    writeFileSync(target, 'something else');
    await expect(copySqlite(source, target)).rejects.toThrow(`${target} exists, and is not overwritten`);
    expect(readFileSync(target, 'utf8')).toBe('something else');
  });

  it('does not exist when it could not be written', async () => {
    const nowhere = join(folder(), 'nowhere', 'backup.sqlite');
    await expect(copySqlite(source, nowhere)).rejects.toThrow(
      `there is no folder ${dirname(nowhere)} (ENOENT)`,
    );
    await expect(copySqlite(join(folder(), 'none.sqlite'), target)).rejects.toThrow('There is no database');
    expect(readdirSync(dirname(target))).toEqual([]);
  });
});

describe('a backup', () => {
  let backup: string;
  let target: string;
  const nothing = () => Promise.resolve();

  beforeEach(async () => {
    const url = sqliteFile();
    await (await openDatabase(url)).destroy();
    backup = join(folder(), 'backup.sqlite');
    await copySqlite(pathOf(url), backup);
    target = join(folder(), 'wardkey.sqlite');
  });

  it.each(['', '-wal', '-shm', '-journal'])(
    'is not put beside or over a file wardkey.sqlite%s',
    async (suffix) => {
      writeFileSync(target + suffix, 'of another database');
      await expect(restoreSqlite(backup, target, nothing)).rejects.toThrow(
        `${target}${suffix} exists, and is not overwritten. Move it away first.`,
      );
      expect(readFileSync(target + suffix, 'utf8')).toBe('of another database');
    },
  );

  it.each<[string, () => void, RegExp]>([
    ['text', () => writeFileSync(backup, 'not a database at all'), /is damaged: file is not a database/],
    ['empty', () => writeFileSync(backup, ''), /is not a database of Wardkey/],
    ['cut off', () => writeFileSync(backup, readFileSync(backup).subarray(0, 40_000)), /is damaged/],
    [
      'changed in the middle',
      () => {
        const bytes = readFileSync(backup);
        bytes.fill(0xff, bytes.length - 8_192);
        writeFileSync(backup, bytes);
      },
      /is damaged/,
    ],
  ])('that is %s is refused, and nothing is left', async (_what, spoil, message) => {
    proves('FI-46');
    spoil();
    await expect(restoreSqlite(backup, target, nothing)).rejects.toThrow(message);
    expect(readdirSync(dirname(target))).toEqual([]);
  });

  it('of a later version is refused by the name of what this version does not know', async () => {
    proves('FI-46');
    await withSqliteAlone(backup, (connection) =>
      connection.prepare(`INSERT INTO migration (timestamp, name) VALUES (1, 'Later99')`).run(),
    );
    await expect(restoreSqlite(backup, target, nothing)).rejects.toThrow('does not know its Later99');
  });

  it('is not put into place when the work that completes it fails', async () => {
    const failing = () => Promise.reject(new Error('something went wrong'));
    await expect(restoreSqlite(backup, target, failing)).rejects.toThrow('something went wrong');
    expect(readdirSync(dirname(target))).toEqual([]);
  });

  it('that is a copy of a running server’s file is refused', async () => {
    writeFileSync(`${backup}-wal`, '');
    await expect(restoreSqlite(backup, target, nothing)).rejects.toThrow('--in-place');
  });

  it('that does not exist is named', async () => {
    await expect(restoreSqlite('/nowhere/backup', target, nothing)).rejects.toThrow(
      'There is no file /nowhere/backup.',
    );
  });
});

describe('work that needs a database for itself', () => {
  it('is refused while another connection is open, and done afterwards', async () => {
    proves('FI-11');
    const url = sqliteFile();
    const server = await openDatabase(url);
    await server.query('SELECT 1 FROM migration');
    await expect(withSqliteAlone(pathOf(url), () => 'done')).rejects.toThrow('Stop the server first');
    await server.destroy();
    expect(await withSqliteAlone(pathOf(url), () => 'done')).toBe('done');
  }, 30_000);

  it('is done after a process was killed, with what its log holds', async () => {
    const url = sqliteFile();
    const server = await openDatabase(url);
    await server.query(`INSERT INTO epoch (level, name, value) VALUES ('client', 'chart', 1)`);
    const left = join(folder(), 'left.sqlite');
    for (const suffix of ['', '-wal']) copyFileSync(pathOf(url) + suffix, left + suffix);
    await server.destroy();
    const count = await withSqliteAlone(left, (connection) =>
      connection.prepare('SELECT count(*) AS n FROM epoch').get(),
    );
    expect(count).toEqual({ n: 1 });
  });
});
