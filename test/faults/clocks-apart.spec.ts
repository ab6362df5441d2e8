import { randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { ConsoleLogger, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { stringify } from 'yaml';
import { Clock } from '#src/clock/clock.js';
import { AttemptCount } from '#src/accounts/credentials/attempt-count.entity.js';
import { OidcArtifact } from '#src/authorization-server/storage/artifact.entity.js';
import { doctor } from '#src/cli/doctor.js';
import { DatabaseClock } from '#src/database/database-clock.js';
import { ExpiredRows } from '#src/database/expired-rows.js';
import { KeyRotation } from '#src/keys/key-rotation.js';
import { KeySchedule } from '#src/keys/key-schedule.js';
import { MailMessage } from '#src/mail/mail-message.entity.js';
import { Postman } from '#src/mail/postman.js';
import { Monitoring } from '#src/monitoring/monitoring.js';
import { freePort, type Hospital, startHospital } from '../support/hospital.js';
import { hasPostgresql, type Postgresql, startPostgresql } from '../support/postgresql.js';
import { proves } from '../support/proves.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';
import { WrongClock } from '../support/test-clock.js';
import { startWardkeyProcess } from '../support/wardkey-process.js';

if (!hasPostgresql) console.warn('skipped: there is no PostgreSQL 15 in /usr/lib/postgresql/15/bin');

// A process starts from TypeScript, and a PostgreSQL.
jest.setTimeout(90_000);

const DAY = 24 * 3600;
const encryptionKey = randomBytes(32).toString('base64');

(hasPostgresql ? describe : describe.skip)('a node whose clock is not that of PostgreSQL', () => {
  let postgresql: Postgresql;
  beforeAll(async () => (postgresql = await startPostgresql()));
  afterAll(() => postgresql?.close());

  it.each([
    ['a day ahead', DAY, '86400'],
    ['a minute behind', -60, '(60|59|61)'],
  ])('%s does not start, says both times, and has changed nothing', async (_how, fastClock, seconds) => {
    proves('FI-51');
    const started = startWardkeyProcess(
      await freePort(),
      { database: { url: postgresql.url }, encryptionKey },
      { fastClock },
    );
    const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
    await expect(started).rejects.toThrow(
      new RegExp(
        `ended \\([1-9]\\d*\\)[^]*The clock of this process says ${time}, and that of the database says ${time}: they are ${seconds} seconds apart[^]*NTP`,
      ),
    );
    const database = await new DataSource({ type: 'postgres', url: postgresql.url }).initialize();
    const tables = await database.query(`SELECT 1 FROM pg_tables WHERE schemaname = 'public'`);
    await database.destroy();
    expect(tables).toEqual([]);
  });

  it('that is within what tokens are forgiven starts', async () => {
    const port = await freePort();
    const configuration = { database: { url: postgresql.url }, encryptionKey };
    const wardkey = await startWardkeyProcess(port, configuration, { fastClock: -20 });
    expect((await fetch(`${wardkey.issuer}/health/ready`)).status).toBe(200);
    wardkey.signal('SIGTERM');
    expect(await wardkey.ended).toBe(0);
  });

  it('is a problem that wardkey doctor names', async () => {
    const config = join(mkdtempSync(join(tmpdir(), 'wardkey-clock-')), 'wardkey.yaml');
    writeFileSync(config, stringify({ database: { url: postgresql.url }, encryptionKey }), { mode: 0o600 });
    let report = '';
    const written = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      report += String(text);
      return true;
    });
    try {
      await doctor({ config });
      stopClock();
      moveClock(DAY);
      await expect(doctor({ config })).rejects.toThrow('1 problem to fix');
    } finally {
      startClock();
      written.mockRestore();
    }
    expect(report.split('\n').filter((line) => / clock: /.test(line))).toEqual([
      'ok       clock: agrees with that of the database',
      expect.stringMatching(
        /^problem {2}clock: The clock of this process says .* seconds apart, .* \(NTP\)\.$/,
      ),
    ]);
  });

  describe('that gets wrong while two nodes run', () => {
    const clock = new WrongClock();
    const said: string[] = [];
    let right: Hospital;
    let wrong: Hospital;

    beforeAll(async () => {
      let first: Record<string, any> | undefined;
      const configure = (configuration: Record<string, any>) => {
        first ??= structuredClone(configuration);
        const { issuer, fhirServers } = first;
        Object.assign(configuration, { issuer, fhirServers, encryptionKey });
        configuration.database = { url: postgresql.url };
        configuration.signingKeys = { publishHours: 1 };
        configuration.metrics = { port: 0 };
        configuration.mail = { host: '127.0.0.1', port: 9, tls: 'none', from: 'wardkey@hospital.test' };
      };
      right = await startHospital({ configure });
      wrong = await startHospital({
        configure,
        override: (builder) => builder.overrideProvider(Clock).useValue(clock),
      });
      const note = (message: string) => void said.push(message);
      Logger.overrideLogger({ log: note, warn: () => {}, error: note });
    });
    afterAll(async () => {
      Logger.overrideLogger(new ConsoleLogger());
      await wrong?.close();
      await right?.close();
    });
    beforeEach(() => (said.length = 0));
    afterEach(async () => {
      clock.ahead = 0;
      await look();
    });

    /** The rounds that each node makes several times in a second, or once in a minute. */
    const look = () => wrong.app.get(KeySchedule, { strict: false }).round();
    const purge = (node: Hospital) => node.app.get(ExpiredRows, { strict: false }).purge();
    const stateOf = async (kid: string) =>
      (await right.app.get(KeyRotation, { strict: false }).show(kid)).key.state;
    const ready = async (node: Hospital) => {
      const { port } = node.app.getHttpServer().address() as { port: number };
      const answer = await fetch(`http://127.0.0.1:${port}/health/ready`);
      return { code: answer.status, ...((await answer.json()) as Record<string, unknown>) };
    };
    const clockLines = () => said.filter((line) => /clock/.test(line));

    it.each([
      ['a day ahead', DAY],
      ['31 seconds ahead', 31],
      ['a day behind', -DAY],
    ])('%s is not ready and says so once; the other one goes on', async (_how, ahead) => {
      proves('FI-51 FI-26');
      clock.ahead = ahead;
      await look();
      await look();
      expect(await ready(wrong)).toMatchObject({
        code: 503,
        status: 'down',
        database: 'up',
        writes: 'up',
        clock: 'down',
        keys: 'up',
      });
      expect((await ready(right)).code).toBe(200);
      expect(clockLines()).toEqual([
        expect.stringMatching(/^The clock of this process says .* this process is not ready/),
      ]);
      const address = wrong.app.get(Monitoring, { strict: false }).metricsAddress!;
      const [, seconds] = /^wardkey_clock_ahead_seconds (\S+)$/m.exec(await (await fetch(address)).text())!;
      expect(Math.abs(Number(seconds) - ahead)).toBeLessThan(10);
      clock.ahead = 0;
      await look();
      expect((await ready(wrong)).code).toBe(200);
      expect(clockLines().at(-1)).toContain('agree again');
    });

    it('lets no key sign before its time', async () => {
      proves('FI-51');
      const successor = await right.app.get(KeyRotation, { strict: false }).rotate('ES256');
      clock.ahead = DAY;
      for (let round = 0; round < 3; round += 1) await look();
      expect(await stateOf(successor)).toBe('next');
    });

    it('deletes nothing that is good, of any kind', async () => {
      proves('FI-51');
      const dataSource = right.app.get(DataSource);
      const soon = Math.floor(Date.now() / 1000) + 600;
      await dataSource
        .getRepository(OidcArtifact)
        .insert({ model: 'Session', idHash: 'good', payload: '{}', expiresAt: soon });
      await dataSource.getRepository(AttemptCount).insert({ key: 'good', points: 1, expire: soon * 1000 });
      clock.ahead = DAY;
      expect(await purge(wrong)).toBe(0);
      expect(await dataSource.getRepository(OidcArtifact).countBy({ idHash: 'good' })).toBe(1);
      expect(await dataSource.getRepository(AttemptCount).countBy({ key: 'good' })).toBe(1);
      // The clock is looked at again, because it was set.
      clock.ahead = 0;
      await dataSource.getRepository(OidcArtifact).update({ idHash: 'good' }, { expiresAt: 1_000 });
      await dataSource.getRepository(AttemptCount).update({ key: 'good' }, { expire: 1_000 });
      expect(await purge(wrong)).toBe(2);
    });

    it('takes no letter from a process that sends it', async () => {
      proves('FI-51');
      const now = Math.floor(Date.now() / 1000);
      const letters = right.app.get(DataSource).getRepository(MailMessage);
      await letters.insert({
        id: 'letter',
        kind: 'one_time_code',
        sealedLetter: 'sealed',
        attempts: 1,
        createdAt: now,
        // The other process has reserved it.
        nextAttemptAt: now + 180,
        uselessAfter: now + 600,
      });
      clock.ahead = DAY;
      await wrong.app.get(Postman, { strict: false }).deliver();
      expect(await letters.findBy({ id: 'letter' })).toMatchObject([{ attempts: 1 }]);
      await letters.delete({ id: 'letter' });
    });

    it('is compared with the database now and then only', async () => {
      const databaseClock = wrong.app.get(DatabaseClock, { strict: false });
      const asked = jest.spyOn(clock, 'secondsAheadOf');
      for (const times of [1, 2]) {
        // It was set.
        clock.ahead += 2;
        for (let round = 0; round < 20; round += 1) expect(await databaseClock.agrees()).toBe(true);
        expect(asked).toHaveBeenCalledTimes(times);
      }
    });
  });
});
