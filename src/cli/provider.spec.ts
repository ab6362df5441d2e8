import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { stringify } from 'yaml';
import { provider } from '../../test/support/configuration.js';
import {
  addProvider,
  disableProvider,
  enableProvider,
  listProviders,
  removeProvider,
  showProvider,
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
      externalIdentityProviders: { identityProvider: [provider()] },
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

  it('says why a scheme of the file cannot be used', async () => {
    await expect(addProvider(file(provider()), options)).rejects.toThrow(
      /The configuration file has a provider hospital\. The file wins/,
    );
  });

  it('names every problem of a definition with its path, and no secret', async () => {
    const wrong = file(provider({ scheme: 'two words', authority: 'ftp://x', clientSecret: ['s3cret'] }));
    const failure = await addProvider(wrong, options).catch((error: Error) => error.message);
    expect(failure).toMatch(/scheme: .*authority: .*clientSecret: /s);
    expect(failure).not.toContain('s3cret');
  });
});
