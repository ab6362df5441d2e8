import { Logger } from '@nestjs/common';
import { type DataSource } from 'typeorm';
import { jest } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { openDatabase, sqliteFile } from '../../test/support/database.js';
import { type MailServer, startMailServer } from '../../test/support/mail-server.js';
import { freePort } from '../../test/support/hospital.js';
import { Clock } from '#src/clock/clock.js';
import { CommitLostError } from '#src/database/commit-lost-error.js';
import { Commits } from '#src/database/commits.js';
import { DatabaseClock } from '#src/database/database-clock.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { MailSettings } from '#src/config/settings/mail.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { atomically } from '#src/database/atomically.js';
import { TestClock } from '../../test/support/test-clock.js';
import { proves } from '../../test/support/proves.js';
import { composeLetter } from './letter.js';
import { MailMessage } from './mail-message.entity.js';
import { OutboxStore } from './outbox.store.js';
import { delayAfter, MAX_ATTEMPTS, Postman } from './postman.js';

const clock = new Clock();

const KEY = randomBytes(32);

function settingsFor(port: number, changes: Partial<MailSettings> = {}): Settings {
  const mail = Object.assign(new MailSettings(), {
    from: 'Hospital sign-in <sign-in@harbour.example>',
    host: '127.0.0.1',
    port,
    tls: 'none',
    ...changes,
  });
  return Object.assign(new Settings(), { mail });
}

describe('the outbox', () => {
  let url: string;
  let dataSource: DataSource;
  let outbox: OutboxStore;
  let server: MailServer | undefined;
  const warnings: string[] = [];

  beforeEach(async () => {
    url = sqliteFile();
    dataSource = await openDatabase(url);
    outbox = new OutboxStore(dataSource, new SecretBox(KEY), clock);
    warnings.length = 0;
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((message) => void warnings.push(String(message)));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await server?.close();
    server = undefined;
    await dataSource.destroy();
  });

  const postman = (
    port: number,
    changes: Partial<MailSettings> = {},
    on = dataSource,
    commits: Commits = new Commits(),
  ) =>
    new Postman(
      settingsFor(port, changes),
      new OutboxStore(on, new SecretBox(KEY), clock),
      new AuditLog(on, clock),
      commits,
      clock,
      new DatabaseClock(on, clock),
    );
  const post = (to = 'wei.chen@harbour.example', uselessAfter = clock.epoch() + 600) =>
    atomically(dataSource, [
      outbox.insertion({
        kind: 'one_time_code',
        accountId: 'a1',
        uselessAfter,
        letter: composeLetter({ to, subject: 'Your code', parts: ['Here it is:', { code: '482913' }] }),
      }),
    ]);
  const waiting = () => dataSource.getRepository(MailMessage).find();
  const makeDue = () =>
    dataSource.getRepository(MailMessage).update({ kind: 'one_time_code' }, { nextAttemptAt: 1 });
  const givenUp = () => dataSource.getRepository(AuditEvent).findBy({ event: 'mail.given_up' });

  it('keeps a letter sealed, sends it over SMTP and deletes it', async () => {
    await post();
    const [row] = await waiting();
    expect(JSON.stringify(row)).not.toMatch(/482913|wei\.chen/);
    server = await startMailServer();
    await postman(server.port).deliver();
    expect(server.letters).toMatchObject([
      {
        from: 'sign-in@harbour.example',
        to: ['wei.chen@harbour.example'],
        subject: 'Your code',
        text: 'Here it is:\n\n482913',
        headers: { from: '"Hospital sign-in" <sign-in@harbour.example>', 'auto-submitted': 'auto-generated' },
      },
    ]);
    expect(server.letters[0]!.html).toContain('482913');
    expect(await waiting()).toEqual([]);
    expect(await givenUp()).toEqual([]);
  });

  it('a letter that is not reserved on the disk is not sent, and is sent later', async () => {
    await post();
    server = await startMailServer();
    const lost = { settled: () => Promise.reject(new CommitLostError()) } as Commits;
    await postman(server.port, {}, dataSource, lost).deliver();
    expect(server.letters).toEqual([]);
    expect(await waiting()).toHaveLength(1);
    await makeDue();
    await postman(server.port).deliver();
    expect(server.letters).toHaveLength(1);
  });

  it('a letter is tried again after longer and longer waits while the server is down, and then arrives', async () => {
    proves('FI-44');
    await post();
    const port = await freePort();
    const worker = postman(port);
    const delays: number[] = [];
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      await makeDue();
      await worker.deliver();
      const [row] = await waiting();
      expect(row!.attempts).toBe(attempt);
      delays.push(row!.nextAttemptAt - clock.epoch());
    }
    expect(delays[0]).toBeGreaterThan(5);
    expect(delays[1]).toBeGreaterThan(delays[0]!);
    expect(delays[2]).toBeGreaterThan(delays[1]!);
    // The letter is not due yet, so the postman makes no attempt.
    await worker.deliver();
    expect((await waiting())[0]!.attempts).toBe(3);

    server = await startMailServer({ port });
    await makeDue();
    await worker.deliver();
    expect(server.letters).toHaveLength(1);
    expect(await waiting()).toEqual([]);
    // The log says the cause, but not the recipient or the text.
    expect(warnings.join()).toContain('ECONNREFUSED');
    expect(warnings.join()).not.toMatch(/wei\.chen|482913/);
  });

  it('a letter is sent once, also by servers whose clocks differ by a minute', async () => {
    await post();
    const ahead = new OutboxStore(
      dataSource,
      new SecretBox(KEY),
      new TestClock(clock.milliseconds() + 60_000),
    );
    expect(await outbox.claim(180)).toBeDefined();
    expect(await ahead.claim(180)).toBeUndefined();
  });

  it('a process that stops while it sends leaves the letter to the next process', async () => {
    await post();
    expect((await outbox.claim(180))?.letter?.to).toBe('wei.chen@harbour.example');
    await dataSource.destroy();
    dataSource = await openDatabase(url);
    outbox = new OutboxStore(dataSource, new SecretBox(KEY), clock);
    server = await startMailServer();
    const worker = postman(server.port);
    await worker.deliver();
    expect(server.letters).toEqual([]);
    await makeDue();
    await worker.deliver();
    expect(server.letters).toHaveLength(1);
  });

  it('a letter to a recipient who is refused for good is given up at once, and the other letters are sent', async () => {
    server = await startMailServer({
      refuse: (address) => (address.startsWith('gone') ? { code: 550, message: `no ${address}` } : undefined),
    });
    await post('gone@harbour.example');
    await post();
    await postman(server.port).deliver();
    expect(server.letters.map(({ to }) => to)).toEqual([['wei.chen@harbour.example']]);
    expect(await givenUp()).toMatchObject([
      { reason: 'recipient_refused', accountId: 'a1', outcome: 'failed' },
    ]);
    expect(JSON.stringify(await givenUp())).not.toContain('gone');
    expect(warnings.join()).not.toContain('gone@');
    expect(await waiting()).toEqual([]);
  });

  it('a letter to a recipient who is refused for now is tried again', async () => {
    let busy = true;
    server = await startMailServer({
      refuse: () => (busy ? { code: 450, message: 'mailbox busy' } : undefined),
    });
    await post();
    const worker = postman(server.port);
    await worker.deliver();
    expect(await waiting()).toMatchObject([{ attempts: 1 }]);
    busy = false;
    await makeDue();
    await worker.deliver();
    expect(server.letters).toHaveLength(1);
  });

  it('gives up after a set number of attempts, and says so in the audit log', async () => {
    await post();
    const worker = postman(await freePort());
    for (let attempt = 1; attempt < MAX_ATTEMPTS; attempt += 1) {
      await makeDue();
      await worker.deliver();
    }
    expect(await waiting()).toMatchObject([{ attempts: MAX_ATTEMPTS - 1 }]);
    expect(await givenUp()).toEqual([]);
    await makeDue();
    await worker.deliver();
    expect(await waiting()).toEqual([]);
    expect(await givenUp()).toMatchObject([{ reason: 'too_many_attempts' }]);
  });

  it('a letter with an expired code is not sent', async () => {
    server = await startMailServer();
    await post('wei.chen@harbour.example', clock.epoch() - 1);
    await postman(server.port).deliver();
    expect(server.letters).toEqual([]);
    expect(await givenUp()).toMatchObject([{ reason: 'too_late' }]);
    expect(await waiting()).toEqual([]);
  });

  it('a letter that cannot be decrypted is given up, and the other letters are sent', async () => {
    const other = new OutboxStore(dataSource, new SecretBox(randomBytes(32)), clock);
    const letter = composeLetter({ to: 'lost@harbour.example', subject: 's', parts: ['p'] });
    await atomically(dataSource, [
      other.insertion({ kind: 'invitation', letter, uselessAfter: clock.epoch() + 600 }),
    ]);
    await post();
    server = await startMailServer();
    await postman(server.port).deliver();
    expect(server.letters.map(({ to }) => to)).toEqual([['wei.chen@harbour.example']]);
    expect(await givenUp()).toMatchObject([{ reason: 'unreadable' }]);
    expect(await waiting()).toEqual([]);
  });

  it('two processes on one database send each letter once', async () => {
    server = await startMailServer();
    const other = await openDatabase(url);
    for (let letter = 0; letter < 12; letter += 1) await post(`person-${letter}@harbour.example`);
    await Promise.all([postman(server.port).deliver(), postman(server.port, {}, other).deliver()]);
    await other.destroy();
    const recipients = server.letters.flatMap(({ to }) => to);
    expect(recipients).toHaveLength(12);
    expect(new Set(recipients).size).toBe(12);
  });

  it('signs in when the mail server asks for it, and sends nothing when the server refuses the password', async () => {
    server = await startMailServer({ user: { name: 'wardkey', password: 'p@ss:word' } });
    const { port } = server;
    await post();
    await postman(port, { user: 'wardkey', password: 'wrong' }).deliver();
    expect(server.letters).toEqual([]);
    await makeDue();
    const address = `smtp://wardkey:${encodeURIComponent('p@ss:word')}@127.0.0.1:${port}`;
    await postman(port, { host: undefined, url: address }).deliver();
    expect(server.letters).toHaveLength(1);
  });

  it('with starttls no letter goes to a server that does not offer it', async () => {
    server = await startMailServer();
    await post();
    await postman(server.port, { tls: 'starttls' }).deliver();
    expect(server.letters).toEqual([]);
    expect(server.asked).toEqual([]);
    expect(await waiting()).toMatchObject([{ attempts: 1 }]);
  });

  it('the wait grows from attempt to attempt, up to one hour', () => {
    expect([1, 2, 3, 4, 8, MAX_ATTEMPTS].map(delayAfter)).toEqual([10, 30, 90, 270, 3600, 3600]);
  });
});
