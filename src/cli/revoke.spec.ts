import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { stringify } from 'yaml';
import { Clock } from '#src/clock/clock.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { RelyingPartySessionStore } from '#src/access/relying-party-session.store.js';
import { EpochStore } from '#src/access/epoch.store.js';
import { openDatabase } from '../../test/support/database.js';
import { proves } from '../../test/support/proves.js';
import { createAccount } from './account.js';
import { revoke, type RevokeOptions } from './revoke.js';

const clock = new Clock();

describe('wardkey revoke', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-revoke-'));
  const config = join(folder, 'wardkey.yaml');
  let said = '';
  const run = async (options: RevokeOptions) => {
    said = '';
    await revoke({ config, ...options });
    return JSON.parse(said) as Record<string, unknown>;
  };
  const database = () => openDatabase(`sqlite:${join(folder, 'wardkey.sqlite')}`);

  beforeAll(() => {
    writeFileSync(
      config,
      stringify({
        issuer: 'http://127.0.0.1:20999',
        dataDirectory: folder,
        fhirServers: [{ name: 'records', baseUrl: 'https://fhir.test/r4' }],
        clients: [{ clientId: 'chart', redirectUris: ['https://chart.test/back'] }],
      }),
    );
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      said += String(text);
      return true;
    });
  });
  afterAll(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true });
  });

  it.each<[RevokeOptions, object, [string, string[]], string]>([
    [{ client: 'chart' }, { level: 'client', clientId: 'chart' }, ['chart', []], 'client'],
    [
      { fhirServer: 'records' },
      { level: 'fhirServer', fhirServer: 'records' },
      ['', ['records']],
      'fhirServer',
    ],
    [{ everything: true }, { level: 'everything' }, ['', []], 'everything'],
  ])(
    'the answer, the epoch and the audit table say that access was ended by %j',
    async (options, answer, of, reason) => {
      proves('TM-34');
      const dataSource = await database();
      const epochs = new EpochStore(dataSource);
      const before = await epochs.ofAccess(...of);
      const { endedAt, ...rest } = await run(options);
      expect(rest).toEqual(answer);
      expect(Date.parse(endedAt as string)).toBeGreaterThan(0);
      const after = await epochs.ofAccess(...of);
      const rows = await dataSource.query('SELECT event, outcome, reason FROM audit_event');
      await dataSource.destroy();
      expect(after).not.toEqual(before);
      expect(rows).toContainEqual({ event: 'access.ended', outcome: 'success', reason });
    },
  );

  it('clients with a logout address are told which of their people are signed out', async () => {
    proves('TM-34');
    const dataSource = await database();
    const sessions = new RelyingPartySessionStore(dataSource, clock);
    await createAccount({ config, name: 'James', email: 'james@hospital.test' });
    const { accountId } = await run({ account: 'james@hospital.test' });
    const signIn = (sid: string, clientId: string, whose = 'somebody') =>
      sessions.begin({ sid, clientId, accountId: whose, sessionUid: sid });
    const told = async () => {
      const sids = [];
      for (let one = await sessions.claim(60); one; one = await sessions.claim(60)) sids.push(one.sid);
      return sids.sort();
    };
    await signIn('a', 'chart');
    await signIn('b', 'portal');
    await signIn('c', 'portal', accountId as string);
    await run({ fhirServer: 'records' });
    expect(await told()).toEqual([]);
    await run({ client: 'chart' });
    expect(await told()).toEqual(['a']);
    await run({ account: 'james@hospital.test' });
    expect(await told()).toEqual(['c']);
    await run({ everything: true });
    expect(await told()).toEqual(['b']);
    await dataSource.destroy();
  });

  it('--account ends all access of the account', async () => {
    proves('TM-34');
    await createAccount({ config, name: 'Maria', email: 'maria@hospital.test' });
    const { level, accountId } = await run({ account: 'maria@hospital.test' });
    const dataSource = await database();
    const account = await new AccountStore(dataSource, clock).findById(accountId as string);
    await dataSource.destroy();
    expect([level, account!.epoch]).toEqual(['account', 1]);
  });

  it.each<[string, RevokeOptions, RegExp]>([
    ['nothing', {}, /Give exactly one of --everything/],
    ['two options at once', { everything: true, client: 'chart' }, /Give exactly one of --everything/],
    ['an unknown client', { client: 'nobody' }, /There is no client nobody/],
    ['an unknown FHIR server', { fhirServer: 'nowhere' }, /There is no FHIR server nowhere/],
    ['an unknown account', { account: 'nobody' }, /There is no account nobody/],
  ])('refuses %s, and says what to do', async (_what, options, message) => {
    await expect(run(options)).rejects.toThrow(message);
  });
});
