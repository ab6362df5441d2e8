import type { DataSource } from 'typeorm';
import { openDatabase } from '../../test/support/database.js';
import { TestClock } from '../../test/support/test-clock.js';
import { AuditLog } from './audit-log.js';
import { recordOf } from './audit-rows.js';
import { type AuditCriteria, AuditSearch } from './audit-search.js';

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
    expect(await find({ [member]: wanted[member as keyof typeof wanted] })).toEqual(['y']);
  });
});
