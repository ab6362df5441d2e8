import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { exportJWK, generateKeyPair } from 'jose';
import { stringify } from 'yaml';
import { Clock } from '#src/clock/clock.js';
import { ClientRefusalStore } from '#src/clients/client-refusal.store.js';
import { openDatabase } from '../../test/support/database.js';
import {
  addClient,
  approveClient,
  disableClient,
  enableClient,
  exportClient,
  listClients,
  removeClient,
  showClient,
} from './client.js';
import { previewClient } from './client-preview.js';
import { listRefusals } from './client-refusals.js';
import { addClientSecret, makeRegistrationToken, removeClientSecret } from './client-secrets.js';

const clock = new Clock();

describe('wardkey client', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-client-'));
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
  const file = (content: object) => {
    const path = join(folder, 'client.yaml');
    writeFileSync(path, stringify(content));
    return path;
  };
  const service = {
    client_id: 'service',
    client_name: 'Service',
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: ['client_credentials'],
    scope: 'system/Patient.rs',
  };

  beforeAll(() => {
    writeFileSync(
      config,
      stringify({
        issuer: 'http://127.0.0.1:3999',
        dataDirectory: folder,
        fhirServers: [{ name: 'records', baseUrl: 'http://127.0.0.1:3998/fhir' }],
        clients: [{ clientId: 'of-the-file', redirectUris: ['https://app.test/cb'] }],
      }),
    );
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
  });
  beforeEach(() => (said = ''));
  afterAll(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });

  it('adds, lists, shows, changes secrets, replaces, disables, enables and removes', async () => {
    await addClient(file(service), options);
    const [added] = lines();
    expect(added).toMatchObject({ clientId: 'service', origin: 'administrator', status: 'enabled' });
    expect(added!.clientSecret).toMatch(/^[A-Za-z0-9_-]{43}$/);

    await listClients(options);
    expect(lines()).toMatchObject([
      { clientId: 'of-the-file', origin: 'file', file: config, usable: true },
      { clientId: 'service', origin: 'administrator', usable: true },
    ]);

    await addClientSecret('service', { ...options, days: '30' });
    const [second] = lines();
    await showClient('service', options);
    expect(said).not.toContain(added!.clientSecret);
    expect(said).not.toContain(second!.clientSecret);
    const [shown] = lines();
    const secrets = shown!.secrets as Array<{ id: string }>;
    expect(secrets).toHaveLength(2);
    expect(secrets).toContainEqual(
      expect.objectContaining({ id: second!.id, expiresAt: second!.expiresAt, expired: false }),
    );
    await removeClientSecret('service', secrets.find(({ id }) => id !== second!.id)!.id, options);
    expect(lines()).toMatchObject([{ removed: true }]);

    await addClient(file({ ...service, client_name: 'Renamed' }), { ...options, replace: true });
    const [replaced] = lines();
    expect(replaced).toMatchObject({ clientName: 'Renamed' });
    expect(replaced!.clientSecret).toBeUndefined();
    await disableClient('service', options);
    expect(lines()).toMatchObject([{ status: 'disabled' }]);
    await enableClient('service', options);
    expect(lines()).toMatchObject([{ status: 'enabled' }]);
    await removeClient('service', options);
    expect(lines()).toEqual([{ clientId: 'service', removed: true }]);
  });

  it('smart_2.2@306 warns that inline keys cannot change without a new registration', async () => {
    const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const { publicKey } = await generateKeyPair('ES384');
    const backend = { ...service, token_endpoint_auth_method: 'private_key_jwt' };
    const inline = { keys: [{ ...(await exportJWK(publicKey)), kid: 'one' }] };
    await addClient(file({ ...backend, client_id: 'by-keys', jwks: inline }), options);
    expect(written).toHaveBeenCalledWith(expect.stringMatching(/jwks: .* report every change/));
    written.mockClear();
    await addClient(
      file({ ...backend, client_id: 'by-address', jwks_uri: 'https://app.test/keys' }),
      options,
    );
    expect(written).not.toHaveBeenCalled();
  });

  it('refuses a command that cannot be carried out, and says why', async () => {
    await expect(showClient('nobody', options)).rejects.toThrow('There is no client nobody');
    await expect(disableClient('of-the-file', options)).rejects.toThrow('takes precedence');
    await expect(approveClient('nobody', options)).rejects.toThrow('There is no client nobody');
    const app = { clientId: 'public', redirectUris: ['https://app.test/cb'] };
    await addClient(file(app), options);
    await expect(addClientSecret('public', options)).rejects.toThrow('does not authenticate with a secret');
    await expect(approveClient('public', options)).rejects.toThrow('does not wait for approval');
    await expect(addClient(file(app), options)).rejects.toThrow('The id public belongs to a client');
    await expect(addClient(file({ clientId: 'x y', grantTypes: ['password'] }), options)).rejects.toThrow(
      /clientId: .*grantTypes: /s,
    );
    for (const days of ['0', '-1', 'x', '1.5', '99999'])
      await expect(addClientSecret('public', { ...options, days })).rejects.toThrow('--days');
  });

  it('shows why a client was refused, the latest refusal first, and finds a refusal by its reference', async () => {
    const url = `sqlite:${join(folder, 'wardkey.sqlite')}`;
    await listRefusals('of-the-file', options);
    expect(lines()).toEqual([]);
    const database = await openDatabase(url);
    const refusals = [
      { reference: 'AAAA-2222', occurredAt: Date.now() - 1000, reason: 'unknown' },
      { reference: 'BBBB-3333', occurredAt: Date.now(), reason: 'code_verifier' },
    ].map((one) => ({
      ...one,
      clientId: 'of-the-file',
      endpoint: '/token',
      error: 'invalid_grant',
      detail: 'in words',
    }));
    await new ClientRefusalStore(database, clock).keep('of-the-file', refusals);
    await database.destroy();

    await listRefusals('of-the-file', options);
    const [latest, first] = lines();
    expect(latest).toEqual({
      clientId: 'of-the-file',
      at: new Date(refusals[1]!.occurredAt).toISOString(),
      reference: 'BBBB-3333',
      endpoint: '/token',
      error: 'invalid_grant',
      reason: 'code_verifier',
      detail: 'in words',
    });
    expect(first).toMatchObject({ reason: 'unknown' });
    await listRefusals(undefined, { ...options, reference: 'aaaa-2222' });
    expect(lines()).toMatchObject([{ reference: 'AAAA-2222', reason: 'unknown' }]);

    await expect(listRefusals(undefined, { ...options, reference: 'CCCC-4444' })).rejects.toThrow(
      'There is no refusal CCCC-4444',
    );
    await expect(listRefusals('nobody', options)).rejects.toThrow('There is no client nobody');
    await expect(listRefusals(undefined, options)).rejects.toThrow('either a client or a reference');
  });

  it('exports a client as it can be added elsewhere', async () => {
    await addClient(file({ ...service, client_id: 'moved', enabled: false }), options);
    const [{ clientSecret }] = lines() as [{ clientSecret: string }];
    await exportClient('moved', options);
    const [entry] = lines();
    expect(entry).toEqual({
      clientId: 'moved',
      enabled: false,
      clientName: 'Service',
      tokenEndpointAuthMethod: 'client_secret_basic',
      grantTypes: ['client_credentials'],
      scope: 'system/Patient.rs',
    });
    expect(JSON.stringify(entry)).not.toContain(clientSecret);
    await addClient(file({ ...entry, clientId: 'elsewhere' }), options);
    expect(lines()).toMatchObject([{ clientId: 'elsewhere', status: 'disabled' }]);
    await exportClient('of-the-file', options);
    expect(lines()).toMatchObject([{ clientId: 'of-the-file', redirectUris: ['https://app.test/cb'] }]);
    await expect(exportClient('nobody', options)).rejects.toThrow('There is no client nobody');
  });

  it('previews the tokens that a client would get', async () => {
    await addClient(file({ ...service, client_id: 'previewed' }), options);
    lines();
    const question = { ...options, scope: 'system/Patient.rs' };
    await previewClient('previewed', { ...question, fhirServer: 'records' });
    expect(lines()).toMatchObject([
      { clientStatus: 'enabled', accessToken: { sub: 'previewed', scope: 'system/Patient.rs' } },
    ]);
    await previewClient('of-the-file', question);
    expect(lines()).toMatchObject([{ refused: { error: 'unauthorized_client' } }]);
    await expect(previewClient('nobody', question)).rejects.toThrow('There is no client nobody');
    await expect(previewClient('previewed', { ...question, account: 'none' })).rejects.toThrow('no account');
    await expect(previewClient('previewed', { ...question, provider: 'x' })).rejects.toThrow('--claims');
    await expect(previewClient('previewed', { ...question, fhirServer: 'x' })).rejects.toThrow(
      'there is no FHIR server x; there are: records',
    );
  });

  it('does not show the secrets of a client of the file', async () => {
    await showClient('of-the-file', options);
    expect(lines()).toMatchObject([{ origin: 'file', secrets: [], settings: { clientId: 'of-the-file' } }]);
  });

  it('shows an initial access token once, and keeps only its hash', async () => {
    await makeRegistrationToken({ ...options, uses: '3', days: '2' });
    const [made] = lines();
    expect(made).toMatchObject({ uses: 3, initialAccessToken: expect.stringMatching(/^[\w-]{43}$/) });
    const database = await openDatabase(`sqlite:${join(folder, 'wardkey.sqlite')}`);
    const rows = JSON.stringify(await database.query('SELECT * FROM client_registration_token'));
    await database.destroy();
    expect(rows).toContain('"uses_left":3');
    expect(rows).not.toContain(made!.initialAccessToken);
    for (const uses of ['0', '1001', 'many'])
      await expect(makeRegistrationToken({ ...options, uses, days: '2' })).rejects.toThrow('--uses');
  });
});
