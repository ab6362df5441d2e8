import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { stringify } from 'yaml';
import { provider } from '../../test/support/configuration.js';
import { createAccount } from './account.js';
import { explain } from './explain.js';
import {
  addProvider,
  checkProvider,
  disableProvider,
  enableProvider,
  listProviders,
  removeProvider,
  showProvider,
  testProvider,
} from './provider.js';

describe('wardkey provider', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-provider-'));
  const config = join(folder, 'wardkey.yaml');
  const options = { config };
  let said = '';
  const lines = () => {
    const found = said
      .trim()
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    said = '';
    return found;
  };
  const file = (content: object | string, name = 'provider.yaml') => {
    const path = join(folder, name);
    writeFileSync(path, typeof content === 'string' ? content : stringify(content));
    return path;
  };

  beforeAll(() => {
    const configuration = {
      issuer: 'http://127.0.0.1:3999',
      dataDirectory: folder,
      externalIdentityProviders: { identityProvider: [provider({ accountMatch: ['oid'] })] },
    };
    writeFileSync(config, stringify(configuration));
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
  });
  afterAll(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });

  it('adds, lists, shows, replaces, disables, enables and removes', async () => {
    const secret = file('of-the-clinic-only\n', 'secret.txt');
    const clinic = provider({
      scheme: 'clinic',
      kind: 'keycloak',
      authority: 'https://idp.clinic.test',
      trustEmailDomains: ['clinic.test'],
      clientSecret: `\${file:${secret}}`,
    });
    await addProvider(file(clinic), options);
    expect(lines()).toMatchObject([
      { scheme: 'clinic', origin: 'database', usable: true, enabled: true, displayName: 'clinic' },
    ]);

    await listProviders(options);
    expect(lines().map(({ scheme, origin }) => [scheme, origin])).toEqual([
      ['hospital', 'file'],
      ['clinic', 'database'],
    ]);

    await showProvider('clinic', options);
    expect(said).not.toContain('of-the-clinic-only');
    expect(lines()).toMatchObject([
      {
        redirectUri: 'http://127.0.0.1:3999/federation/clinic/signin',
        settings: { clientSecret: '(not shown)', accountMatch: ['sub', 'email'] },
      },
    ]);

    await addProvider(file(JSON.stringify({ ...clinic, DisplayName: 'Clinic account' }), 'provider.json'), {
      ...options,
      replace: true,
    });
    expect(lines()).toMatchObject([{ displayName: 'Clinic account' }]);
    await disableProvider('clinic', options);
    expect(lines()).toMatchObject([{ enabled: false }]);
    await enableProvider('clinic', options);
    expect(lines()).toMatchObject([{ enabled: true }]);
    await removeProvider('clinic', options);
    expect(lines()).toEqual([{ scheme: 'clinic', removed: true }]);
  });

  it('explain and account know the identity providers of the database too', async () => {
    const clinic = { scheme: 'clinic', authority: 'https://idp.clinic.test', accountMatch: ['oid'] };
    await addProvider(file(provider(clinic)), options);
    await createAccount({ ...options, externalId: 'oid-1', provider: 'clinic' });
    said = '';
    const claims = file(JSON.stringify({ sub: 's', oid: 'oid-1' }), 'claims.json');
    await explain({ ...options, provider: 'clinic', claims });
    expect(JSON.parse(said)).toMatchObject({ reason: 'no_fhir_server', account: { id: expect.any(String) } });
    said = '';
    await disableProvider('clinic', options);
    await removeProvider('clinic', options);
    said = '';
    await expect(explain({ ...options, provider: 'clinic', claims })).rejects.toThrow(
      'There is no identity provider clinic. There are: hospital.',
    );
  });

  it('an identity provider without an authority is complete with its issuer and endpoints', async () => {
    const endpoints = {
      issuer: 'https://idp.clinic.test',
      authorizationEndpoint: 'https://idp.clinic.test/authorize',
      tokenEndpoint: 'https://idp.clinic.test/token',
      jwksUri: 'https://idp.clinic.test/keys',
      userinfoEndpoint: 'https://idp.clinic.test/userinfo',
    };
    const clinic = { scheme: 'clinic', authority: undefined, accountMatch: ['oid'], ...endpoints };
    await addProvider(file(provider(clinic)), options);
    await showProvider('clinic', options);
    expect(lines().at(-1)).toMatchObject({
      usable: true,
      issuer: 'https://idp.clinic.test',
      ourJwksUri: 'http://127.0.0.1:3999/federation/clinic/jwks',
      settings: endpoints,
    });
    await removeProvider('clinic', options);
    said = '';
    await expect(addProvider(file(provider({ ...clinic, jwksUri: undefined })), options)).rejects.toThrow(
      /authority: .*\(missing: jwksUri\)/,
    );
  });

  it('checks an identity provider, stored or not, and says what has to be repaired', async () => {
    const unreachable = provider({
      scheme: 'clinic',
      authority: 'http://127.0.0.1:9',
      accountMatch: ['oid'],
    });
    await expect(checkProvider(undefined, { ...options, file: file(unreachable) })).rejects.toThrow(
      '1 problem to fix.',
    );
    expect(lines()).toEqual([
      {
        mark: 'ok',
        what: 'clinic',
        finding: 'redirect URI to register: http://127.0.0.1:3999/federation/clinic/signin',
      },
      { mark: 'problem', what: 'clinic', finding: expect.stringContaining('127.0.0.1:9') as string },
    ]);
    await addProvider(file(unreachable), options);
    lines();
    await expect(checkProvider('clinic', options)).rejects.toThrow('1 problem to fix.');
    expect(lines().map(({ finding }) => finding)).toContain('defined in the database');
    await removeProvider('clinic', options);
    lines();
    await expect(checkProvider('clinic', options)).rejects.toThrow('There is no identity provider clinic');
    for (const both of [undefined, 'hospital'])
      await expect(
        checkProvider(both, both ? { ...options, file: file(unreachable) } : options),
      ).rejects.toThrow('Name an identity provider, or give --file.');
  });

  it('tests a sign-in as wardkey explain does', async () => {
    const claims = file(JSON.stringify({ sub: 's', oid: 'nobody' }), 'claims.json');
    await testProvider('hospital', claims, options);
    const tested = said;
    said = '';
    await explain({ ...options, provider: 'hospital', claims });
    expect(tested).toBe(said);
    expect(JSON.parse(tested)).toMatchObject({ outcome: 'refuse', reason: 'no_account' });
    said = '';
  });

  it('says where each identity provider is defined', async () => {
    await listProviders(options);
    expect(lines()).toMatchObject([{ scheme: 'hospital', origin: 'file', file: config, usable: true }]);
  });

  it('refuses a scheme that the file uses, and says so', async () => {
    await expect(addProvider(file(provider()), options)).rejects.toThrow(
      /The configuration file defines the identity provider hospital, and takes precedence/,
    );
  });

  it('names every problem of a definition with its path, and shows no secret', async () => {
    const wrong = file(provider({ scheme: 'two words', authority: 'ftp://x', clientSecret: ['s3cret'] }));
    const failure = await addProvider(wrong, options).catch((error: Error) => error.message);
    expect(failure).toMatch(/scheme: .*authority: .*clientSecret: /s);
    expect(failure).not.toContain('s3cret');
  });
});
