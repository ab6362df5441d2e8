import { DataSource } from 'typeorm';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { ClientAdministration } from '#src/administration/client-administration.js';
import { ClientStore } from '#src/clients/client.store.js';
import { COMMAND_LINE } from '#src/roles/policy.js';
import { type Administrator, administrator } from '../support/administrator.js';
import { API_CLIENT, apiCaller, apiClientEntry, apiToken } from '../support/api-client.js';
import { CALLBACK, type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, SmartApp } from '../support/smart-app.js';

const PUBLIC_METHOD = {
  tokenEndpointAuthMethod: 'none',
  grantTypes: ['authorization_code'],
  redirectUris: [CALLBACK],
};
const PUBLIC = { ...PUBLIC_METHOD, scope: undefined };

let hospital: Hospital;
let call: ReturnType<typeof apiCaller>;
let count = 0;

beforeAll(async () => {
  hospital = await startHospital({ configure: ({ clients }) => clients.push(apiClientEntry) });
  call = apiCaller(hospital, await apiToken(hospital));
});
afterAll(() => hospital.close());

const service = (changes: object = {}) => ({
  clientId: `service-${(count += 1)}`,
  clientName: 'Nightly export',
  tokenEndpointAuthMethod: 'client_secret_basic',
  grantTypes: ['client_credentials'],
  scope: 'system/Patient.rs',
  ...changes,
});
const ask = async (clientId: string, secret: string, scope = 'system/Patient.rs') =>
  (
    await new SmartApp(hospital).post(
      '/token',
      { grant_type: 'client_credentials', scope },
      { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
    )
  ).status;
const ofAudit = (clientId: string) =>
  hospital.app
    .get(DataSource)
    .getRepository(AuditEvent)
    .find({ where: { clientId }, order: { id: 'ASC' } });

describe('a client', () => {
  it('is made, found, read, changed, switched off and on, and deleted, and works meanwhile', async () => {
    const body = service();
    const { clientId } = body;
    const made = await call('POST', '/clients', body);
    expect(made).toMatchObject({
      status: 201,
      body: {
        clientId,
        origin: 'administrator',
        status: 'enabled',
        problem: null,
        secrets: [{ id: expect.any(String), expiresAt: null }],
        settings: { ...body, redirectUris: [], mayIntrospect: false },
        clientSecret: expect.stringMatching(/^[\w-]{43}$/),
        warnings: [{ field: 'tokenEndpointAuthMethod', message: expect.stringContaining('private_key_jwt') }],
      },
    });
    expect(made.headers.get('location')).toBe(`/api/v1/clients/${clientId}`);
    expect(made.headers.get('cache-control')).toContain('no-store');
    const { clientSecret } = made.body as { clientSecret: string };
    expect(await ask(clientId, clientSecret)).toBe(200);

    const path = `/clients/${clientId}`;
    const read = await call('GET', path);
    expect(JSON.stringify(read.body)).not.toContain(clientSecret);
    expect(read.body).not.toHaveProperty('clientSecret');
    const etag = read.headers.get('etag')!;
    expect(etag).toBe(made.headers.get('etag'));
    expect((await call('GET', '/clients?q=NIGHTLY')).body.clients).toMatchObject([{ clientId }]);

    const changed = await call(
      'PATCH',
      path,
      { scope: 'system/Observation.rs', clientName: null },
      { 'if-match': etag },
    );
    expect(changed).toMatchObject({ status: 200, body: { clientSecret: null } });
    expect(changed.body.settings.scope).toBe('system/Observation.rs');
    expect(changed.body.settings).not.toHaveProperty('clientName');
    expect(await ask(clientId, clientSecret)).toBe(400);
    expect(await ask(clientId, clientSecret, 'system/Observation.rs')).toBe(200);

    expect((await call('POST', `${path}/disable`)).body.status).toBe('disabled');
    expect(await ask(clientId, clientSecret, 'system/Observation.rs')).toBe(401);
    expect((await call('POST', `${path}/enable`)).body.status).toBe('enabled');
    expect(await ask(clientId, clientSecret, 'system/Observation.rs')).toBe(200);

    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
    expect((await call('DELETE', path)).status).toBe(404);
    expect(await call('POST', '/clients', body)).toMatchObject({ status: 409 });
    const by = { step: 'by', finding: API_CLIENT.clientId, mark: 'noted' };
    const rows = (await ofAudit(clientId)).filter(({ event }) => event !== 'token.issued');
    expect(rows.filter(({ event }) => /^client\.(?!auth)/.test(event))).toMatchObject([
      { event: 'client.added', trail: [by] },
      {
        event: 'client.changed',
        trail: [
          { step: 'client.change', finding: 'scope' },
          { step: 'client.change', finding: 'clientName' },
          by,
        ],
      },
      { event: 'client.disabled' },
      { event: 'client.enabled' },
      { event: 'client.removed' },
    ]);
  });

  it('gets another secret while the first one works, and loses each when it is ended or expires', async () => {
    proves('TM-50');
    const { clientId } = service();
    const made = await call('POST', '/clients', service({ clientId }));
    const first = made.body.clientSecret as string;
    const path = `/clients/${clientId}/secrets`;
    const added = await call('POST', path, { expiresAt: '2999-01-01T00:00:00Z' });
    expect(added).toMatchObject({ status: 201, body: { expiresAt: '2999-01-01T00:00:00.000Z' } });
    const second = added.body.clientSecret as string;
    for (const secret of [first, second]) expect(await ask(clientId, secret)).toBe(200);
    const { secrets } = (await call('GET', `/clients/${clientId}`)).body;
    expect(secrets).toHaveLength(2);
    expect(JSON.stringify(secrets)).not.toContain(second);
    const { id } = made.body.secrets[0] as { id: string };
    expect((await call('DELETE', `${path}/${id}`)).status).toBe(204);
    expect((await call('DELETE', `${path}/${id}`)).status).toBe(404);
    expect([await ask(clientId, first), await ask(clientId, second)]).toEqual([401, 200]);
    for (const expiresAt of ['2001-01-01T00:00:00Z', '2999-02-30T00:00:00Z', 'soon'])
      expect(await call('POST', path, { expiresAt })).toMatchObject({
        status: 400,
        body: { errors: [{ field: 'expiresAt' }] },
      });
    await call('POST', '/clients', service({ clientId: 'public', ...PUBLIC }));
    expect(await call('POST', '/clients/public/secrets', {})).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('does not authenticate with a secret') },
    });
  });

  it('that begins to authenticate by secret gets one, and loses it when it stops', async () => {
    const { clientId } = service();
    await call('POST', '/clients', service({ clientId, ...PUBLIC }));
    const any = { 'if-match': '*' };
    const path = `/clients/${clientId}`;
    const begun = await call('PATCH', path, { tokenEndpointAuthMethod: 'client_secret_post' }, any);
    expect(begun.body).toMatchObject({ clientSecret: expect.any(String), secrets: [{}] });
    const again = await call('PATCH', path, { clientName: 'Other' }, any);
    expect(again.body).toMatchObject({ clientSecret: null, secrets: [{}] });
    const stopped = await call('PATCH', path, { tokenEndpointAuthMethod: null }, any);
    expect(stopped.body).toMatchObject({ clientSecret: null, secrets: [] });
  });

  it('that was changed meanwhile is not changed by who has not seen it', async () => {
    const { clientId } = service();
    const path = `/clients/${clientId}`;
    const etag = (await call('POST', '/clients', service({ clientId }))).headers.get('etag')!;
    const seen = { 'if-match': etag };
    expect((await call('PATCH', path, { clientName: 'A' })).status).toBe(428);
    const same = await call('PATCH', path, { clientName: 'Nightly export' }, seen);
    expect([same.status, same.headers.get('etag')]).toEqual([200, etag]);
    const both = await Promise.all([
      call('PATCH', path, { clientName: 'A' }, seen),
      call('PATCH', path, { clientName: 'B' }, seen),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    for (const [method, place, body] of [
      ['POST', '/disable'],
      ['POST', '/enable'],
      ['POST', '/secrets', {}],
      ['DELETE', '/secrets/none'],
      ['DELETE', ''],
    ] as const)
      expect((await call(method, path + place, body, seen)).status).toBe(412);
    // Whoever does not say what they have seen does not lose to others.
    const many = await Promise.all(
      ['1', '2', '3'].map((name) => call('PATCH', path, { clientName: name }, { 'if-match': '*' })),
    );
    expect(many.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  it('waits for approval when its developer registered it, and is approved once', async () => {
    const clientId = 'of-its-developer';
    await hospital.app
      .get(ClientAdministration, { strict: false })
      .register({ clientId, redirectUris: [CALLBACK] }, 'pending');
    expect((await call('GET', '/clients?status=pending')).body.clients).toMatchObject([
      { clientId, origin: 'registration' },
    ]);
    expect((await call('POST', `/clients/${clientId}/enable`)).status).toBe(409);
    expect((await call('POST', `/clients/${clientId}/approve`)).body.status).toBe('enabled');
    expect((await call('POST', `/clients/${clientId}/approve`)).status).toBe(409);
    const { tokens } = await getTokens(
      hospital,
      { username: 'maria.lindqvist' },
      { app: new SmartApp(hospital, clientId) },
    );
    expect(tokens.patient).toEqual(expect.any(String));
  });

  it('of the configuration file is shown, and cannot be changed', async () => {
    const { body, headers } = await call('GET', '/clients/chart');
    expect(body).toMatchObject({
      origin: 'file',
      status: 'enabled',
      createdAt: null,
      settings: { clientName: 'Growth Chart' },
    });
    expect(headers.get('etag')).toMatch(/^W\//);
    expect((await call('GET', `/clients/${API_CLIENT.clientId}`)).body.secrets).toEqual([
      { id: null, createdAt: null, expiresAt: null },
    ]);
    for (const [method, place, change] of [
      ['PATCH', '', { clientName: 'x' }],
      ['POST', '/enable'],
      ['POST', '/disable'],
      ['POST', '/approve'],
      ['POST', '/secrets', {}],
      ['DELETE', '/secrets/x'],
      ['DELETE', ''],
    ] as const)
      expect(await call(method, `/clients/chart${place}`, change, { 'if-match': '*' })).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining('configuration file defines the client chart') },
      });
    expect((await call('POST', '/clients', { clientId: 'chart', redirectUris: [CALLBACK] })).status).toBe(
      409,
    );
  });

  it.each<[string, object, string]>([
    ['an unknown setting', { redirectUri: CALLBACK }, 'redirectUri'],
    ['a secret of its own', { clientSecret: 'a-secret-of-my-own-choice' }, 'clientSecret'],
    ['a setting of another type', { grantTypes: 'client_credentials' }, 'grantTypes'],
    ['null', { scope: null }, 'scope'],
    ['an address with a fragment', { redirectUris: ['https://app.example/#x'] }, 'redirectUris'],
    ['an unknown FHIR server', { fhirServer: 'nowhere' }, 'fhirServer'],
    ['no PKCE without authentication', { ...PUBLIC_METHOD, pkce: 'optional' }, 'pkce'],
    ['another spelling of a name', { client_name: 'x' }, 'client_name'],
  ])('with %s is refused by the rules of the configuration file', async (_what, changes, field) => {
    const refused = await call('POST', '/clients', service(changes));
    expect([refused.status, refused.body.errors[0].field]).toEqual([400, field]);
  });

  it('that the database holds with a problem is shown with it, and can be mended', async () => {
    const { clientId } = service();
    await call('POST', '/clients', service({ clientId }));
    await hospital.app
      .get(DataSource)
      .query(
        `UPDATE client SET definition = '{"clientId":"${clientId}","grantTypes":["password"]}', version = version + 1 WHERE client_id = '${clientId}'`,
      );
    const { body } = await call('GET', '/clients?status=unusable');
    expect(body.clients).toMatchObject([
      { clientId, settings: null, problem: expect.stringContaining('grantTypes') },
    ]);
    const mended = await call(
      'PATCH',
      `/clients/${clientId}`,
      {
        grantTypes: ['client_credentials'],
        scope: 'system/Patient.rs',
        tokenEndpointAuthMethod: 'client_secret_basic',
      },
      { 'if-match': '*' },
    );
    expect(mended.body).toMatchObject({ problem: null, status: 'enabled' });
  });

  it('can be moved: what is read as configuration makes the same client elsewhere', async () => {
    const body = service({ fhirUserForm: 'relative' });
    await call('POST', '/clients', { ...body, enabled: false });
    const { clients } = (await call('GET', `/clients/${body.clientId}/configuration`)).body;
    expect(clients).toEqual([{ ...body, enabled: false }]);
    const other = await call('POST', '/clients', { ...clients[0], clientId: 'elsewhere' });
    expect(other.body).toMatchObject({ status: 'disabled', settings: { fhirUserForm: 'relative' } });
    const ofFile = (await call('GET', `/clients/${API_CLIENT.clientId}/configuration`)).body;
    expect(ofFile.clients[0]).toMatchObject({ clientId: API_CLIENT.clientId, enabled: true });
    expect(JSON.stringify(ofFile)).not.toContain(API_CLIENT.clientSecret);
  });

  it('is listed once, page by page, whatever its id is', async () => {
    const clientId = `https://app.example/${'x'.repeat(220)}"\\%/?#`;
    const made = await call('POST', '/clients', service({ clientId }));
    const path = made.headers.get('location')!.replace('/api/v1', '');
    expect((await call('GET', path)).body).toMatchObject({ clientId });
    expect((await call('POST', `${path}/disable`)).body).toMatchObject({ clientId, status: 'disabled' });
    const listed: string[] = [];
    let next: string | null = '';
    do {
      const query: string = next === '' ? '' : `&cursor=${next}`;
      const { status, body } = await call('GET', `/clients?limit=2${query}`);
      expect(status).toBe(200);
      listed.push(...body.clients.map(({ clientId }: { clientId: string }) => clientId));
      next = body.next as string | null;
    } while (next !== null);
    const all = (await call('GET', '/clients?limit=200')).body.clients as Array<{ clientId: string }>;
    expect(listed).toEqual(all.map(({ clientId }) => clientId));
    expect(new Set(listed).size).toBe(listed.length);
    const ofFile = (await call('GET', '/clients?origin=file')).body.clients as Array<{ origin: string }>;
    expect(new Set(ofFile.map(({ origin }) => origin))).toEqual(new Set(['file']));
    expect((await call('GET', '/clients?cursor=bm90aGluZw')).status).toBe(400);
  });
});

describe('nobody makes or changes a client that may do more than they may', () => {
  let person: Administrator;
  let limited: ReturnType<typeof apiCaller>;
  const READS = '__wardkey/accounts.read';

  beforeAll(async () => {
    person = await administrator(hospital, 'maria.lindqvist', ['administrator']);
    const token = await apiToken(
      hospital,
      '__wardkey/clients.read __wardkey/clients.write __wardkey/audit.read',
    );
    limited = apiCaller(hospital, token);
  });

  it.each<[string, object]>([
    ['a scope that they do not have', { scope: READS }],
    ['the scope of introspection', { scope: '__wardkey/introspection.read' }],
    ['introspection by its registration', { mayIntrospect: 'all' }],
    ['a scope that only a later release may know', { scope: '__wardkey/everything.write' }],
  ])('%s', async (_what, power) => {
    proves('TM-43');
    const body = service({ ...power });
    const refused = await limited('POST', '/clients', body);
    expect(refused).toMatchObject({ status: 403, body: { detail: expect.stringContaining('__wardkey/') } });
    const path = `/clients/${body.clientId}`;
    const all = apiCaller(hospital, person.token);
    const made = await all('POST', '/clients', body);
    expect(made.status).toBe(201);
    for (const [method, place, change] of [
      ['PATCH', '', { clientName: 'x' }],
      ['PATCH', '', { scope: 'system/Patient.rs', mayIntrospect: false }],
      ['PATCH', '', { redirectUris: ['https://evil.example'] }],
      ['POST', '/secrets', {}],
      ['DELETE', `/secrets/${made.body.secrets[0].id}`],
      ['POST', '/disable'],
      ['POST', '/enable'],
      ['DELETE', ''],
    ] as const)
      expect([
        method,
        place,
        (await limited(method, path + place, change, { 'if-match': '*' })).status,
      ]).toEqual([method, place, 403]);
    const plain = service();
    await limited('POST', '/clients', plain);
    expect((await limited('PATCH', `/clients/${plain.clientId}`, power, { 'if-match': '*' })).status).toBe(
      403,
    );
    expect((await all('DELETE', path)).status).toBe(204);
    const [row] = await ofAudit(body.clientId);
    expect(row).toMatchObject({ event: 'client.added', actorId: person.accountId });
  });

  it('a client with scopes of this API that the caller has can be made', async () => {
    proves('TM-43');
    expect((await limited('POST', '/clients', service({ scope: '__wardkey/audit.read' }))).status).toBe(201);
  });

  it('even when it got more between the check and the change', async () => {
    proves('TM-43');
    const body = service();
    await limited('POST', '/clients', body);
    const administration = hospital.app.get(ClientAdministration, { strict: false });
    const store = hospital.app.get(ClientStore, { strict: false });
    const find = store.find.bind(store);
    // The client as it was read is not the present one any more.
    store.find = async (clientId) => {
      const found = await find(clientId);
      store.find = find;
      await administration.change(clientId, { scope: READS }, COMMAND_LINE);
      return found;
    };
    expect((await limited('POST', `/clients/${body.clientId}/secrets`, {})).status).toBe(403);
    expect((await call('GET', `/clients/${body.clientId}`)).body).toMatchObject({
      secrets: [{}],
      settings: { scope: READS },
    });
  });

  it('reading is not writing', async () => {
    const reader = apiCaller(hospital, await apiToken(hospital, '__wardkey/clients.read'));
    expect((await reader('GET', '/clients')).status).toBe(200);
    expect((await reader('POST', '/clients', service())).status).toBe(403);
  });
});
