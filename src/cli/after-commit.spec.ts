import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { stringify } from 'yaml';
import { provider } from '../../test/support/configuration.js';
import { openDatabase } from '../../test/support/database.js';
import {
  createAccount,
  deactivateAccount,
  linkAccount,
  setAccountProvider,
  unlinkAccount,
} from './account.js';
import { inviteAccount, setLocalLogin } from './account-credentials.js';
import { addClient, disableClient, enableClient, removeClient } from './client.js';
import { addClientSecret, makeRegistrationToken, removeClientSecret } from './client-secrets.js';
import { addProvider, disableProvider, enableProvider, removeProvider } from './provider.js';
import { revoke } from './revoke.js';

const idp = (scheme: string) =>
  provider({ scheme, authority: `https://idp.${scheme}.test`, trustEmailDomains: [`${scheme}.test`] });
const EMAIL = 'maria@hospital.test';
/** Makes each transaction that writes an audit row fail at its end, and not before. */
const FAILING_COMMIT = [
  'CREATE TABLE never_there (id integer PRIMARY KEY)',
  'CREATE TABLE needs (id integer REFERENCES never_there DEFERRABLE INITIALLY DEFERRED)',
  'CREATE TRIGGER at_commit AFTER INSERT ON audit_event BEGIN INSERT INTO needs VALUES (1); END',
];

describe('a command whose commit fails says nothing of what it would have done', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-after-commit-'));
  const config = join(folder, 'wardkey.yaml');
  const written = (name: string, value: object) => {
    writeFileSync(join(folder, name), stringify(value));
    return join(folder, name);
  };
  let database: DataSource;
  let said = '';
  const only = () => JSON.parse(said) as { id: string; links: Array<{ id: string }> };
  const client = { clientId: 'monitor', grantTypes: ['client_credentials'], scope: 'system/Patient.rs' };
  const app = { ...client, tokenEndpointAuthMethod: 'client_secret_basic' };
  const files = {
    app: written('app.yaml', app),
    off: written('off.yaml', { ...app, clientId: 'off', enabled: false }),
    another: written('another.yaml', { ...app, clientId: 'another' }),
    second: written('second.yaml', idp('second')),
    offProvider: written('off-provider.yaml', { ...idp('off'), enabled: false }),
    third: written('third.yaml', idp('third')),
  };
  const identity = { issuer: 'https://idp.hospital.test', provider: 'hospital' };
  const link = { id: '', account: '' };
  const secret = { id: '' };

  beforeAll(async () => {
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
    jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
    written('wardkey.yaml', {
      dataDirectory: folder,
      localLogin: 'enabled',
      fhirServers: [{ name: 'records', baseUrl: 'https://fhir.test/r4' }],
      externalIdentityProviders: {
        identityProvider: [idp('hospital')],
      },
    });
    await createAccount({ config, name: 'Maria', email: EMAIL });
    link.account = only().id;
    said = '';
    await linkAccount(link.account, { config, ...identity, subject: 'first' });
    link.id = only().links[0]!.id;
    await addClient(files.app, { config });
    await addClient(files.off, { config });
    said = '';
    await addClientSecret('monitor', { config });
    secret.id = only().id;
    await addProvider(files.second, { config });
    await addProvider(files.offProvider, { config });
    database = await openDatabase(`sqlite:${join(folder, 'wardkey.sqlite')}`);
    for (const statement of FAILING_COMMIT) await database.query(statement);
  });
  beforeEach(() => (said = ''));
  afterAll(async () => {
    await database.destroy();
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  it.each<[string, () => Promise<void>]>([
    ['account create', () => createAccount({ config, name: 'James', provider: 'hospital' })],
    ['account set-provider', () => setAccountProvider(EMAIL, 'second', { config })],
    ['account link', () => linkAccount(EMAIL, { config, ...identity, subject: 'second' })],
    ['account unlink', () => unlinkAccount(EMAIL, link.id, { config })],
    ['account deactivate', () => deactivateAccount(EMAIL, { config })],
    ['account invite', () => inviteAccount(EMAIL, { config })],
    ['account local-login', () => setLocalLogin(EMAIL, 'enabled', { config })],
    ['client add', () => addClient(files.another, { config })],
    ['client disable', () => disableClient('monitor', { config })],
    ['client enable', () => enableClient('off', { config })],
    ['client add-secret', () => addClientSecret('monitor', { config })],
    ['client remove-secret', () => removeClientSecret('monitor', secret.id, { config })],
    ['client registration-token', () => makeRegistrationToken({ config, uses: '1', days: '7' })],
    ['client remove', () => removeClient('monitor', { config })],
    ['provider add', () => addProvider(files.third, { config })],
    ['provider disable', () => disableProvider('second', { config })],
    ['provider enable', () => enableProvider('off', { config })],
    ['provider remove', () => removeProvider('second', { config })],
    ['revoke --everything', () => revoke({ config, everything: true })],
    ['revoke --fhir-server', () => revoke({ config, fhirServer: 'records' })],
    ['revoke --client', () => revoke({ config, client: 'monitor' })],
    ['revoke --account', () => revoke({ config, account: EMAIL })],
  ])('%s', async (_command, run) => {
    await expect(run()).rejects.toMatchObject({ code: 'commit_lost' });
    expect(said).toBe('');
  });
});
