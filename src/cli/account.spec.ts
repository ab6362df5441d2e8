import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { stringify } from 'yaml';
import { openDatabase } from '../../test/support/database.js';
import { provider } from '../../test/support/configuration.js';
import {
  createAccount,
  deactivateAccount,
  linkAccount,
  listAccounts,
  setAccountProvider,
  showAccount,
  unlinkAccount,
} from './account.js';

describe('wardkey account', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-account-'));
  const config = join(folder, 'wardkey.yaml');
  const lines: Array<Record<string, unknown>> = [];

  beforeAll(() => {
    const configuration = {
      dataDirectory: folder,
      fhirServers: [{ name: 'records', baseUrl: 'https://fhir.test/r4' }],
      externalIdentityProviders: { identityProvider: [provider()] },
    };
    writeFileSync(config, stringify(configuration));
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      for (const line of String(text).trim().split('\n'))
        lines.push(JSON.parse(line) as Record<string, unknown>);
      return true;
    });
  });
  afterAll(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    lines.length = 0;
  });

  it('changes nothing when the audit row that tells of it cannot be written', async () => {
    await createAccount({ config, name: 'Audited' });
    const dataSource = await openDatabase(`sqlite:${join(folder, 'wardkey.sqlite')}`);
    await dataSource.query(
      `CREATE TRIGGER no_room BEFORE INSERT ON audit_event BEGIN SELECT RAISE(ABORT, 'no room'); END`,
    );
    try {
      await expect(deactivateAccount(lines[0]!.id as string, { config })).rejects.toMatchObject({
        message: 'no room',
      });
      expect(await dataSource.query('SELECT display_name, status FROM account')).toEqual([
        { display_name: 'Audited', status: 'active' },
      ]);
    } finally {
      await dataSource.query('DROP TRIGGER no_room');
      await dataSource.destroy();
    }
  });

  it('creates, lists, shows, links, unlinks and deactivates', async () => {
    await createAccount({
      config,
      name: 'Maria Lindqvist',
      email: 'maria@harbour.example',
      fhirUser: 'Practitioner/1',
    });
    const [created] = lines.splice(0);
    expect(created).toMatchObject({
      status: 'active',
      emailKey: 'maria@harbour.example',
      fhirUser: 'Practitioner/1',
    });

    await listAccounts('lindq', { config });
    expect(lines.splice(0).map(({ id }) => id)).toEqual([created!.id]);

    const { scheme } = provider() as { scheme: string };
    await linkAccount('Maria@harbour.example', {
      config,
      issuer: 'https://idp.hospital.test',
      subject: 's1',
      provider: scheme,
    });
    const [linked] = lines.splice(0) as Array<{
      links: Array<{ id: string; subject: string; linkedBy: string }>;
    }>;
    expect(linked!.links).toMatchObject([{ subject: 's1', linkedBy: 'administrator' }]);

    await showAccount(created!.id as string, { config });
    // Values that only the server reads, for example a sealed token, are not printed.
    expect(JSON.stringify(lines.at(-1))).not.toMatch(/sealed|epoch/i);
    expect(lines.splice(0)[0]).toMatchObject({ links: [{ subject: 's1', claims: {} }], lastSignInAt: null });

    await unlinkAccount(created!.id as string, linked!.links[0]!.id, { config });
    expect(lines.splice(0)[0]).toMatchObject({ links: [] });

    await deactivateAccount('maria@harbour.example', { config });
    expect(lines.splice(0)[0]).toMatchObject({ id: created!.id, status: 'deactivated' });
  });

  it('a subject that is linked to an account cannot be linked to a second one', async () => {
    await createAccount({ config, name: 'One' });
    await createAccount({ config, name: 'Two' });
    const [one, two] = lines.splice(0) as Array<{ id: string }>;
    const identity = {
      config,
      issuer: 'https://idp.hospital.test',
      subject: 'shared',
      provider: (provider() as { scheme: string }).scheme,
    };
    await linkAccount(one!.id, identity);
    await expect(linkAccount(two!.id, identity)).rejects.toThrow(one!.id);
  });

  it('a link must name an identity provider of the configuration', async () => {
    await createAccount({ config, name: 'One' });
    const [{ id }] = lines.splice(0) as [{ id: string }];
    await expect(
      linkAccount(id, { config, issuer: 'https://idp.hospital.test', subject: 'x', provider: 'other' }),
    ).rejects.toThrow('--provider: other is not the scheme');
  });

  it('says for which identity provider an account waits; with several identity providers this must be given', async () => {
    const two = join(folder, 'two.yaml');
    const clinic = { scheme: 'clinic', authority: 'https://idp.clinic.test', accountMatch: ['oid'] };
    const identityProvider = [provider({ accountMatch: ['oid'] }), provider(clinic)];
    writeFileSync(two, stringify({ dataDirectory: folder, externalIdentityProviders: { identityProvider } }));
    const several = { config: two };
    await expect(createAccount({ ...several, email: 'b@harbour.example' })).rejects.toThrow(
      '--provider: is required: there are several identity providers',
    );
    const anywhere = { ...several, externalId: 'x', provider: false } as const;
    await expect(createAccount(anywhere)).rejects.toThrow('--provider');
    await createAccount({ ...several, email: 'b@harbour.example', provider: false });
    await createAccount({ ...several, externalId: 'x', provider: 'clinic' });
    const [local, ofClinic] = lines.splice(0) as Array<{ id: string; externalIdScheme: string | null }>;
    expect([local!.externalIdScheme, ofClinic!.externalIdScheme]).toEqual([null, 'clinic']);
    await setAccountProvider(local!.id, 'hospital', several);
    expect(lines.splice(0)).toMatchObject([{ id: local!.id, externalIdScheme: 'hospital' }]);
    await expect(setAccountProvider(local!.id, 'other', several)).rejects.toThrow('other is not the scheme');
  });

  it('a link must name the issuer of its identity provider', async () => {
    await createAccount({ config, name: 'One' });
    const [{ id }] = lines.splice(0) as [{ id: string }];
    const { scheme } = provider() as { scheme: string };
    const mistaken = { config, issuer: 'https://idp.hospital.test/', subject: 'x', provider: scheme };
    await expect(linkAccount(id, mistaken)).rejects.toThrow('which is https://idp.hospital.test');
    await showAccount(id, { config });
    expect(lines[0]).toMatchObject({ links: [], lastSignInAt: null });
  });

  it.each([
    ['an address that is not valid', { email: 'nobody' }, '--email'],
    ['an identity provider that is not configured', { externalId: 'x', provider: 'other' }, '--provider'],
    ['a reference on another server', { fhirUser: 'https://evil.test/Patient/1' }, '--fhir-user'],
    [
      'an address of another account',
      { email: 'taken@harbour.example' },
      'Another account has this e-mail address',
    ],
  ])('refuses %s, and makes no account', async (_what, options, message) => {
    if (message.startsWith('Another')) await createAccount({ config, email: 'taken@harbour.example' });
    await listAccounts(undefined, { config });
    const before = lines.length;
    await expect(createAccount({ config, ...options })).rejects.toThrow(message);
    lines.length = 0;
    await listAccounts(undefined, { config });
    expect(lines.length).toBe(before - (message.startsWith('Another') ? 1 : 0));
  });

  it.each(['no-such-id', 'nobody@harbour.example', ''])('says that there is no account %j', async (name) => {
    await expect(showAccount(name, { config })).rejects.toThrow('There is no account');
  });
});
