import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { jest } from '@jest/globals';
import { stringify } from 'yaml';
import { openDatabase } from '../../test/support/database.js';
import { provider } from '../../test/support/configuration.js';
import { createAccount } from './account.js';
import { inviteAccount, setAccountPassword, setLocalLogin } from './account-credentials.js';

const EMAIL = 'maria@harbour.example';
const PASSWORD = 'correct horse battery staple';

describe('wardkey account invite, set-password, local-login', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-account-credentials-'));
  const config = join(folder, 'wardkey.yaml');
  const lines: Array<Record<string, unknown>> = [];
  const told: string[] = [];
  const database = `sqlite:${join(folder, 'wardkey.sqlite')}`;

  beforeAll(async () => {
    const configuration = {
      dataDirectory: folder,
      issuer: 'http://127.0.0.1:3999',
      fhirServers: [{ name: 'records', baseUrl: 'https://fhir.test/r4' }],
      externalIdentityProviders: { identityProvider: [provider()] },
      mail: { from: 'sign-in@harbour.example', host: 'mail.test' },
    };
    writeFileSync(config, stringify(configuration));
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      for (const line of String(text).trim().split('\n'))
        lines.push(JSON.parse(line) as Record<string, unknown>);
      return true;
    });
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => told.push(String(text)) > 0);
    await createAccount({ config, email: EMAIL });
    await createAccount({ config, name: 'Without address' });
  });
  afterAll(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    lines.length = 0;
    told.length = 0;
  });

  const rows = async (query: string): Promise<Array<Record<string, unknown>>> => {
    const dataSource = await openDatabase(database);
    try {
      return await dataSource.query(query);
    } finally {
      await dataSource.destroy();
    }
  };
  const withInput = async (input: string, work: () => Promise<void>) => {
    const before = Object.getOwnPropertyDescriptor(process, 'stdin')!;
    Object.defineProperty(process, 'stdin', { value: Readable.from([input]), configurable: true });
    try {
      await work();
    } finally {
      Object.defineProperty(process, 'stdin', before);
    }
  };

  it('prints an invitation, and keeps only its hash', async () => {
    await inviteAccount(EMAIL, { config });
    const [printed] = lines;
    expect(printed!.link).toMatch(/^http:\/\/127\.0\.0\.1:3999\/invitation\/[\w-]{43}$/);
    expect(Date.parse(printed!.expiresAt as string) - Date.now()).toBeGreaterThan(6 * 86_400_000);
    const stored = JSON.stringify(await rows('SELECT * FROM account_invitation'));
    expect(stored).not.toContain(String(printed!.link).split('/').at(-1));
    expect(await rows('SELECT * FROM mail_message')).toEqual([]);
  });

  it('mails an invitation instead, and then does not print it', async () => {
    await inviteAccount(EMAIL, { config, mail: true });
    expect(lines).toEqual([
      { id: expect.any(String) as string, expiresAt: expect.any(String) as string, mailedTo: EMAIL },
    ]);
    expect(await rows('SELECT kind, attempts FROM mail_message')).toEqual([
      { kind: 'invitation', attempts: 0 },
    ]);
    expect(await rows('SELECT count(*) AS n FROM account_invitation')).toEqual([{ n: 1 }]);
    expect(await rows(`SELECT reason FROM audit_event WHERE event = 'account.invited'`)).toEqual([
      { reason: 'shown' },
      { reason: 'mailed' },
    ]);
  });

  it('does not invite by mail an account without an address', async () => {
    const [{ id }] = (await rows('SELECT id FROM account WHERE email IS NULL')) as [{ id: string }];
    await expect(inviteAccount(id, { config, mail: true })).rejects.toThrow('no e-mail address');
    await withInput(`${PASSWORD}\n`, () =>
      expect(setAccountPassword(id, { config })).rejects.toThrow('no e-mail address to sign in with'),
    );
  });

  it('sets a password from standard input, never shows it, and ends invitations', async () => {
    await withInput(`${PASSWORD}\nanother line\n`, () => setAccountPassword(EMAIL, { config }));
    expect(lines).toEqual([{ id: expect.any(String) as string, password: 'set', usable: true }]);
    expect(JSON.stringify([lines, told])).not.toContain('battery');
    const [stored] = await rows('SELECT password_hash FROM account_credential');
    expect(stored!.password_hash).toMatch(/^\$argon2id\$/);
    expect(await rows('SELECT * FROM account_invitation')).toEqual([]);
    expect(await rows(`SELECT reason FROM audit_event WHERE event = 'account.password_set'`)).toEqual([
      { reason: 'administrator' },
    ]);
  });

  it.each([
    ['short', 'elevenchars\n'],
    ['empty', ''],
    ['long', `${'x'.repeat(257)}\n`],
  ])('refuses a password that is %s, and keeps the previous one', async (_what, input) => {
    const before = await rows('SELECT * FROM account_credential');
    await withInput(input, () =>
      expect(setAccountPassword(EMAIL, { config })).rejects.toThrow('at least 12 characters'),
    );
    expect(await rows('SELECT * FROM account_credential')).toEqual(before);
  });

  it('switches a password off only after its account has signed in at an identity provider, and says so', async () => {
    await expect(setLocalLogin(EMAIL, 'disabled', { config })).rejects.toThrow(
      'has not signed in at an identity provider yet',
    );
    await expect(setLocalLogin(EMAIL, 'off', { config })).rejects.toThrow('must be enabled or disabled');
    const [{ id }] = (await rows('SELECT id FROM account WHERE email IS NOT NULL')) as [{ id: string }];
    const { scheme } = provider() as { scheme: string };
    await rows(
      `INSERT INTO audit_event (id, occurred_at, event, outcome, account_id, scheme) VALUES ('e', 1, 'login.succeeded', 'success', '${id}', '${scheme}')`,
    );
    await setLocalLogin(EMAIL, 'disabled', { config });
    expect(lines).toEqual([{ id, localLogin: 'disabled' }]);
    expect(told.join('')).toContain('its password is kept');
    expect((await rows('SELECT password_hash FROM account_credential'))[0]!.password_hash).toBeTruthy();
    await setLocalLogin(EMAIL, 'enabled', { config });
    expect(await rows('SELECT local_login FROM account_credential')).toEqual([{ local_login: 'enabled' }]);
  });
});
