import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { Settings } from '#src/config/settings/settings.js';
import { COMMAND_LINE } from '#src/roles/policy.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import { IdentityProviderAdministration } from '#src/administration/identity-provider-administration.js';
import { proves } from '../support/proves.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';
import { type Hospital, startHospital, withoutGroupCommit } from '../support/hospital.js';
import { CommandLineModule } from '../../src/command-line.module.js';
import { newBrowser, SmartApp } from '../support/smart-app.js';

/** Wardkey without an identity provider in its file. A second process on the same database manages them. */
describe('identity providers in the database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-providers-'));
  let hospital: Hospital;
  let other: INestApplicationContext;
  let managed: IdentityProviderAdministration;
  let north: ScriptedProvider;
  let south: ScriptedProvider;

  const person = (sub: string) => ({ idToken: { sub, name: sub, 'extn.fhirUser': 'Practitioner/none' } });
  const entry = (provider: ScriptedProvider, changes: object = {}): Record<string, unknown> => ({
    scheme: 'clinic',
    displayName: 'Clinic account',
    authority: provider.origin,
    clientId: 'wardkey',
    clientSecret: 'a-secret-that-nobody-reads',
    accountMatch: ['sub'],
    ...changes,
  });
  const start = () => newBrowser().get(new SmartApp(hospital).authorizationUrl());
  const events = async (event: string) =>
    hospital.app
      .get(DataSource)
      .getRepository(AuditEvent)
      .findBy({ event: event as never });
  const put = (tree: Record<string, unknown>, replace = false) =>
    managed.put(tree, COMMAND_LINE, { replace });
  const remove = async () => {
    for (const found of await other.get(IdentityProviderDefinitions).all())
      if (found.origin === 'database') await managed.remove(found.scheme, COMMAND_LINE);
  };

  beforeAll(async () => {
    [north, south] = [
      await startScriptedProvider(person('of-north')),
      await startScriptedProvider(person('of-south')),
    ];
    hospital = await startHospital({
      override: withoutGroupCommit,
      configure: (configuration) => {
        configuration.dataDirectory = folder;
        Object.assign(configuration.externalIdentityProviders.identityProvider[0], {
          scheme: 'Main',
          enabled: false,
          accountMatch: ['oid'],
        });
      },
    });
    other = await NestFactory.createApplicationContext(
      CommandLineModule.forRoot(hospital.app.get(Settings), hospital.app.get(Clock)),
      { logger: false },
    );
    managed = other.get(IdentityProviderAdministration);
  });
  afterEach(remove);
  afterAll(async () => {
    await other.close();
    await hospital.close();
    await north.close();
    await south.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('an identity provider that is added can be used at the next login, without a restart', async () => {
    expect((await start()).text).not.toContain('Clinic account');
    await put(entry(north));
    const page = await start();
    expect(page.text).toContain('not been given access');
    expect(north.authorizationRequests.at(-1)!.get('client_id')).toBe('wardkey');
  });

  it('an identity provider that is changed uses nothing that was read from its predecessor, keys included', async () => {
    await put(entry(north));
    expect((await start()).text).toContain('not been given access');
    const seen = north.tokenRequests.length;
    await put(entry(south, { clientId: 'wardkey-at-south' }), true);
    expect((await start()).text).toContain('not been given access');
    expect(south.authorizationRequests.at(-1)!.get('client_id')).toBe('wardkey-at-south');
    expect(south.tokenRequests.length).toBe(1);
    expect(north.tokenRequests.length).toBe(seen);
  });

  it.each(['disabled', 'removed'])(
    'an identity provider that is %s stops a login that is under way',
    async (how) => {
      proves('TM-06');
      await put(entry(north));
      const browser = newBrowser();
      let answer: URL | undefined;
      await browser.get(new SmartApp(hospital).authorizationUrl(), {
        stopAt: (url) => {
          if (!url.pathname.endsWith('/signin')) return false;
          answer = url;
          return true;
        },
      });
      if (how === 'disabled') await managed.setEnabled('clinic', false, COMMAND_LINE);
      else await managed.remove('clinic', COMMAND_LINE);
      const redeemed = north.tokenRequests.length;
      const page = await browser.get(answer!);
      expect(page.status).toBe(400);
      expect(page.text).toContain('no longer active');
      expect(north.tokenRequests.length).toBe(redeemed);
    },
  );

  it('a scheme of the file cannot be used, in any case, also when it is disabled there', async () => {
    for (const scheme of ['Main', 'main', 'MAIN']) {
      await expect(put(entry(north, { scheme }))).rejects.toMatchObject({
        code: 'provider_in_file',
        message: expect.stringContaining('takes precedence'),
      });
      await expect(managed.setEnabled(scheme, true, COMMAND_LINE)).rejects.toMatchObject({
        code: 'provider_in_file',
      });
      await expect(managed.remove(scheme, COMMAND_LINE)).rejects.toMatchObject({ code: 'provider_in_file' });
    }
  });

  it('an issuer of the file cannot be used, with any scheme and any keys', async () => {
    proves('TM-05');
    const { issuer } = hospital.identityProvider;
    const forged = entry(north, { authority: north.origin, issuer, jwksUri: `${north.origin}/keys` });
    for (const tree of [forged, entry(north, { authority: issuer })])
      await expect(put(tree)).rejects.toMatchObject({ code: 'issuer_in_file' });
    await put(entry(north));
    await hospital.app
      .get(DataSource)
      .query(
        `UPDATE identity_provider SET definition = '${JSON.stringify({ ...forged, clientSecret: undefined })}'`,
      );
    expect(await hospital.app.get(IdentityProviderDefinitions).all()).toContainEqual({
      scheme: 'clinic',
      origin: 'database',
      version: 1,
      enabled: true,
      problem: expect.stringContaining('it has the same issuer as Main'),
    });
  });

  it('a row with a scheme of the file is ignored', async () => {
    await put(entry(north));
    await hospital.app.get(DataSource).query(`UPDATE identity_provider SET scheme_key = 'main'`);
    const entries = await hospital.app.get(IdentityProviderDefinitions).all();
    expect(entries).toMatchObject([
      { scheme: 'Main', origin: 'file', settings: {} },
      { scheme: 'main', origin: 'database', problem: expect.stringContaining('takes precedence') },
    ]);
    await managed.remove('main', COMMAND_LINE);
  });

  it('one scheme can be added once, and only an existing one can be changed', async () => {
    const outcomes = await Promise.allSettled([put(entry(north)), put(entry(south, { scheme: 'CLINIC' }))]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(put(entry(north, { scheme: 'absent' }), true)).rejects.toMatchObject({
      code: 'unknown_provider',
    });
    await expect(managed.setEnabled('absent', true, COMMAND_LINE)).rejects.toMatchObject({
      code: 'unknown_provider',
    });
    await expect(managed.remove('absent', COMMAND_LINE)).rejects.toMatchObject({ code: 'unknown_provider' });
  });

  it.each([
    ['a missing setting', { clientId: undefined }, 'clientId'],
    ['an unknown setting', { clientIdd: 'x' }, 'clientIdd'],
    ['a symmetric algorithm', { idTokenSigningAlgorithms: ['HS256'] }, 'idTokenSigningAlgorithms'],
    [
      'a rule over several settings',
      {
        fhirUserLookupClaimsMapping: [
          { searchParameterName: 'name:missing', copySearchParameterValuesFromClaims: ['a'] },
        ],
      },
      'fhirUserLookupClaimsMapping[0].searchParameterName',
    ],
    ['a path of this server as redirect URI', { callbackPath: '/api/v1/accounts' }, 'callbackPath'],
  ])('is refused by the rules of the file: %s', async (_what, changes, path) => {
    const tree = JSON.parse(JSON.stringify(entry(north, changes))) as Record<string, unknown>;
    await expect(put(tree)).rejects.toMatchObject({
      code: 'configuration_invalid',
      problems: [expect.objectContaining({ path })],
    });
  });

  it('two identity providers never share a redirect URI', async () => {
    proves('TM-01');
    await put(entry(north, { callbackPath: '/process_sso' }));
    await expect(put(entry(south, { scheme: 'south', callbackPath: '/process_sso' }))).rejects.toMatchObject({
      problems: [expect.objectContaining({ path: 'callbackPath' })],
    });
  });

  it('a redirect URI with its own path leads to an identity provider of the database', async () => {
    await put(entry(north, { callbackPath: '/process_sso' }));
    expect((await start()).text).toContain('not been given access');
    expect(north.tokenRequests.at(-1)!.form.get('redirect_uri')).toBe(`${hospital.issuer}/process_sso`);
  });

  it('a broken row is ignored and reported once, and the other identity providers work', async () => {
    proves('FI-47');
    await put(entry(north));
    await put(entry(south, { scheme: 'south', displayName: 'South account' }));
    const before = (await events('provider.unusable')).length;
    await hospital.app
      .get(DataSource)
      .query(`UPDATE identity_provider SET definition = '{"scheme":"clinic"' WHERE scheme_key = 'clinic'`);
    const page = await start();
    expect(page.text).toContain('not been given access');
    expect(south.tokenRequests.length).toBeGreaterThan(0);
    await start();
    expect(await other.get(IdentityProviderDefinitions).all()).toContainEqual({
      scheme: 'clinic',
      origin: 'database',
      version: 1,
      enabled: true,
      problem: expect.stringContaining('JSON'),
    });
    const told = (await events('provider.unusable')).slice(before);
    expect(told).toMatchObject([{ scheme: 'clinic', outcome: 'failed' }]);
  });

  it('a secret that is moved to another identity provider’s row cannot be opened there', async () => {
    await put(entry(north));
    await put(entry(south, { scheme: 'south' }));
    await hospital.app
      .get(DataSource)
      .query(
        `UPDATE identity_provider SET sealed_secrets = (SELECT sealed_secrets FROM identity_provider WHERE scheme_key = 'clinic') WHERE scheme_key = 'south'`,
      );
    const south2 = (await other.get(IdentityProviderDefinitions).all()).find(
      ({ scheme }) => scheme === 'south',
    );
    expect(south2).toHaveProperty('problem');
  });

  it('the database contains no readable secret, and a reference in a row is never resolved', async () => {
    proves('TM-48');
    await put(entry(north));
    const rows = await hospital.app.get(DataSource).query('SELECT * FROM identity_provider');
    expect(JSON.stringify(rows)).not.toContain('a-secret-that-nobody-reads');
    await put(entry(north, { displayName: '${file:/etc/hostname}' }), true);
    const [found] = await hospital.app.get(IdentityProviders).all();
    expect(found!.displayName).toBe('${file:/etc/hostname}');
    expect(found!.clientSecret).toBe('a-secret-that-nobody-reads');
  });

  it('every change leaves an audit row', async () => {
    const names = ['added', 'changed', 'disabled', 'enabled', 'removed'].map((what) => `provider.${what}`);
    const count = async () => Promise.all(names.map(async (name) => (await events(name)).length));
    const before = await count();
    await put(entry(north));
    await put(entry(north), true);
    await managed.setEnabled('clinic', false, COMMAND_LINE);
    await managed.setEnabled('clinic', true, COMMAND_LINE);
    await managed.remove('clinic', COMMAND_LINE);
    expect(await count()).toEqual(before.map((number) => number + 1));
  });
});

it('with databaseProviders: false the rows of the database are ignored, and new ones are refused', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-providers-'));
  const hospital = await startHospital({
    configure: (configuration) => {
      configuration.dataDirectory = folder;
      configuration.externalIdentityProviders.databaseProviders = false;
    },
  });
  try {
    await expect(
      hospital.app.get(IdentityProviderAdministration, { strict: false }).put({}, COMMAND_LINE),
    ).rejects.toMatchObject({
      code: 'database_providers_off',
    });
    await hospital.app
      .get(DataSource)
      .query(
        `INSERT INTO identity_provider (scheme_key, definition, sealed_secrets, enabled, version, created_at, updated_at) VALUES ('x', '{}', '', 1, 1, 1, 1)`,
      );
    expect(await hospital.app.get(IdentityProviderDefinitions).all()).toMatchObject([
      { origin: 'file' },
      { origin: 'database', problem: expect.stringContaining('off') },
    ]);
  } finally {
    await hospital.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
