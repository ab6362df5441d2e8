import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { ClientAdministration } from '#src/administration/client-administration.js';
import { Settings } from '#src/config/settings/settings.js';
import { COMMAND_LINE } from '#src/roles/policy.js';
import { CommandLineModule } from '../../src/command-line.module.js';
import {
  CALLBACK,
  type Hospital,
  RESOURCE_SERVER,
  startHospital,
  withoutGroupCommit,
} from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

/** A server, and a second process on the same database that manages its clients. */
describe('clients in the database', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wardkey-clients-'));
  let hospital: Hospital;
  let other: INestApplicationContext;
  let managed: ClientAdministration;
  let count = 0;

  const newId = () => `app-${(count += 1)}`;
  const web = (changes: object = {}) => ({
    clientId: newId(),
    clientName: 'Web app',
    tokenEndpointAuthMethod: 'client_secret_basic',
    redirectUris: [CALLBACK],
    ...changes,
  });
  const service = (changes: object = {}) => ({
    clientId: newId(),
    tokenEndpointAuthMethod: 'client_secret_basic',
    grantTypes: ['client_credentials'],
    scope: 'system/Patient.rs',
    ...changes,
  });
  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  });
  const ask = (id: string, secret: string) =>
    new SmartApp(hospital).post(
      '/token',
      { grant_type: 'client_credentials', scope: 'system/Patient.rs' },
      basic(id, secret),
    );
  const introspect = async (token: string) =>
    (
      await new SmartApp(hospital).post(
        '/introspect',
        { token },
        basic(RESOURCE_SERVER.client_id, RESOURCE_SERVER.client_secret),
      )
    ).body;
  const query = (sql: string) => hospital.app.get(DataSource).query(sql);

  beforeAll(async () => {
    hospital = await startHospital({
      configure: (configuration) => (configuration.dataDirectory = folder),
      override: withoutGroupCommit,
    });
    other = await NestFactory.createApplicationContext(
      CommandLineModule.forRoot(hospital.app.get(Settings), hospital.app.get(Clock)),
      { logger: false },
    );
    managed = other.get(ClientAdministration);
  });
  afterAll(async () => {
    await other.close();
    await hospital.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('a client that is added signs people in at the next request, without a restart', async () => {
    const app = { clientId: newId(), clientName: 'Public app', redirectUris: [CALLBACK] };
    expect((await newBrowser().get(new SmartApp(hospital, app.clientId).authorizationUrl())).status).toBe(
      400,
    );
    expect((await managed.put(app, COMMAND_LINE)).newSecret).toBeUndefined();
    const { tokens } = await getTokens(
      hospital,
      { username: 'maria.lindqvist' },
      { app: new SmartApp(hospital, app.clientId) },
    );
    expect(tokens.patient).toEqual(expect.any(String));
    expect(await introspect(tokens.access_token)).toMatchObject({ active: true, client_id: app.clientId });
  });

  it('a client that needs a secret gets one, which is shown once and cannot be read from the database', async () => {
    proves('TM-50');
    const app = service();
    const { newSecret } = await managed.put(app, COMMAND_LINE);
    expect(newSecret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect((await ask(app.clientId, newSecret!)).status).toBe(200);
    const given = service({ clientSecret: 'a-secret-it-had-elsewhere' });
    expect((await managed.put(given, COMMAND_LINE)).newSecret).toBeUndefined();
    expect((await ask(given.clientId, 'a-secret-it-had-elsewhere')).status).toBe(200);
    const rows = JSON.stringify([
      await query('SELECT * FROM client'),
      await query('SELECT * FROM client_secret'),
    ]);
    expect(rows).toContain(app.clientId);
    for (const secret of [newSecret!, 'a-secret-it-had-elsewhere']) expect(rows).not.toContain(secret);
  });

  it('a client changes to a new secret while the old one still works', async () => {
    const app = service();
    const { newSecret: old } = await managed.put(app, COMMAND_LINE);
    const added = await managed.addSecret(app.clientId, COMMAND_LINE);
    for (const secret of [old!, added.secret]) expect((await ask(app.clientId, secret)).status).toBe(200);
    const entry = await hospital.app.get(ClientDefinitions).definition(app.clientId);
    const [first] = entry!.secrets.filter(({ id }) => id !== added.id);
    await managed.removeSecret(app.clientId, first!.id!, COMMAND_LINE);
    expect((await ask(app.clientId, old!)).body.error).toBe('invalid_client');
    expect((await ask(app.clientId, added.secret)).status).toBe(200);
    const twice = [added.id, added.id].map((id) => managed.removeSecret(app.clientId, id, COMMAND_LINE));
    const [ends, late] = (await Promise.allSettled(twice)).map(({ status }) => status).sort();
    expect([ends, late]).toEqual(['fulfilled', 'rejected']);
    await expect(managed.removeSecret(app.clientId, 'none', COMMAND_LINE)).rejects.toMatchObject({
      code: 'unknown_secret',
    });
  });

  it('an expired secret of the database is refused like a wrong one', async () => {
    proves('BI-108');
    const app = service();
    await managed.put(app, COMMAND_LINE);
    const { secret } = await managed.addSecret(app.clientId, COMMAND_LINE, Math.floor(Date.now() / 1000) - 1);
    const told = async (shown: string) =>
      JSON.stringify((await ask(app.clientId, shown)).body).replace(/reference [\dA-Z-]{9}/, 'reference');
    expect(await told(secret)).toBe(await told('wrong'));
  });

  it('a client that is changed follows its new definition, and keeps its secret', async () => {
    const app = service();
    const { newSecret } = await managed.put(app, COMMAND_LINE);
    await managed.put({ ...app, scope: 'system/Observation.rs' }, COMMAND_LINE, { replace: true });
    expect((await ask(app.clientId, newSecret!)).body.error).toBe('invalid_scope');
    await managed.put({ ...app, clientSecret: 'brought-along-with-it' }, COMMAND_LINE, { replace: true });
    expect((await ask(app.clientId, newSecret!)).body.error).toBe('invalid_client');
    expect((await ask(app.clientId, 'brought-along-with-it')).status).toBe(200);
    const keyed = {
      ...app,
      tokenEndpointAuthMethod: 'private_key_jwt',
      jwksUri: 'http://127.0.0.1:9/jwks',
    };
    await managed.put(keyed, COMMAND_LINE, { replace: true });
    expect((await hospital.app.get(ClientDefinitions).definition(app.clientId))!.secrets).toEqual([]);
  });

  it('a client that is disabled is refused at once, with its tokens; enabled again, it is accepted', async () => {
    proves('BI-108');
    const app = web();
    const { newSecret } = await managed.put(app, COMMAND_LINE);
    const smart = new SmartApp(hospital, app.clientId);
    const { body: token } = await tokenOf(app.clientId, newSecret!);
    const refresh = () =>
      smart.post(
        '/token',
        { grant_type: 'refresh_token', refresh_token: token.refresh_token },
        basic(app.clientId, newSecret!),
      );
    expect(await introspect(token.access_token)).toMatchObject({ active: true });
    await managed.setEnabled(app.clientId, false, COMMAND_LINE);
    expect(await introspect(token.access_token)).toEqual({ active: false });
    expect((await refresh()).body.error).toBe('invalid_client');
    expect((await newBrowser().get(smart.authorizationUrl())).status).toBe(400);
    await managed.setEnabled(app.clientId, true, COMMAND_LINE);
    expect(await introspect(token.access_token)).toMatchObject({ active: true });
    expect((await refresh()).status).toBe(200);
  });

  async function tokenOf(clientId: string, secret: string) {
    const smart = new SmartApp(hospital, clientId);
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(smart.authorizationUrl()), {
      username: 'maria.lindqvist',
    });
    return smart.redeem(smart.answer(page).code!, {}, basic(clientId, secret));
  }

  it('a client that is removed stays removed: its id is not used again', async () => {
    const app = service();
    const { newSecret } = await managed.put(app, COMMAND_LINE);
    const { body } = await ask(app.clientId, newSecret!);
    await managed.remove(app.clientId, COMMAND_LINE);
    expect(await introspect(body.access_token)).toEqual({ active: false });
    expect((await ask(app.clientId, newSecret!)).body.error).toBe('invalid_client');
    await expect(managed.put(app, COMMAND_LINE)).rejects.toMatchObject({ code: 'client_exists' });
    await expect(managed.put(app, COMMAND_LINE, { replace: true })).rejects.toMatchObject({
      code: 'unknown_client',
    });
    await expect(managed.addSecret(app.clientId, COMMAND_LINE)).rejects.toMatchObject({
      code: 'unknown_client',
    });
    expect(await query(`SELECT * FROM client_secret WHERE client_id = '${app.clientId}'`)).toEqual([]);
  });

  it('an id of the file cannot be taken, changed or removed', async () => {
    const chart = { clientId: 'chart', redirectUris: ['https://elsewhere.test/cb'] };
    for (const attempt of [
      () => managed.put(chart, COMMAND_LINE),
      () => managed.put(chart, COMMAND_LINE, { replace: true }),
      () => managed.setEnabled('chart', false, COMMAND_LINE),
      () => managed.addSecret('chart', COMMAND_LINE),
      () => managed.approve('chart', COMMAND_LINE),
      () => managed.remove('chart', COMMAND_LINE),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: 'client_in_file' });
  });

  it('a row with a client id of the file is ignored, and this is reported once', async () => {
    await query(
      `INSERT INTO client (client_id, definition, status, origin, version, created_at, updated_at) VALUES ('chart', '${JSON.stringify({ clientId: 'chart', redirectUris: ['https://elsewhere.test/cb'] })}', 'enabled', 'administrator', 1, 1, 1)`,
    );
    const registry = hospital.app.get(ClientDefinitions);
    expect((await registry.find('chart'))!.redirectUris).toEqual([CALLBACK]);
    for (const process of [registry, other.get(ClientDefinitions)])
      expect(await process.all()).toContainEqual(
        expect.objectContaining({ clientId: 'chart', problem: expect.stringContaining('takes precedence') }),
      );
    const told = await hospital.app
      .get(DataSource)
      .getRepository(AuditEvent)
      .findBy({ event: 'client.unusable', clientId: 'chart' });
    expect(told).toHaveLength(1);
    await managed.remove('chart', COMMAND_LINE);
    expect(await registry.find('chart')).toBeDefined();
  });

  it.each([
    ['text that is not JSON', 'nonsense'],
    [
      'a setting that no longer exists',
      '{"clientId":"broken","redirectUris":["https://a.test/cb"],"former":1}',
    ],
    ['another id', '{"clientId":"else","redirectUris":["https://a.test/cb"]}'],
    ['no redirect URI', '{"clientId":"broken"}'],
    [
      'smart_2.2@305 unusable keys',
      '{"clientId":"broken","tokenEndpointAuthMethod":"private_key_jwt","grantTypes":["client_credentials"],"jwks":{"keys":[{"kty":"EC","kid":"1"}]}}',
    ],
    ['a reference to a file', '{"clientId":"broken","redirectUris":["${file:/etc/passwd}"]}'],
  ])('a client whose row has %s is refused, and the other clients are not', async (_what, definition) => {
    await query(`DELETE FROM client WHERE client_id = 'broken'`);
    const app = web({ clientId: newId() });
    await managed.put(app, COMMAND_LINE);
    await hospital.app
      .get(DataSource)
      .query(
        `INSERT INTO client (client_id, definition, status, origin, version, created_at, updated_at) VALUES ('broken', ?, 'enabled', 'administrator', 1, 1, 1)`,
        [definition],
      );
    expect((await newBrowser().get(new SmartApp(hospital, 'broken').authorizationUrl())).status).toBe(400);
    const entries = await hospital.app.get(ClientDefinitions).all();
    expect(entries.find(({ clientId }) => clientId === 'broken')).toMatchObject({
      problem: expect.any(String),
    });
    expect(entries.find(({ clientId }) => clientId === app.clientId)).toMatchObject({ settings: {} });
    await managed.remove('broken', COMMAND_LINE);
    await query(`DELETE FROM client WHERE client_id = 'broken'`);
  });

  it.each([
    ['no redirect URI', { redirectUris: [] }],
    proves('TM-29', ['a wildcard', { redirectUris: ['https://*.test/cb'] }]),
    ['an unknown setting', { redirects: [] }],
    [
      'keys in two places',
      { tokenEndpointAuthMethod: 'private_key_jwt', jwks: {}, jwksUri: 'https://a.test' },
    ],
    ['a reserved id', { clientId: 'wardkey-internal-x' }],
  ])('a client with %s is refused, as in the file', async (_what, changes) => {
    await expect(managed.put(web(changes), COMMAND_LINE)).rejects.toMatchObject({
      name: 'ConfigurationError',
    });
  });

  it.each(['', 'a\u0000b', 'ä'.repeat(300), 'x'.repeat(5_000), "' OR 1=1 --"])(
    'an id such as %.20j is unknown and causes no error',
    async (id) => {
      expect(await hospital.app.get(ClientDefinitions).find(id)).toBeUndefined();
    },
  );

  it('every change is in the audit log', async () => {
    const events = await hospital.app.get(DataSource).getRepository(AuditEvent).find();
    expect([...new Set(events.map(({ event }) => event))]).toEqual(
      expect.arrayContaining([
        'client.added',
        'client.changed',
        'client.enabled',
        'client.disabled',
        'client.removed',
        'client.secret_added',
        'client.secret_removed',
      ]),
    );
  });
});
