import { randomBytes } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { expiredRowsOf, openDatabase, sqliteFile } from '../../../test/support/database.js';
import { Clock } from '#src/clock/clock.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { proves } from '../../../test/support/proves.js';
import { AttemptCount } from './attempt-count.entity.js';
import { AttemptLimits, delayAfter } from './attempt-limits.js';

const clock = new Clock();

describe('AttemptLimits', () => {
  const box = new SecretBox(randomBytes(32));
  let url: string;
  let dataSource: DataSource;
  let limits: AttemptLimits;
  const limitsOf = (on: DataSource) => new AttemptLimits(on, box, clock, expiredRowsOf(on, clock));

  beforeEach(async () => {
    url = sqliteFile();
    dataSource = await openDatabase(url);
    limits = limitsOf(dataSource);
  });
  afterEach(() => dataSource.destroy());

  const from = (address: string, account = 'maria@clinic.example') => ({ account, address });
  const attempts = async (count: number, attempt = from('192.0.2.1')) => {
    const waits = [];
    for (let made = 0; made < count; made += 1) waits.push(await limits.begin(attempt));
    return waits;
  };
  const waitsAreOver = () => dataSource.query(`DELETE FROM attempt_count WHERE key LIKE 'wait:%'`);

  it('five attempts are free; then each is followed by a wait that grows and always ends', async () => {
    proves('TM-38');
    expect(await attempts(6)).toEqual([0, 0, 0, 0, 0, 0]);
    const waits = [];
    for (let round = 0; round < 14; round += 1) {
      waits.push(await limits.begin(from('192.0.2.1')));
      await waitsAreOver();
      expect(await limits.begin(from('192.0.2.1'))).toBe(0);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]);
  });

  it('an attempt during a wait is not counted and does not make the wait longer', async () => {
    proves('TM-38');
    await attempts(6);
    await attempts(50);
    await waitsAreOver();
    await limits.begin(from('192.0.2.1'));
    expect(await limits.begin(from('192.0.2.1'))).toBe(2);
  });

  it('guesses from one network do not keep out the owner of the account at another network', async () => {
    proves('TM-38');
    await attempts(40);
    expect(await limits.begin(from('198.51.100.1'))).toBe(0);
    expect(await limits.begin(from('192.0.2.1', 'wei@clinic.example'))).toBe(0);
  });

  it('guesses at one account from many networks wait for each other, one minute at most', async () => {
    proves('TM-38');
    for (let place = 0; place < 20; place += 1)
      expect(await limits.begin(from(`198.51.100.${place}`))).toBe(0);
    for (let place = 0; place < 12; place += 1) {
      await waitsAreOver();
      await limits.begin(from(`203.0.113.${place}`));
    }
    expect(await limits.begin(from('203.0.113.99'))).toBe(60);
  });

  /** Guesses at the account from this many networks, as fast as the waits allow. */
  const attack = async (places: number) => {
    for (let place = 0; place < places; place += 1) {
      await waitsAreOver();
      await limits.begin(from(`203.0.113.${place}`));
    }
  };

  it.each<[string, object, object]>([
    ['the network', {}, {}],
    ['the device, at any network', { device: 'laptop' }, { device: 'laptop', address: '198.51.100.7' }],
  ])(
    'guesses from other networks do not count for %s from which the account was opened',
    async (_what, at, now) => {
      proves('TM-38');
      const home = { ...from('192.0.2.1'), ...at };
      await limits.begin(home);
      await limits.succeeded(home);
      await attack(60);
      expect(await limits.meet(from('203.0.113.99'))).toEqual({ waitSeconds: 60, known: false });
      for (let visit = 0; visit < 3; visit += 1)
        expect(await limits.meet({ ...home, ...now })).toEqual({ waitSeconds: 0, known: true });
      // A known device has a limited budget of its own: an attacker who has the device guesses no faster than others.
      for (let guess = 0; guess < 3; guess += 1) await limits.begin({ ...home, ...now });
      expect(await limits.begin({ ...home, ...now })).toBeGreaterThan(0);
    },
  );

  it('a device or network is known only for the account that was opened from it', async () => {
    proves('TM-38');
    const home = { ...from('192.0.2.1', 'wei@clinic.example'), device: 'laptop' };
    await limits.succeeded(home);
    await attack(60);
    expect(await limits.meet({ ...home, account: 'maria@clinic.example' })).toMatchObject({ known: false });
  });

  it('a network that tries many accounts has to wait', async () => {
    proves('TM-38');
    for (let account = 0; account < 51; account += 1)
      expect(await limits.begin(from('192.0.2.1', `person-${account}`))).toBe(0);
    expect(await limits.begin(from('192.0.2.1', 'one-more'))).toBe(1);
    expect(await limits.begin(from('192.0.2.2', 'one-more'))).toBe(0);
  });

  it('a right password resets the counts of the account; the count of the network only loses this attempt', async () => {
    await attempts(5);
    await limits.succeeded(from('192.0.2.1'));
    expect(await attempts(6)).toEqual([0, 0, 0, 0, 0, 0]);
    const rows = await dataSource.getRepository(AttemptCount).find();
    const points = (name: string) => rows.find(({ key }) => key.startsWith(`count:${name}`))!.points;
    expect([points('pair'), points('account'), points('address')]).toEqual([6, 6, 10]);
  });

  it('a hundred attempts at the same moment count as a hundred', async () => {
    proves('TM-38');
    const waits = await Promise.all(Array.from({ length: 100 }, () => limits.begin(from('192.0.2.1'))));
    expect(waits.filter((wait) => wait === 0).length).toBeLessThanOrEqual(6);
  });

  it('counts stay after a restart, and processes share them', async () => {
    await attempts(6);
    const other = await openDatabase(url);
    expect(await limitsOf(other).begin(from('192.0.2.1'))).toBeGreaterThan(0);
    await other.destroy();
  });

  it('keeps neither address nor account in readable form', async () => {
    await attempts(1);
    const rows = JSON.stringify(await dataSource.getRepository(AttemptCount).find());
    expect(rows).toContain('count:pair:');
    expect(rows).not.toMatch(/192\.0\.2|maria|clinic/);
  });

  it('a wait doubles each time, up to the longest wait', () => {
    expect([-3, 0, 1, 2, 3, 10, 50].map((beyond) => delayAfter(beyond, 60))).toEqual([0, 0, 1, 2, 4, 60, 60]);
  });
});
