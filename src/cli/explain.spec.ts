import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { CredentialStore } from '#src/accounts/credentials/credential.store.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { openDatabase } from '../../test/support/database.js';
import { provider } from '../../test/support/configuration.js';
import { explain, type ExplainOptions } from './explain.js';

const clock = new Clock();

const SYSTEM = 'https://sys.test/staff';
const practitioner = (id: string, value: string) => ({
  resource: { resourceType: 'Practitioner', id, identifier: [{ system: SYSTEM, value }] },
});

describe('wardkey explain', () => {
  let folder: string;
  let fhir: Server;
  let base: string;
  let status = 200;
  const searches: string[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wardkey-explain-'));
    fhir = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url!, 'http://x');
      const sought = searchParams.get('identifier');
      if (sought !== null) searches.push(`${pathname}?${sought}`);
      // Any code in the process may write to the log while a decision is made.
      new Logger('StandIn').warn(`asked for ${pathname}`);
      const staff = pathname.endsWith('/Practitioner') && sought === `${SYSTEM}|S1`;
      const entry = staff ? [practitioner('p1', 'S1')] : [];
      response.writeHead(sought === null ? 404 : status, { 'content-type': 'application/fhir+json' });
      response.end(JSON.stringify({ resourceType: 'Bundle', type: 'searchset', entry }));
    }).listen(0, '127.0.0.1');
    await once(fhir, 'listening');
    base = `http://127.0.0.1:${(fhir.address() as AddressInfo).port}/r4`;
  });
  afterAll(() => {
    fhir.closeAllConnections();
    fhir.close();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    status = 200;
    searches.splice(0);
  });
  afterEach(() => jest.restoreAllMocks());

  const database = () => `sqlite:${join(folder, 'data', 'wardkey.sqlite')}`;

  function write(name: string, content: unknown): string {
    const file = join(folder, name);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  }

  /** Runs the command and returns the one object that it prints. */
  async function run(
    claims: unknown,
    options: Partial<ExplainOptions> = {},
    changes: object = {},
    more = {},
  ) {
    const lookup = {
      searchParameterName: 'identifier',
      searchParameterValueTemplate: `${SYSTEM}|{0}`,
      copySearchParameterValuesFromClaims: ['staff'],
    };
    const config = write('wardkey.yaml', {
      dataDirectory: join(folder, 'data'),
      fhirServers: [{ name: 'records', baseUrl: base, fhirVersion: 'R4' }],
      ...more,
      externalIdentityProviders: {
        identityProvider: [
          provider({ allowAutoProvision: true, fhirUserLookupClaimsMapping: [lookup], ...changes }),
        ],
      },
    });
    let printed = '';
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    });
    await explain({ config, provider: 'hospital', claims: write('claims.json', claims), ...options });
    return JSON.parse(printed) as Record<string, unknown>;
  }

  it('says which account would be made, and which resource was found', async () => {
    const decision = await run({ sub: 'maria', name: 'Maria', staff: 'S1' });
    expect(decision).toEqual({
      outcome: 'provision',
      account: { displayName: 'Maria' },
      fhirUser: { reference: `${base}/Practitioner/p1`, source: 'lookup' },
      reason: null,
      trail: expect.any(Array) as unknown,
    });
    expect(searches.sort()).toEqual([`/r4/Patient?${SYSTEM}|S1`, `/r4/Practitioner?${SYSTEM}|S1`]);
    const trail = decision.trail as Array<{ step: string; finding: string; mark: string; url?: string }>;
    for (const step of trail)
      expect(step).toMatchObject({ step: expect.any(String), finding: expect.any(String) });
    expect(trail.filter(({ url }) => url?.startsWith(`${base}/Practitioner?identifier=`))).toHaveLength(1);
  });

  describe('a sign-in by password', () => {
    const person = { provider: undefined, claims: undefined, password: ' Local@Hospital.test ' };
    const account = async (work: (id: string, database: DataSource) => Promise<unknown>) => {
      const dataSource = await openDatabase(database());
      const [known] = await new AccountStore(dataSource, clock).findByEmailKey('local@hospital.test');
      const { id } =
        known ??
        (await new AccountStore(dataSource, clock).create({
          email: 'local@hospital.test',
          fhirUser: 'Practitioner/local',
        }));
      await work(id, dataSource);
      await dataSource.destroy();
    };

    it('says that there is no such account, or that the account has no password', async () => {
      expect(await run({}, person)).toMatchObject({ outcome: 'refuse', reason: 'unknown_account' });
      await account(async () => {});
      expect(await run({}, person)).toMatchObject({ outcome: 'refuse', reason: 'no_password' });
    });

    it('says what stops a person who knows the password, and that a break-glass account is not stopped', async () => {
      await account((id, dataSource) =>
        new CredentialStore(dataSource, clock).setPassword(id, 'a hash that nobody tries'),
      );
      expect((await run({}, person, {}, { localLogin: 'disabled' })).reason).toBe('local_login_disabled');
      const emergency = { localLogin: 'disabled', breakGlassAccounts: ['local@hospital.test'] };
      const above = await run({}, person, {}, emergency);
      expect(above.trail).toContainEqual(expect.objectContaining({ step: 'local.breakGlass' }));
      // The resource of the account is checked as in a sign-in. The FHIR server does not have it.
      expect(above).toMatchObject({ outcome: 'refuse', reason: 'fhir_user_gone' });
      expect((await run({}, { ...person, fhirServer: 'records' })).reason).toBe('fhir_user_gone');
    });

    it('cannot be combined with --provider and --claims', async () => {
      for (const mixed of [{ password: 'a@b.test' }, { provider: undefined }, { claims: undefined }])
        await expect(run({}, mixed)).rejects.toThrow('Give --provider and --claims');
    });
  });

  it('says which account the person has', async () => {
    const dataSource = await openDatabase(database());
    const identity = { issuer: 'https://idp.hospital.test', subject: 'james', scheme: 'hospital' };
    const { account } = await new AccountStore(dataSource, clock).provision(identity, {
      displayName: 'James',
    });
    await dataSource.destroy();
    expect(await run({ sub: 'james', staff: 'S1' })).toMatchObject({
      outcome: 'signIn',
      account: { id: account.id, displayName: 'James' },
    });
  });

  it('accepts the other spelling of an issuer, as a sign-in does', async () => {
    const alias = { issuerAliases: ['idp.hospital.test'] };
    const claims = { iss: 'idp.hospital.test', sub: 'james', staff: 'S1' };
    expect(await run(claims, {}, alias)).toMatchObject({ outcome: 'signIn' });
  });

  it('accepts one directory of many, with or without iss among the claims', async () => {
    const many = { issuer: 'https://idp.hospital.test/{tenantid}/v2.0', tenants: ['t1'] };
    const claims = { tid: 't1', sub: 'new', staff: 'S1' };
    const named = { ...claims, iss: 'https://idp.hospital.test/t1/v2.0' };
    for (const one of [claims, named])
      expect(await run(one, {}, many)).toMatchObject({ outcome: 'provision' });
    await expect(run({ ...claims, tid: 't2' }, {}, many)).rejects.toThrow('accepts only');
  });

  it.each<[string, Record<string, unknown>, object, string]>([
    ['no resource matches', { staff: 'S9' }, {}, 'no_fhir_user'],
    ['the claim for the search is missing', {}, {}, 'no_fhir_user'],
    ['accounts are not made automatically', { staff: 'S1' }, { allowAutoProvision: false }, 'no_account'],
    ['the group is missing', { groups: [] }, { autoProvisionFromSecurityGroup: ['nurses'] }, 'not_in_group'],
  ])('says why a sign-in is refused: %s', async (_why, claims, changes, reason) => {
    const decision = await run({ sub: 'new', ...claims }, {}, changes);
    expect(decision).toEqual({
      outcome: 'refuse',
      account: null,
      fhirUser: null,
      reason,
      trail: expect.arrayContaining([expect.objectContaining({ mark: 'refused' })]) as unknown,
    });
  });

  it('says that the person has not connected the account yet', async () => {
    const changes = { linking: 'oneTimeCode', allowAutoProvision: false };
    const mail = { from: 'sign-in@hospital.test', host: '127.0.0.1', tls: 'none' };
    expect(await run({ sub: 'new', staff: 'S1' }, {}, changes, { mail })).toMatchObject({
      reason: 'not_activated',
      trail: expect.arrayContaining([expect.objectContaining({ step: 'account.activation' })]) as unknown,
    });
  });

  it('says that the FHIR server does not answer', async () => {
    status = 503;
    expect(await run({ sub: 'new', staff: 'S1' })).toMatchObject({
      reason: 'fhir_server_unavailable',
      fhirUser: null,
    });
  });

  it('writes nothing to the account tables', async () => {
    const count = async () => {
      const dataSource = await openDatabase(database());
      const tables = ['account', 'federated_identity', 'account_claim', 'account_fhir_user', 'audit_event'];
      const rows = await Promise.all(
        tables.map((table) => dataSource.query(`SELECT count(*) AS n FROM ${table}`)),
      );
      await dataSource.destroy();
      return rows;
    };
    const before = await count();
    const claims = { sub: 'maria', name: 'Maria', email: 'm@x.test', email_verified: true, staff: 'S1' };
    expect(await run(claims)).toMatchObject({ outcome: 'provision' });
    expect(await run({ ...claims, sub: 'james' })).toMatchObject({ outcome: 'signIn' });
    expect(await count()).toEqual(before);
  });

  it.each<[string, Partial<ExplainOptions>, unknown, string]>([
    [
      'an unknown identity provider',
      { provider: 'other' },
      { sub: 'x' },
      'There is no identity provider other. There are: hospital.',
    ],
    [
      'an unknown FHIR server',
      { fhirServer: 'other' },
      { sub: 'x' },
      'There is no FHIR server other. Configured: records.',
    ],
    ['claims without sub', {}, {}, 'sub is missing'],
    [
      'claims of another issuer',
      {},
      { sub: 'x', iss: 'https://evil.test' },
      'iss is "https://evil.test", but a sign-in at this identity provider accepts only: https://idp.hospital.test',
    ],
    ['claims that are a list', {}, [], 'must be one JSON object'],
    ['claims that are not JSON', {}, 'not json', 'cannot be used'],
    [
      'a file that does not exist',
      { claims: '/nowhere/claims.json' },
      {},
      '/nowhere/claims.json cannot be used',
    ],
  ])('refuses %s in one sentence', async (_what, options, claims, message) => {
    await expect(run(claims, options)).rejects.toThrow(message);
  });
});
