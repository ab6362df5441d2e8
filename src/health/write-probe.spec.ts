import type { DataSource } from 'typeorm';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { Commits } from '#src/database/commits.js';
import { requestScope } from '#src/request-scope/request-scope.js';
import { openDatabase, sqliteFile } from '../../test/support/database.js';
import { proves } from '../../test/support/proves.js';
import { WriteProbe } from './write-probe.js';

/** Its time passes when the test says so. */
class TimedProbe extends WriteProbe {
  seconds = 0;

  protected override now(): number {
    return this.seconds * 1000;
  }
}

describe('whether something can be saved', () => {
  let url: string;
  let commits: Commits;
  let dataSource: DataSource;
  let probe: TimedProbe;

  beforeAll(() => Logger.overrideLogger(false));
  afterAll(() => Logger.overrideLogger(new ConsoleLogger()));
  beforeEach(async () => {
    commits = new Commits();
    url = sqliteFile();
    dataSource = await openDatabase(url, commits);
    commits.groupWrites();
    probe = new TimedProbe(dataSource, commits);
  });
  afterEach(() => dataSource.destroy());

  /** Of this connection. */
  const changes = async () => (await dataSource.query('SELECT total_changes() AS rows'))[0].rows as number;
  const pages = async () => (await dataSource.query('PRAGMA page_count'))[0].page_count as number;
  const fill = () => dataSource.query("INSERT INTO epoch VALUES ('client', ?, 1)", ['x'.repeat(100_000)]);
  const fullDisk = async () => dataSource.query(`PRAGMA max_page_count = ${await pages()}`);
  const largeDisk = () => dataSource.query('PRAGMA max_page_count = 1000000');

  it('is tried now and then, however many ask', async () => {
    proves('FI-10');
    const before = await changes();
    const asks = () => Promise.all(Array.from({ length: 20 }, () => probe.isSaved()));
    for (probe.seconds = 0; probe.seconds < 10; probe.seconds += 1)
      expect(new Set(await asks())).toEqual(new Set([true]));
    expect((await changes()) - before).toBe(1);
    probe.seconds = 10;
    await asks();
    expect((await changes()) - before).toBe(2);
    expect(await dataSource.query('SELECT times FROM write_probe')).toEqual([{ times: 2 }]);
  });

  it('is tried at once when something else could not be saved', async () => {
    proves('FI-10');
    await probe.isSaved();
    const before = await changes();
    await fullDisk();
    await expect(fill()).rejects.toThrow('full');
    await largeDisk();
    expect(await probe.isSaved()).toBe(true);
    expect((await changes()) - before).toBe(1);
  });

  it('is no while another process keeps the database locked, and yes soon afterwards', async () => {
    proves('FI-10');
    const other = await openDatabase(url);
    await other.query('BEGIN IMMEDIATE');
    expect(await probe.isSaved()).toBe(false);
    await other.query('ROLLBACK');
    await other.destroy();
    probe.seconds = 1;
    expect(await probe.isSaved()).toBe(false);
    probe.seconds = 2;
    expect(await probe.isSaved()).toBe(true);
  });

  it('is tried outside of the request that wants to know, which so fails with nothing', async () => {
    const scope = { address: undefined, lostBefore: commits.lost };
    await requestScope.run(scope, async () => {
      await dataSource.query('ALTER TABLE write_probe RENAME TO elsewhere');
      expect(await probe.isSaved()).toBe(false);
    });
    expect(scope).not.toHaveProperty('hasLost');
  });

  it('is no when the disk does not answer in time', async () => {
    class ImpatientProbe extends WriteProbe {
      protected override readonly mostMs = 0;
    }
    const hanging = { failures: 0, settled: () => new Promise<void>(() => {}) } as unknown as Commits;
    expect(await new ImpatientProbe(dataSource, hanging).isSaved()).toBe(false);
  });
});
