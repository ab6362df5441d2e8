import type { DataSource } from 'typeorm';
import { openDatabase } from '../../test/support/database.js';
import { TestClock } from '../../test/support/test-clock.js';
import { AuditLog } from './audit-log.js';
import { recordOf } from './audit-rows.js';
import { type AuditCriteria, type AuditPlace, AuditSearch } from './audit-search.js';

const NOON = Date.parse('2026-03-01T12:00:00Z');
const DAY = 24 * 3600;

describe('AuditSearch', () => {
  let dataSource: DataSource;
  let clock: TestClock;
  let log: AuditLog;

  beforeEach(async () => {
    dataSource = await openDatabase();
    clock = new TestClock(NOON);
    log = new AuditLog(dataSource, clock);
  });
  afterEach(() => dataSource.destroy());

  const find = async (criteria: AuditCriteria = {}) => {
    const found: string[] = [];
    for await (const row of new AuditSearch(dataSource).find(criteria)) found.push(recordOf(row).clientId!);
    return found;
  };

  it('finds nothing in an empty log', async () => expect(await find()).toEqual([]));

  it('finds all rows of years and of one second, oldest first, each once', async () => {
    for (let year = 0; year < 3; year++) {
      for (let row = 0; row < 600; row++)
        await log.record({ event: 'token.issued', outcome: 'success', clientId: `${year}` });
      clock.move(365 * DAY);
    }
    const found = await find();
    expect(found).toEqual(['0', '1', '2'].flatMap((year) => Array<string>(600).fill(year)));
  });

  it('takes the first second of a time, and not the second that it ends with', async () => {
    for (const clientId of ['a', 'b', 'c', 'd']) {
      await log.record({ event: 'token.issued', outcome: 'success', clientId });
      clock.move(1);
    }
    const second = NOON / 1000;
    expect(await find({ from: second + 1, before: second + 3 })).toEqual(['b', 'c']);
    expect(await find({ from: second + 4 })).toEqual([]);
    expect(await find({ before: second })).toEqual([]);
  });

  describe('page by page', () => {
    const pageOf = (criteria: AuditCriteria, limit: number, before?: AuditPlace) =>
      new AuditSearch(dataSource).page(criteria, limit, before);
    /** All pages, each as the clients of its rows. */
    const pagesOf = async (criteria: AuditCriteria, limit: number) => {
      const pages: string[] = [];
      let next: AuditPlace | undefined;
      do {
        const page = await pageOf(criteria, limit, next);
        pages.push(page.rows.map((row) => recordOf(row).clientId).join(''));
        next = page.next;
      } while (next);
      return pages;
    };

    it('gives the newest rows first, each once, also those of one second', async () => {
      for (const clientId of 'abcdefg') {
        await log.record({ event: 'token.issued', outcome: 'success', clientId });
        if ('bf'.includes(clientId)) clock.move(1);
      }
      expect(await pagesOf({}, 3)).toEqual(['gfe', 'dcb', 'a']);
      expect(await pagesOf({}, 7)).toEqual(['gfedcba']);
      const second = NOON / 1000;
      expect(await pagesOf({ from: second + 1, before: second + 2 }, 2)).toEqual(['fe', 'dc']);
      expect(await pagesOf({ clientId: 'c' }, 2)).toEqual(['c']);
      expect(await pagesOf({ event: 'login.refused' }, 2)).toEqual(['']);
    });

    it('looks at 5,000 rows at most, and goes on where it stopped', async () => {
      await log.record({ event: 'token.issued', outcome: 'success', clientId: 'a', patient: 'noah' });
      const [{ columns }] = (await dataSource.query(
        `SELECT group_concat(name) AS columns FROM pragma_table_info('audit_event') WHERE name NOT IN ('id', 'patient')`,
      )) as [{ columns: string }];
      await dataSource.query(
        `WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 5000)
         INSERT INTO audit_event (id, ${columns}) SELECT printf('zzzzzzzz-%04d', n), ${columns} FROM audit_event, number`,
      );
      clock.move(1);
      await log.record({ event: 'token.issued', outcome: 'success', clientId: 'b', patient: 'noah' });
      expect(await pagesOf({ patient: 'noah' }, 10)).toEqual(['b', 'a']);
    });
  });

  it.each<[keyof AuditCriteria]>([
    ['event'],
    ['outcome'],
    ['reason'],
    ['reference'],
    ['accountId'],
    ['clientId'],
    ['scheme'],
    ['patient'],
    ['fhirServer'],
  ])('finds by %s what has exactly this value', async (member) => {
    const other = {
      event: 'login.succeeded',
      outcome: 'success',
      reason: 'r1',
      reference: 'AAAA-2222',
      accountId: 'x',
      clientId: 'x',
      scheme: 'x',
      patient: 'x',
      fhirServer: 'x',
    } as const;
    const wanted = {
      event: 'consent.denied',
      outcome: 'refused',
      reason: 'r%',
      reference: 'BBBB-3333',
      accountId: 'y',
      clientId: 'y',
      scheme: 'y',
      patient: 'y',
      fhirServer: 'y',
    } as const;
    await log.record(other);
    await log.record({ ...other, [member]: wanted[member as keyof typeof wanted], clientId: 'y' });
    const criteria = { [member]: wanted[member as keyof typeof wanted] };
    expect(await find(criteria)).toEqual(['y']);
    const { rows } = await new AuditSearch(dataSource).page(criteria, 10);
    expect(rows.map((row) => recordOf(row).clientId)).toEqual(['y']);
  });
});
