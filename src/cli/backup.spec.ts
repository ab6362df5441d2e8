import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { stringify } from 'yaml';
import { EpochStore } from '#src/access/epoch.store.js';
import { RememberedConsentStore } from '#src/access/remembered-consent.store.js';
import { InvitationStore } from '#src/accounts/credentials/invitation.store.js';
import { RegistrationTokenStore } from '#src/clients/registration-token.store.js';
import { loadEncryptionKeys } from '#src/crypto/encryption-key.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { MAIL_PURPOSE } from '#src/mail/mail-message.entity.js';
import { atomically } from '#src/database/atomically.js';
import { openDatabase } from '../../test/support/database.js';
import { proves } from '../../test/support/proves.js';
import { TestClock } from '../../test/support/test-clock.js';
import { createAccount } from './account.js';
import { backup } from './backup.js';
import { compact } from './compact.js';
import { restore } from './restore.js';

const clock = new TestClock();

describe('wardkey backup, restore and compact', () => {
  let folder: string;
  let data: string;
  let config: string;
  let said = '';

  const write = (changes: object = {}) =>
    writeFileSync(config, stringify({ issuer: 'http://127.0.0.1:20999', dataDirectory: data, ...changes }));
  const run = async (work: () => Promise<void>) => {
    said = '';
    await work();
    return JSON.parse(said) as Record<string, unknown>;
  };
  const file = () => join(data, 'wardkey.sqlite');
  const copy = () => join(folder, 'copy.sqlite');
  async function inDatabase<T>(work: (dataSource: DataSource) => Promise<T>): Promise<T> {
    const dataSource = await openDatabase(`sqlite:${file()}`);
    return work(dataSource).finally(() => dataSource.destroy());
  }

  beforeAll(() => {
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
    jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wardkey-backup-'));
    data = join(folder, 'data');
    config = join(folder, 'wardkey.yaml');
    write();
    await createAccount({ config, name: 'Maria', email: 'maria@hospital.test' });
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  afterAll(() => jest.restoreAllMocks());

  it('backup says where the key is, which the backup does not hold', async () => {
    proves('PV-11');
    const answer = await run(() => backup(copy(), { config }));
    const key = join(data, 'encryption.key');
    expect(answer).toEqual({
      backup: copy(),
      bytes: statSync(copy()).size,
      madeAt: expect.stringMatching(/^\d{4}-/) as string,
      encryptionKey: key,
    });
    const bytes = readFileSync(copy());
    expect(bytes.includes(readFileSync(key, 'utf8').trim())).toBe(false);
    expect(bytes.includes(Buffer.from(readFileSync(key, 'utf8'), 'base64'))).toBe(false);
  });

  it('backup migrates nothing, so that it can be made before an upgrade', async () => {
    await inDatabase((dataSource) =>
      dataSource.query(`DELETE FROM migration WHERE name LIKE 'VacuumOften%'`),
    );
    await run(() => backup(copy(), { config }));
    const before = readFileSync(copy());
    expect(before.includes('IndexesForGrowth')).toBe(true);
    expect(before.includes('VacuumOften')).toBe(false);
  });

  it.each([
    ['backup', () => backup(copy(), { config }), 'pg_dump --format=custom'],
    ['restore', () => restore(copy(), { config }), 'pg_restore --exit-on-error'],
    ['compact', () => compact({ config }), 'VACUUM FULL'],
  ])(
    '%s on PostgreSQL says by which program it is done, without the password',
    async (_name, work, program) => {
      write({
        database: { url: 'postgres://wardkey:s3cret@127.0.0.1:1/wardkey' },
        encryptionKey: Buffer.alloc(32, 1).toString('base64'),
      });
      const message = await work().then(
        () => '',
        (error: Error) => error.message,
      );
      expect(message).toContain(program);
      expect(message).not.toContain('s3cret');
    },
  );

  it.each([
    ['backup', () => backup(copy(), { config })],
    ['compact', () => compact({ config })],
  ])('%s makes no database where there is none', async (_name, work) => {
    rmSync(data, { recursive: true });
    mkdirSync(data, { mode: 0o700 });
    await expect(work()).rejects.toThrow(`There is no database ${file()}.`);
    expect(readdirSync(data)).toEqual([]);
  });

  describe('a restored backup', () => {
    /** The database is lost after the backup. */
    async function backUpAndLose(): Promise<void> {
      await run(() => backup(copy(), { config }));
      renameSync(file(), `${file()}.lost`);
      for (const suffix of ['-wal', '-shm']) rmSync(file() + suffix, { force: true });
    }

    it('has the accounts, and says how old it is; the audit table says it, too', async () => {
      proves('FI-46');
      await backUpAndLose();
      const answer = await run(() => restore(copy(), { config }));
      expect(answer).toEqual({
        database: file(),
        backup: copy(),
        newestAuditRow: expect.stringMatching(/^\d{4}-/) as string,
        ended: { invitations: 0, registrationTokens: 0, letters: 0 },
      });
      const [accounts, events] = await inDatabase((dataSource) =>
        Promise.all([
          dataSource.query('SELECT email FROM account'),
          dataSource.query(`SELECT event, outcome FROM audit_event ORDER BY occurred_at, event`),
        ]),
      );
      expect(accounts).toEqual([{ email: 'maria@hospital.test' }]);
      expect(events).toContainEqual({ event: 'database.restored', outcome: 'success' });
      expect(statSync(file()).mode & 0o777).toBe(0o600);
      expect(
        readdirSync(data).filter((name) => name.startsWith('wardkey.sqlite.') && !/lost|lock/.test(name)),
      ).toEqual([]);
    });

    it('has no invitation, initial access token or letter that may have been used since', async () => {
      proves('FI-46');
      const [account, tokens] = await inDatabase(async (dataSource) => {
        const [{ id }] = await dataSource.query('SELECT id FROM account');
        const invitation = new InvitationStore(dataSource, clock).invite(id as string);
        await atomically(dataSource, invitation.statements);
        await dataSource.query(
          `INSERT INTO mail_message (id, kind, sealed_letter, attempts, created_at, next_attempt_at, useless_after) VALUES ('m', 'invitation', ?, 0, 1, 1, 1)`,
          [new SecretBox(loadEncryptionKeys({ dataDirectory: data })[0]).seal(MAIL_PURPOSE, 'x')],
        );
        const token = await new RegistrationTokenStore(dataSource, clock).create(3, clock.epoch() + 3_600);
        return [id as string, { invitation: invitation.token, registration: token }] as const;
      });
      await backUpAndLose();
      const { ended } = await run(() => restore(copy(), { config }));
      expect(ended).toEqual({ invitations: 1, registrationTokens: 1, letters: 1 });
      await inDatabase(async (dataSource) => {
        expect(await new InvitationStore(dataSource, clock).find(tokens.invitation)).toBeUndefined();
        expect(await new RegistrationTokenStore(dataSource, clock).isGood(tokens.registration)).toBe(false);
        expect(await dataSource.query('SELECT id FROM mail_message')).toEqual([]);
        expect(await dataSource.query('SELECT id FROM account')).toEqual([{ id: account }]);
      });
    });

    it('ends all access by a count that was never reached, and keeps the consents that stood', async () => {
      proves('FI-46');
      const subject = (clientId: string) => ({ clientId, fhirServer: 'records' });
      await inDatabase(async (dataSource) => {
        const [{ id: accountId }] = await dataSource.query('SELECT id FROM account');
        const consents = new RememberedConsentStore(dataSource, clock);
        const epochs = new EpochStore(dataSource);
        const remember = async (clientId: string) =>
          consents.remember(
            { accountId: accountId as string, ...subject(clientId) },
            { asked: ['openid'], allowed: ['openid'], epochs: await epochs.ofAccess(clientId, ['records']) },
          );
        await remember('ended-before');
        await epochs.raise('everything', '');
        await remember('stands');
      });
      await backUpAndLose();
      // Since the backup, access was ended twice more.
      await run(() => restore(copy(), { config }));
      await inDatabase(async (dataSource) => {
        const epochs = new EpochStore(dataSource);
        expect(await epochs.everything()).toBeGreaterThan(1_000_000);
        const [{ id: accountId }] = await dataSource.query('SELECT id FROM account');
        const standing = async (clientId: string) => {
          const found = await new RememberedConsentStore(dataSource, clock).find({
            accountId: accountId as string,
            ...subject(clientId),
          });
          return epochs.same(found!.epochs, clientId, ['records']);
        };
        expect([await standing('stands'), await standing('ended-before')]).toEqual([true, false]);
      });
    });

    it('has another count after a second restore of the same backup', async () => {
      await backUpAndLose();
      await run(() => restore(copy(), { config }));
      const count = () => inDatabase((dataSource) => new EpochStore(dataSource).everything());
      const first = await count();
      await run(() => restore(undefined, { config, inPlace: true }));
      expect(await count()).toBeGreaterThan(first);
    });

    it('is refused with another encryption key, or without one, and nothing is put into place', async () => {
      proves('PV-11 FI-46');
      // Makes the signing keys, which are sealed.
      await run(() => restore(undefined, { config, inPlace: true }));
      await backUpAndLose();
      rmSync(join(data, 'encryption.key'));
      await expect(restore(copy(), { config })).rejects.toThrow(
        `The encryption key is missing: there is no ${join(data, 'encryption.key')}`,
      );
      write({ encryptionKey: Buffer.alloc(32, 5).toString('base64') });
      await expect(restore(copy(), { config })).rejects.toThrow(
        'sealed with another encryption key than that of encryptionKey of the settings',
      );
      expect(readdirSync(data).sort()).toEqual(['wardkey.sqlite.lock', 'wardkey.sqlite.lost']);
    });

    it('takes no place while a server runs there, or while the old file is there', async () => {
      proves('FI-11');
      await run(() => backup(copy(), { config }));
      await inDatabase(async () => {
        await expect(restore(copy(), { config })).rejects.toThrow('Stop the server first');
        await expect(restore(undefined, { config, inPlace: true })).rejects.toThrow('Stop the server first');
        await expect(compact({ config })).rejects.toThrow('Stop the server first');
      });
      await expect(restore(copy(), { config })).rejects.toThrow('exists, and is not overwritten');
    }, 60_000);
  });

  it.each([
    ['both', 'copy.sqlite', true],
    ['neither', undefined, undefined],
  ])('restore needs a file or --in-place; %s is refused', async (_what, given, inPlace) => {
    await expect(restore(given, { config, inPlace })).rejects.toThrow('Give either the file of the backup');
  });

  it('compact rewrites a file of an earlier version, which gives its space back from then on', async () => {
    proves('FI-49');
    await inDatabase(async (dataSource) => {
      await dataSource.query('PRAGMA auto_vacuum = NONE');
      await dataSource.query('VACUUM');
      for (let index = 0; index < 50; index += 1)
        await dataSource.query(
          `INSERT INTO oidc_artifact (model, id_hash, payload) VALUES ('Session', ?, ?)`,
          [`${index}`, 'x'.repeat(20_000)],
        );
      await dataSource.query('DELETE FROM oidc_artifact');
    });
    const { bytesBefore, bytes } = await run(() => compact({ config }));
    expect(bytes as number).toBeLessThan((bytesBefore as number) - 500_000);
    expect(await inDatabase((dataSource) => dataSource.query('PRAGMA auto_vacuum'))).toEqual([
      { auto_vacuum: 2 },
    ]);
  });
});
