import type { NestExpressApplication } from '@nestjs/platform-express';
import { DataSource, In, Not } from 'typeorm';
import { AuditCount } from '#src/audit/audit-count.entity.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { requestKind, type RequestKind } from '#src/authorization-server/front-door/counted-requests.js';
import { ENGINE_ROUTES } from '#src/authorization-server/front-door/engine-routes.js';
import { OidcArtifact } from '#src/authorization-server/storage/artifact.entity.js';
import { ExpiredRows } from '#src/database/expired-rows.js';
import { LoginAttempt } from '#src/federation/login/login-attempt.entity.js';
import { accountWithPassword, counted } from '../support/accounts.js';
import { CALLBACK, type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const LONG = 'x'.repeat(60_000);
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

let hospitals: Hospital[] = [];
afterAll(async () => {
  for (const hospital of hospitals) await hospital.close();
  hospitals = [];
});

async function startWith(
  limits: Record<string, unknown> = {},
  more: Record<string, unknown> = {},
): Promise<Hospital> {
  const hospital = await startHospital({
    configure: (configuration) => {
      if (Object.keys(limits).length > 0) configuration.limits = limits;
      Object.assign(configuration, more);
    },
  });
  hospitals.push(hospital);
  return hospital;
}

const rowsOf = (hospital: Hospital) => hospital.app.get(DataSource).getRepository(AuditEvent);
const kept = (hospital: Hospital) => hospital.app.get(DataSource).getRepository(OidcArtifact);
const from = (address: string) => ({ 'x-forwarded-for': address });

/** Sends one request, and does not follow redirects. */
function ask(
  hospital: Hospital,
  path: string,
  { address = '192.0.2.1', ...init }: RequestInit & { address?: string } = {},
): Promise<Response> {
  const headers = { accept: 'text/html', ...from(address), ...(init.headers as Record<string, string>) };
  return fetch(new URL(path, hospital.issuer), { redirect: 'manual', ...init, headers });
}

const post = (hospital: Hospital, path: string, form: Record<string, string>, address?: string) =>
  ask(hospital, path, { method: 'POST', headers: FORM, body: new URLSearchParams(form).toString(), address });

const basic = (id: string, secret: string) => ({
  ...FORM,
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

describe('what any stranger can cause takes no room in the audit log', () => {
  let hospital: Hospital;
  beforeAll(async () => {
    hospital = await startWith({}, { registration: { mode: 'pending' } });
  });

  it.each<[string, (path: string) => Promise<Response>, string]>([
    [
      'a page of the account, with an error of 60 kB',
      (p) => ask(hospital, p),
      `/account/signed-in?error=${LONG}`,
    ],
    [
      'an answer of an identity provider with a name of 60 kB',
      (p) => ask(hospital, p),
      `/federation/${LONG}/signin`,
    ],
    ['an answer without a login', (p) => ask(hospital, p), `/federation/hospital/signin?state=${LONG}`],
    ['a posted answer', (p) => post(hospital, p, { state: 'x', code: 'y' }), '/federation/hospital/signin'],
    ['a step of an unknown request', (p) => ask(hospital, p), '/interaction/x'],
    [
      'a form of an unknown request',
      (p) => post(hospital, p, { email: 'x', password: 'y' }),
      '/interaction/x/password',
    ],
    ['connecting an account', (p) => ask(hospital, p), '/activation/provider'],
    ['a code for no activation', (p) => post(hospital, p, { code: '1' }), '/activation/code'],
    ['an unknown invitation', (p) => post(hospital, p, { password: 'x' }), '/invitation/nonsense/password'],
    [
      'a logout token of an unknown sender',
      (p) => post(hospital, p, { logout_token: LONG.slice(0, 40_000) }),
      '/federation/hospital/backchannel-logout',
    ],
    [
      'a logout token of an unknown identity provider',
      (p) => post(hospital, p, { logout_token: 'x' }),
      `/federation/${LONG.slice(0, 9_000)}/backchannel-logout`,
    ],
    ['an unknown app', (p) => ask(hospital, p), `/authorize?client_id=${LONG.slice(0, 30_000)}`],
    [
      'an unregistered redirect URI',
      (p) => ask(hospital, p),
      '/authorize?client_id=chart&redirect_uri=https://evil.example',
    ],
    ['a request that is over', (p) => ask(hospital, p), '/authorize/nothing'],
    ['a sign-out of an unknown app', (p) => ask(hospital, p), '/logout?client_id=nobody'],
    [
      'a secret of an unknown client',
      (p) =>
        ask(hospital, p, {
          method: 'POST',
          headers: basic('nobody', 'x'),
          body: 'grant_type=client_credentials',
        }),
      '/token',
    ],
    [
      'an assertion of an unknown client',
      (p) =>
        post(hospital, p, {
          client_assertion: 'x',
          client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          token: 'x',
        }),
      '/introspect',
    ],
    [
      'a client that cannot be registered',
      (p) =>
        ask(hospital, p, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }),
      '/register',
    ],
  ])('%s', async (_what, request, path) => {
    const rows = await rowsOf(hospital).count();
    const before = await counted(hospital);
    const addresses = Array.from({ length: 5 }, (_none, index) => index);
    const answers = await Promise.all(addresses.map(() => request(path)));
    for (const answer of answers) {
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.status).toBeLessThan(500);
      // A reference number without a record would send the person to the help desk for nothing.
      expect(await answer.text()).not.toContain('Reference number');
    }
    expect(await rowsOf(hospital).count()).toBe(rows);
    await untilCounted(hospital, before + 5);
    expect(await rowsOf(hospital).count()).toBe(rows);
  });

  it('and there are no more counts than reasons', async () => {
    const counts = await hospital.app.get(DataSource).getRepository(AuditCount).find();
    expect(counts.length).toBeLessThan(40);
    expect(JSON.stringify(counts)).not.toContain('xxxx');
  });

  /** The engine's report is written after the answer. */
  async function untilCounted(one: Hospital, times: number): Promise<void> {
    while ((await counted(one)) < times) await new Promise((resolve) => setImmediate(resolve));
    expect(await counted(one)).toBe(times);
  }
});

describe('an event with a row is limited', () => {
  let hospital: Hospital;
  beforeAll(async () => {
    hospital = await startWith();
  });

  it('in each text, in all texts together, and to characters that a database accepts', async () => {
    const step = { step: LONG, finding: `a\u0000b\ud800 ${LONG}`, [LONG]: { deep: [[[[[[[[LONG]]]]]]]] } };
    await hospital.app.get(AuditLog).record({
      event: 'login.failed',
      outcome: 'failed',
      reason: LONG,
      reference: LONG,
      clientId: LONG,
      scheme: `\u0000${LONG}`,
      trail: Array.from({ length: 5_000 }, () => step),
    });
    const row = await rowsOf(hospital).findOneByOrFail({ event: 'login.failed' });
    const { reason, reference, clientId, scheme, trail } = row;
    expect([reason!.length, reference!.length, clientId!.length, scheme!.length]).toEqual([64, 16, 255, 64]);
    expect(clientId).toContain('… (60000 characters)');
    const text = JSON.stringify(trail);
    expect(text.length).toBeLessThan(20_000);
    expect(text).toContain('… (60000 characters)');
    expect(JSON.stringify(row)).not.toMatch(/\\u0000|\\ud800/);
    expect(Math.max(...[...text.matchAll(/"([^"]*)"/g)].map(([, one]) => one!.length))).toBeLessThanOrEqual(
      500,
    );
  });

  it('to ten rows in an hour for wrong secrets of a client, and the number of the others', async () => {
    const event = 'client.authentication_failed' as const;
    for (let attempt = 0; attempt < 30; attempt += 1) {
      const init = { method: 'POST', headers: basic(RESOURCE_SERVER.client_id, `wrong ${attempt}`) };
      expect((await ask(hospital, '/introspect', { ...init, body: 'token=x' })).status).toBe(401);
    }
    while ((await counted(hospital, event)) < 20) await new Promise((resolve) => setImmediate(resolve));
    const rows = await rowsOf(hospital).findBy({ event });
    expect(rows).toHaveLength(10);
    expect(rows[0]).toMatchObject({ clientId: RESOURCE_SERVER.client_id, reason: 'invalid secret provided' });
    const counts = await hospital.app.get(DataSource).getRepository(AuditCount).findBy({ event });
    expect(counts).toMatchObject([{ subject: RESOURCE_SERVER.client_id, times: 20 }]);
  });

  it('to ten rows in an hour for wrong passwords', async () => {
    const account = await accountWithPassword(hospital, 'maria@clinic.example');
    const audit = hospital.app.get(AuditLog);
    const refused = { event: 'login.refused', outcome: 'refused', reason: 'wrong_password' } as const;
    for (let attempt = 0; attempt < 15; attempt += 1)
      await audit.record({ ...refused, accountId: account.id, trail: [] });
    expect(await rowsOf(hospital).countBy({ event: 'login.refused' })).toBe(10);
    expect(await counted(hospital, 'login.refused', 'wrong_password')).toBe(5);
  });

  it('in time: each kind for the days of the settings, and what administrators did for ever', async () => {
    const own = await startWith({}, { auditRetentionDays: { signIn: 100, tokens: 10, faults: 1 } });
    const now = Math.floor(Date.now() / 1000);
    const add = (event: string, daysAgo: number, index = 0) =>
      rowsOf(own).insert({
        id: `${event} ${daysAgo} ${index}`,
        occurredAt: now - daysAgo * 86_400 - 60,
        event,
        outcome: 'success',
      });
    for (const daysAgo of [0, 1, 10, 100, 1_000])
      for (const event of ['login.succeeded', 'token.issued', 'account.created', 'page.error'])
        await add(event, daysAgo);
    for (let index = 0; index < 450; index += 1) await add('token.issued', 20, index);
    const counts = own.app.get(DataSource).getRepository(AuditCount);
    const count = { event: 'page.error', reason: '', subject: '', times: 1 };
    await counts.insert([
      { ...count, hour: now - 90_000 },
      { ...count, hour: now - 3_600 },
    ]);
    await own.app.get(ExpiredRows, { strict: false }).purge();
    const atTheStart = ['client.added', 'key.made', 'key.activated'];
    const left = await rowsOf(own).find({ where: { event: Not(In(atTheStart)) } });
    expect(left.map(({ id }) => id).sort()).toEqual(
      [
        ...[0, 1, 10, 100, 1_000].map((days) => `account.created ${days} 0`),
        ...[0, 1, 10].map((days) => `login.succeeded ${days} 0`),
        ...[0, 1].map((days) => `token.issued ${days} 0`),
        'page.error 0 0',
      ].sort(),
    );
    expect(await counts.count()).toBe(1);
  });
});

describe('a flood from one address has to wait, and other addresses do not', () => {
  const FEW = { requestsPerMinute: 100, signInsPerMinute: 20 };

  it.each<[string, string, RequestInit, RegExp]>([
    ['authorization requests, with a page', '/authorize?client_id=chart', {}, /^text\/html/],
    ['steps of an unknown request', '/interaction/x', {}, /^text\/html/],
    ['answers of identity providers', '/federation/hospital/signin?state=x', {}, /^text\/html/],
    ['pages of the account', '/account/signed-in?error=x', {}, /^text\/html/],
    ['activations', '/activation', { method: 'POST' }, /^text\/html/],
    ['invitations', '/invitation/x', {}, /^text\/html/],
    ['the emergency page', '/emergency', {}, /^text\/html/],
    ['sign-outs', '/logout', {}, /^text\/html/],
    ['pushed requests, with an OAuth error', '/par', { method: 'POST', headers: FORM }, /^application\/json/],
    ['registrations', '/register', { method: 'POST' }, /^application\/json/],
    ['logout tokens', '/federation/hospital/backchannel-logout', { method: 'POST' }, /^application\/json/],
    ['unknown addresses', '/nowhere', {}, /^text\/html/],
  ])('%s', async (_what, path, init, type) => {
    const hospital = await startWith(FEW);
    let answer = await ask(hospital, path, init);
    let asked = 1;
    for (; answer.status !== 429 && asked <= 101; asked += 1) answer = await ask(hospital, path, init);
    expect(answer.status).toBe(429);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(answer.headers.get('retry-after'))).toBeLessThanOrEqual(60);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-type')).toMatch(type);
    const text = await answer.text();
    if (type.test('application/json')) expect(text).toContain('"error":"temporarily_unavailable"');
    // Another address can go on: with a whole sign-in.
    const app = new SmartApp(hospital);
    const browser = newBrowser({ headers: from('192.0.2.2') });
    const start = await browser.get(app.authorizationUrl());
    const page = await walkThrough(browser, start, { username: 'maria.lindqvist' });
    expect(app.answer(page).code).toEqual(expect.any(String));
  });

  it('the number of the settings may begin, and the addresses of one network count as one', async () => {
    const hospital = await startWith(FEW);
    const begin = async (address: string) =>
      (await ask(hospital, new SmartApp(hospital).authorizationUrl(), { address })).status;
    const statuses: number[] = [];
    for (let index = 0; index < 21; index += 1) statuses.push(await begin(`2001:db8:1:1::${index + 1}`));
    expect(statuses).toEqual([...Array<number>(20).fill(303), 429]);
    expect(await begin('2001:db8:1:2::1')).toBe(303);
    // An address that the client itself writes before the proxy's one changes nothing.
    expect(await begin('198.51.100.9, 2001:db8:1:1::77')).toBe(429);
    expect(await begin('2001:db8:1:1::77, 198.51.100.9')).toBe(303);
    // A client with a whole /32 has twenty times as much, and not as much for each network in it.
    let network = 16;
    while (network < 1_000 && (await begin(`2001:db8:${(network += 1).toString(16)}::1`)) === 303);
    expect(network).toBeLessThan(450);
    expect(await begin('2001:db9::1')).toBe(303);
  });

  it('programs that fail to authenticate have to wait; others at their address do not', async () => {
    const hospital = await startWith(FEW);
    const introspect = (secret: string) =>
      ask(hospital, '/introspect', {
        method: 'POST',
        headers: basic(RESOURCE_SERVER.client_id, secret),
        body: 'token=x',
      });
    const statuses: number[] = [];
    for (let attempt = 0; attempt < 8; attempt += 1) statuses.push((await introspect('wrong')).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    const answer = await introspect('wrong');
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await answer.json()).toMatchObject({ error: 'temporarily_unavailable' });
    for (let attempt = 0; attempt < 150; attempt += 1)
      expect((await introspect(RESOURCE_SERVER.client_secret)).status).toBe(200);
    expect((await ask(hospital, '/authorize?client_id=chart')).status).toBe(400);
  });

  it('exempt networks do not have to wait', async () => {
    const hospital = await startWith({ ...FEW, exemptNetworks: ['10.20.0.0/16'] });
    for (let index = 0; index < 30; index += 1)
      expect((await ask(hospital, '/interaction/x', { address: '10.20.3.4' })).status).toBe(400);
    let status = 0;
    for (let index = 0; index < 30; index += 1)
      ({ status } = await ask(hospital, '/interaction/x', { address: '10.21.3.4' }));
    expect(status).toBe(429);
  });
});

/** Every route, with the kind of its limits. A new route is added here when its kind is decided. */
const ROUTES: Record<RequestKind, string[]> = {
  begins: ['GET /authorize', 'POST /authorize', 'POST /par', 'POST /register'],
  counted: [
    'GET /authorize/:uid',
    'GET /logout',
    'POST /logout',
    'POST /logout/confirm',
    'GET /logout/success',
    'GET /account',
    'GET /account/signed-in',
    'POST /account/apps/:id/end',
    'GET /activation',
    'POST /activation',
    'POST /activation/cancel',
    'GET /activation/code',
    'POST /activation/code',
    'POST /activation/code/again',
    'GET /activation/provider',
    'POST /activation/provider',
    'GET /activation/return',
    'GET /emergency',
    'POST /federation/:scheme/backchannel-logout',
    'GET /federation/:scheme/signedout',
    'GET /federation/:scheme/signin',
    'POST /federation/:scheme/signin',
    'GET /federation/:scheme/test/return',
    'GET /federation/:scheme/test/:id',
    'POST /federation/:scheme/test/:id',
    'GET /interaction/:uid',
    'GET /interaction/:uid/cancel',
    'GET /interaction/:uid/consent',
    'POST /interaction/:uid/consent',
    'POST /interaction/:uid/email',
    'GET /interaction/:uid/launch-context',
    'POST /interaction/:uid/launch-context',
    'GET /interaction/:uid/launch-context/encounter',
    'POST /interaction/:uid/launch-context/encounter',
    'GET /interaction/:uid/login',
    'GET /interaction/:uid/over',
    'GET /interaction/:uid/password',
    'POST /interaction/:uid/password',
    'GET /interaction/:uid/providers/:scheme',
    'GET /invitation/:token',
    'POST /invitation/:token/connect',
    'POST /invitation/:token/password',
  ],
  proven: [
    'POST /token',
    'POST /introspect',
    'POST /revoke',
    'GET /userinfo',
    'POST /userinfo',
    'GET /api/v1/accounts',
    'GET /api/v1/audit-events',
    'GET /api/v1/audit-events/:id',
    'POST /api/v1/accounts',
    'GET /api/v1/clients',
    'POST /api/v1/clients',
    'GET /api/v1/clients/:id',
    'PATCH /api/v1/clients/:id',
    'DELETE /api/v1/clients/:id',
    'POST /api/v1/clients/:id/approve',
    'GET /api/v1/clients/:id/configuration',
    'POST /api/v1/clients/:id/disable',
    'POST /api/v1/clients/:id/enable',
    'POST /api/v1/clients/:id/secrets',
    'DELETE /api/v1/clients/:id/secrets/:secretId',
    'POST /api/v1/clients/:id/token-preview',
    'GET /api/v1/accounts/:id/roles',
    'PUT /api/v1/accounts/:id/roles',
    'POST /api/v1/first-administrator',
    'GET /api/v1/me',
    'GET /api/v1/roles',
    'GET /api/v1/accounts/:id',
    'PATCH /api/v1/accounts/:id',
    'DELETE /api/v1/accounts/:id',
    'POST /api/v1/accounts/:id/activate',
    'POST /api/v1/accounts/:id/deactivate',
    'PUT /api/v1/accounts/:id/fhir-user',
    'DELETE /api/v1/accounts/:id/fhir-user',
    'POST /api/v1/accounts/:id/invitations',
    'GET /api/v1/accounts/:id/links',
    'DELETE /api/v1/accounts/:id/links/:linkId',
    'PUT /api/v1/accounts/:id/local-login',
    'GET /api/v1/keys',
    'POST /api/v1/keys',
    'POST /api/v1/keys/:kid/retire',
    'POST /api/v1/keys/:kid/revoke',
    'GET /api/v1/fhir-servers',
    'GET /api/v1/fhir-servers/:name',
    'POST /api/v1/fhir-servers/:name/check',
    'GET /api/v1/identity-providers',
    'POST /api/v1/identity-providers',
    'POST /api/v1/identity-providers/check',
    'GET /api/v1/identity-providers/:scheme',
    'PATCH /api/v1/identity-providers/:scheme',
    'DELETE /api/v1/identity-providers/:scheme',
    'POST /api/v1/identity-providers/:scheme/check',
    'POST /api/v1/identity-providers/:scheme/disable',
    'POST /api/v1/identity-providers/:scheme/enable',
    'POST /api/v1/identity-providers/:scheme/test',
    'POST /api/v1/identity-providers/:scheme/test-sign-ins',
    'GET /api/v1/identity-providers/:scheme/test-sign-ins/:id',
    'POST /api/v1/launch-contexts',
    'PUT /api/v1/user-access-brands',
    'DELETE /api/v1/user-access-brands',
  ],
  reads: [
    'GET /admin',
    'GET /admin/{index.html}',
    'GET /admin/assets/:name',
    'GET /admin/signed-in',
    'GET /.well-known/openid-configuration',
    'GET /.well-known/oauth-authorization-server',
    'GET /jwks',
    'GET /api/docs',
    'GET /api/docs/:file',
    'GET /api/docs/start.js',
    'GET /api/openapi.json',
    'GET /assets/:name',
    'GET /federation/:scheme/jwks',
    'GET /fhir-servers/:name/.well-known/smart-configuration',
    'GET /fhir-servers/:name/capability-statement-security',
    'GET /health/live',
    'GET /health/ready',
    'GET /smart-style/:version',
    'GET /user-access-brands',
  ],
};

interface Layer {
  route?: { path: string | string[]; methods: Record<string, boolean> };
}

describe('every route has limits', () => {
  it('each existing route is listed here, and has the limits of its kind', async () => {
    const hospital = await startWith();
    const found = [...routesOf(hospital.app), ...(await routesOfEngine(hospital))].filter(
      (route) => !route.startsWith('OPTIONS '),
    );
    expect(found.length).toBeGreaterThan(70);
    const kinds = found.map((route) => {
      const [method, path] = route.split(' ') as [string, string];
      return [route, requestKind(method, path.replaceAll(/:\w+/g, 'x'))];
    });
    const thoughtOf = Object.entries(ROUTES).flatMap(([kind, routes]) =>
      routes.map((route) => [route, kind]),
    );
    expect(kinds.sort()).toEqual(thoughtOf.sort());
  });

  it('a route that is not listed is counted', () => {
    for (const path of ['/new', '/api', '/apidocs', '/healthy', '/TOKEN', '/token/', '//token', '/assets'])
      expect([path, requestKind('GET', path)]).toEqual([path, 'counted']);
    expect(requestKind('POST', '/assets/x')).toBe('counted');
  });

  function routesOf(app: NestExpressApplication): string[] {
    const { router } = app.getHttpAdapter().getInstance() as { router: { stack: Layer[] } };
    return router.stack.flatMap(({ route }) =>
      route
        ? [route.path]
            .flat()
            .flatMap((path) =>
              Object.keys(route.methods).map(
                (method) => `${method.toUpperCase()} ${path.replace(/(.)\/$/, '$1')}`,
              ),
            )
        : [],
    );
  }

  /** The routes that the front door gives to the engine and that the engine answers. */
  async function routesOfEngine(hospital: Hospital): Promise<string[]> {
    const paths = [...ENGINE_ROUTES.map(({ path }) => path.slice(1)), 'logout/other', 'token/other'];
    const routes: string[] = [];
    for (const path of paths)
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        const { status } = await ask(hospital, path.replace(':uid', 'x'), { method });
        if (status !== 404 && status !== 405) routes.push(`${method} /${path}`);
      }
    return routes;
  }
});

describe('the number of pending requests is limited', () => {
  const pending = (hospital: Hospital) => kept(hospital).countBy({ model: 'Interaction' });
  const begin = (hospital: Hospital, address: string) =>
    ask(hospital, new SmartApp(hospital).authorizationUrl(), { address });

  it('per address: the app is told, and another address can still begin', async () => {
    const hospital = await startWith({ pendingPerAddress: 10 });
    for (let index = 0; index < 10; index += 1) await begin(hospital, '192.0.2.1');
    const answer = await begin(hospital, '192.0.2.1');
    const told = new URL(answer.headers.get('location')!);
    expect(told.href).toContain(CALLBACK);
    expect(told.searchParams.get('error')).toBe('temporarily_unavailable');
    expect(await pending(hospital)).toBe(10);
    expect((await begin(hospital, '192.0.2.2')).headers.get('location')).toContain('/interaction/');
    const pushed = await post(hospital, '/par', parametersOf(hospital), '192.0.2.1');
    expect([pushed.status, pushed.headers.get('retry-after')]).toEqual([503, '60']);
    expect(await pushed.json()).toMatchObject({ error: 'temporarily_unavailable' });
    const posted = await post(hospital, '/authorize', parametersOf(hospital), '192.0.2.1');
    expect([posted.status, posted.headers.get('retry-after')]).toEqual([503, '60']);
    expect(posted.headers.get('content-type')).toMatch(/^text\/html/);
  });

  it('in total: a flood from many addresses of a network displaces only its own requests', async () => {
    const hospital = await startWith({ pendingInTotal: 30, signInsPerMinute: 1_000 });
    const app = new SmartApp(hospital);
    const browser = newBrowser({ headers: from('192.0.2.1') });
    const page = await browser.get(app.authorizationUrl());
    const refused: string[] = [];
    for (let index = 0; index < 60; index += 1) {
      const answer = await begin(hospital, `2001:db8:${index.toString(16)}::1`);
      const error = new URL(answer.headers.get('location')!, hospital.issuer).searchParams.get('error');
      if (error) refused.push(error);
    }
    expect(refused.length).toBeGreaterThan(20);
    expect(new Set(refused)).toEqual(new Set(['temporarily_unavailable']));
    // Another network gets in: a request of the flood is removed.
    expect((await begin(hospital, '198.51.100.1')).headers.get('location')).toContain('/interaction/');
    // The number is counted once a second.
    expect(await pending(hospital)).toBeLessThan(45);
    const back = await walkThrough(browser, page, { username: 'maria.lindqvist' });
    expect(app.answer(back).code).toEqual(expect.any(String));
  });

  it('and so are the logins at identity providers that one request may keep', async () => {
    const hospital = await startWith();
    const browser = newBrowser({ headers: from('192.0.2.1') });
    const atProvider = (url: URL) => url.origin !== hospital.issuer;
    await browser.get(new SmartApp(hospital).authorizationUrl(), { stopAt: atProvider });
    const uid = /\/interaction\/([\w-]+)/.exec(browser.history.map(({ url }) => url).join(' '))![1]!;
    for (let index = 0; index < 20; index += 1)
      await browser.get(`${hospital.issuer}/interaction/${uid}/providers/hospital`, { stopAt: atProvider });
    expect(await hospital.app.get(DataSource).getRepository(LoginAttempt).count()).toBe(4);
  });

  it('an unfinished sign-out is kept for half an hour, and counted', async () => {
    const hospital = await startWith({ pendingPerAddress: 10 });
    const statuses: number[] = [];
    for (let index = 0; index < 11; index += 1)
      statuses.push((await ask(hospital, `/logout?state=${index}`)).status);
    expect(statuses).toEqual([...Array<number>(10).fill(200), 503]);
    const sessions = await kept(hospital).findBy({ model: 'Session' });
    expect(sessions).toHaveLength(10);
    for (const { expiresAt } of sessions) expect(expiresAt! - Date.now() / 1000).toBeLessThan(1_801);
  });
});

function parametersOf(hospital: Hospital, changes: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(new URL(new SmartApp(hospital).authorizationUrl(changes)).searchParams);
}

describe('each parameter has a limit, and so has the whole request', () => {
  let hospital: Hospital;
  beforeAll(async () => {
    hospital = await startWith();
  });
  const TOO_LONG: Array<[string, Record<string, string>]> = [
    ['state', { state: 'x'.repeat(4_097) }],
    ['nonce', { nonce: 'x'.repeat(1_025) }],
    ['login_hint', { login_hint: 'x'.repeat(321) }],
    ['launch', { launch: 'x'.repeat(2_049), scope: 'launch openid fhirUser' }],
    ['claims', { claims: JSON.stringify({ userinfo: { [`a${'x'.repeat(8_192)}`]: null } }) }],
    ['acr_values', { acr_values: 'x'.repeat(1_025) }],
    ['ui_locales', { ui_locales: 'x'.repeat(2_049) }],
  ];

  it.each(TOO_LONG)('%s: the app is told for each way to ask, and nothing is kept', async (name, changes) => {
    const asked = new SmartApp(hospital).authorizationUrl(changes);
    const answer = await ask(hospital, asked);
    const told = new URL(answer.headers.get('location')!);
    expect(told.href).toContain(CALLBACK);
    expect([told.searchParams.get('error'), told.searchParams.get('error_description')]).toEqual([
      'invalid_request',
      expect.stringMatching(new RegExp(`^${name} is too long: \\d+ bytes at most$`)),
    ]);
    const pushed = await post(hospital, '/par', parametersOf(hospital, changes));
    expect([pushed.status, await pushed.json()]).toEqual([
      400,
      { error: 'invalid_request', error_description: told.searchParams.get('error_description') },
    ]);
    expect(await kept(hospital).count()).toBe(0);
  });

  it('a request that is too long as a whole, although none of its parts is', async () => {
    const category = (index: number) =>
      `patient/Observation.rs?category=http://hospital.example/kinds|${index}-${'x'.repeat(60)}`;
    const asked = new SmartApp(hospital).authorizationUrl({
      scope: ['openid fhirUser', ...Array.from({ length: 180 }, (_none, index) => category(index))].join(' '),
      state: 'x'.repeat(4_000),
      nonce: 'x'.repeat(1_000),
      claims: JSON.stringify({ userinfo: { [`a${'x'.repeat(8_000)}`]: null } }),
    });
    const told = new URL((await ask(hospital, asked)).headers.get('location')!);
    expect(told.searchParams.get('error_description')).toMatch(/^the request is too long/);
    expect(await kept(hospital).count()).toBe(0);
  });

  it('in the size that would be stored', async () => {
    const changes = {
      state: '\u0001'.repeat(4_096),
      nonce: '\u0001'.repeat(1_024),
      ui_locales: '\u0001'.repeat(500),
    };
    const told = new URL(
      (await ask(hospital, new SmartApp(hospital).authorizationUrl(changes))).headers.get('location')!,
    );
    expect(told.searchParams.get('error_description')).toMatch(/^the request is too long/);
  });
});
