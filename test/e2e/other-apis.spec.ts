import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { getTokens, newBrowser, SmartApp } from '../support/smart-app.js';

const MARIA = { username: 'maria.lindqvist' };
const ORDERS = 'https://orders.hospital.example';
const BILLING = 'https://billing.hospital.example/v2';
const SECRET = 'a-secret-that-is-long-enough';
const basic = (id: string, secret = SECRET) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const api = (clientId: string, more: object) => ({
  clientId,
  tokenEndpointAuthMethod: 'client_secret_basic',
  clientSecret: SECRET,
  grantTypes: ['client_credentials'],
  ...more,
});
let hospital: Hospital;

// APIs beside the FHIR server, and an app that uses them.
beforeAll(async () => {
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.resources = [
        {
          name: 'orders',
          identifier: ORDERS,
          scopes: [{ name: 'orders.read', description: 'See orders' }, { name: 'report.read' }],
        },
        {
          name: 'billing',
          identifier: BILLING,
          accessTokenFormat: 'opaque',
          scopes: [{ name: 'bills.write' }, { name: 'report.read' }],
        },
      ];
      const { clients } = configuration;
      clients.push(
        {
          ...clients[0],
          clientId: 'portal',
          scope: 'openid profile fhirUser offline_access orders.read bills.write report.read',
        },
        { ...clients[0], clientId: 'no-orders', scope: 'openid profile' },
        api('nightly', { scope: 'orders.read bills.write report.read system/Patient.rs' }),
        api('orders-api', { mayIntrospect: true, resource: 'orders' }),
        api('billing-api', { mayIntrospect: true, resource: 'billing', scope: 'bills.write' }),
        api('gateway', { mayIntrospect: 'all', scope: 'system/Patient.rs' }),
        api('bystander', { scope: 'system/Patient.rs' }),
        api('administration', { scope: '__wardkey/accounts.read' }),
      );
    },
  });
});
afterAll(() => hospital.close());

const tokensFor = async (parameters: Record<string, string | undefined>, clientId = 'portal') =>
  (
    await getTokens(hospital, MARIA, {
      app: new SmartApp(hospital, clientId),
      parameters: { aud: undefined, ...parameters },
    })
  ).tokens;
const service = (scope: string, resource?: string, clientId = 'nightly') =>
  new SmartApp(hospital).post(
    '/token',
    { grant_type: 'client_credentials', scope, ...(resource ? { resource } : {}) },
    basic(clientId),
  );
const introspect = async (token: string, headers: Record<string, string>) =>
  (await new SmartApp(hospital).post('/introspect', { token }, headers)).body;

describe('a person lets an app use another API', () => {
  it('the token is for that API, with the granted scopes and the person, and without patient or FHIR', async () => {
    const tokens = await tokensFor({ resource: ORDERS, scope: 'openid orders.read patient/Patient.rs' });
    expect(tokens.scope).toBe('openid orders.read');
    expect(tokens).not.toHaveProperty('patient');
    const keys = createRemoteJWKSet(new URL(`${hospital.issuer}/jwks`));
    const { payload } = await jwtVerify(tokens.access_token, keys, {
      issuer: hospital.issuer,
      audience: ORDERS,
      typ: 'at+jwt',
    });
    expect(payload).toMatchObject({ client_id: 'portal', scope: 'openid orders.read' });
    expect(payload.sub).toBe(decodeJwt(tokens.id_token).sub);
    expect(payload).not.toHaveProperty('fhirUser');
  });

  it('the consent page says it in plain words', async () => {
    const browser = newBrowser();
    const url = new SmartApp(hospital, 'portal').authorizationUrl({
      aud: undefined,
      resource: ORDERS,
      scope: 'openid orders.read',
    });
    const start = await browser.get(url);
    const page = await browser.submit(start, { button: MARIA.username });
    expect(page.text).toContain('See orders');
  });

  it('the token has fhirUser when the app asks for it', async () => {
    const tokens = await tokensFor({ resource: ORDERS, scope: 'openid fhirUser orders.read' });
    const fhirUser = `${hospital.fhirServer.baseUrl}/Practitioner/maria-lindqvist`;
    expect(decodeJwt(tokens.access_token).fhirUser).toBe(fhirUser);
    expect(decodeJwt(tokens.id_token).fhirUser).toBe(fhirUser);
  });

  it('the API need not be named when only it has the scope; with two such APIs it must be named', async () => {
    expect(decodeJwt((await tokensFor({ scope: 'openid orders.read' })).access_token).aud).toBe(ORDERS);
    const app = new SmartApp(hospital, 'portal');
    const page = await newBrowser().get(
      app.authorizationUrl({ aud: undefined, scope: 'openid report.read' }),
    );
    expect(app.answer(page)).toMatchObject({
      error: 'invalid_target',
      error_description: expect.stringContaining('resource is required'),
    });
    const named = await tokensFor({ scope: 'openid report.read', resource: `${ORDERS}/` });
    expect(decodeJwt(named.access_token)).toMatchObject({ aud: ORDERS, scope: 'openid report.read' });
  });

  it('the access can be refreshed, and the refresh token is not valid for another API', async () => {
    const app = new SmartApp(hospital, 'portal');
    const tokens = await tokensFor({ resource: ORDERS, scope: 'openid offline_access orders.read' });
    // Only the code exchange needs the code_verifier of the request; a refresh does not.
    const { body } = await app.refresh(tokens.refresh_token);
    expect(decodeJwt(body.access_token)).toMatchObject({
      aud: ORDERS,
      scope: 'openid offline_access orders.read',
    });
    for (const resource of [BILLING, hospital.fhirServer.baseUrl, `${hospital.issuer}/api`])
      expect((await app.refresh(body.refresh_token, { resource })).body.error).toBe('invalid_target');
    expect((await app.refresh(body.refresh_token, { resource: ORDERS.toUpperCase() })).status).toBe(200);
  });

  it.each<[string, Record<string, string>, string]>([
    ['an unknown API', { resource: 'https://other.example', scope: 'openid orders.read' }, 'invalid_target'],
    ['a launch', { resource: ORDERS, scope: 'openid orders.read', launch: 'x' }, 'invalid_request'],
    ['no scope that can be granted', { resource: ORDERS, scope: 'bills.write' }, 'invalid_scope'],
    ['no scope of the API itself', { resource: ORDERS, scope: 'openid profile' }, 'invalid_scope'],
    ['a scope for a record beside it', { scope: 'openid orders.read patient/*.rs' }, 'invalid_request'],
  ])('a request is refused with %s', async (_what, parameters, error) => {
    const app = new SmartApp(hospital, 'portal');
    const page = await newBrowser().get(app.authorizationUrl({ aud: undefined, ...parameters }));
    expect(app.answer(page).error).toBe(error);
  });

  it('a request is for one API: not for two, and not for one beside a FHIR server', async () => {
    const app = new SmartApp(hospital, 'portal');
    const scope = 'openid orders.read bills.write';
    const withServer = app.authorizationUrl({ scope, resource: ORDERS });
    const both = `${app.authorizationUrl({ aud: undefined, scope, resource: ORDERS })}&resource=${encodeURIComponent(BILLING)}`;
    for (const url of [withServer, both])
      expect(app.answer(await newBrowser().get(url)).error).toBe('invalid_target');
  });

  it('a request is limited to the scopes of the app’s registration', async () => {
    const app = new SmartApp(hospital, 'no-orders');
    const scope = 'openid orders.read';
    const named = app.authorizationUrl({ aud: undefined, resource: ORDERS, scope });
    expect(app.answer(await newBrowser().get(named)).error).toBe('invalid_scope');
    // Without resource, this scope is unknown for the app and is left out like any other.
    expect((await tokensFor({ scope }, 'no-orders')).scope).toBe('openid');
    // A client without a `scope` setting has all SMART scopes, and none of other APIs.
    const chart = new SmartApp(hospital);
    const request = chart.authorizationUrl({ aud: undefined, resource: ORDERS, scope: 'orders.read' });
    expect(chart.answer(await newBrowser().get(request)).error).toBe('invalid_scope');
  });
});

describe('a service uses another API by itself', () => {
  it.each([
    ['orders.read', ORDERS],
    ['orders.read', undefined],
    ['report.read', ORDERS],
    ['report.read', BILLING],
  ])('%s at %s', async (scope, resource) => {
    const { status, body } = await service(scope, resource);
    expect([status, body.scope]).toEqual([200, scope]);
    const known = await introspect(body.access_token, basic('nightly'));
    expect(known).toMatchObject({ active: true, aud: resource ?? ORDERS, scope });
  });

  it.each([
    ['a scope of another API', 'bills.write', ORDERS, 'nightly', 'invalid_scope'],
    ['a scope that is not registered', 'orders.read', ORDERS, 'bystander', 'invalid_scope'],
    ['a SMART scope', 'system/Patient.rs', ORDERS, 'nightly', 'invalid_scope'],
    ['a scope of the administrators’ API', 'orders.read', undefined, 'administration', 'invalid_scope'],
    [
      'scopes of the API and of a FHIR server together',
      'orders.read system/Patient.rs',
      undefined,
      'nightly',
      'invalid_target',
    ],
    ['scopes of two APIs', 'orders.read bills.write', ORDERS, 'nightly', 'invalid_target'],
    ['a scope that two APIs have', 'report.read', undefined, 'nightly', 'invalid_target'],
    ['its scope at the FHIR server', 'orders.read', 'FHIR', 'nightly', 'invalid_scope'],
  ])('a service is refused with %s', async (_what, scope, resource, clientId, error) => {
    const target = resource === 'FHIR' ? hospital.fhirServer.baseUrl : resource;
    expect((await service(scope, target, clientId)).body.error).toBe(error);
  });
});

describe('introspection', () => {
  const OF_FHIR_SERVER = basic(RESOURCE_SERVER.client_id, RESOURCE_SERVER.client_secret);
  const bearer = async (clientId: string, scope: string) => ({
    authorization: `Bearer ${(await service(scope, undefined, clientId)).body.access_token}`,
  });
  const KNOWN_TO: Array<[which: string, make: () => Promise<string>, callers: string[]]> = [
    [
      'of a person for the first API',
      async () => (await tokensFor({ resource: ORDERS, scope: 'openid orders.read' })).access_token,
      ['orders-api', 'gateway'],
    ],
    [
      'of a person for the second (opaque)',
      async () => (await tokensFor({ resource: BILLING, scope: 'openid bills.write' })).access_token,
      ['billing-api', 'gateway', 'billing-api by token'],
    ],
    [
      'of a service for the first',
      async () => (await service('orders.read')).body.access_token,
      ['orders-api', 'gateway', 'nightly'],
    ],
    [
      'of a person, for the FHIR server',
      async () => (await getTokens(hospital, MARIA)).tokens.access_token,
      ['fhir-server', 'gateway', 'gateway by token'],
    ],
    [
      'of a plain OpenID Connect client',
      async () => (await tokensFor({ scope: 'openid profile' })).access_token,
      ['gateway', 'gateway by token'],
    ],
    [
      'for the administrators’ API',
      async () => (await service('__wardkey/accounts.read', undefined, 'administration')).body.access_token,
      [],
    ],
    [
      'that is a refresh token',
      async () => (await tokensFor({ resource: ORDERS, scope: 'offline_access orders.read' })).refresh_token,
      [],
    ],
    ['that is an ID token', async () => (await tokensFor({ scope: 'openid profile' })).id_token, []],
  ];

  it.each(KNOWN_TO)('knows a token %s', async (_which, make, callers) => {
    const token = await make();
    const ways: Record<string, Record<string, string>> = {
      'orders-api': basic('orders-api'),
      'billing-api': basic('billing-api'),
      'fhir-server': OF_FHIR_SERVER,
      gateway: basic('gateway'),
      nightly: basic('nightly'),
      bystander: basic('bystander'),
      'billing-api by token': await bearer('billing-api', 'bills.write'),
      'gateway by token': await bearer('gateway', 'system/Patient.rs'),
    };
    const knowing: string[] = [];
    for (const [caller, headers] of Object.entries(ways))
      if ((await introspect(token, headers)).active) knowing.push(caller);
    // A caller that may know a token by its secret may also know it by its own token.
    const expected = new Set(
      callers.flatMap((one) =>
        one === 'gateway'
          ? [one, 'gateway by token']
          : one === 'billing-api'
            ? [one, 'billing-api by token']
            : [one],
      ),
    );
    expect(knowing.sort()).toEqual([...expected].sort());
  });

  it('of a plain client’s token ends with the token', async () => {
    const tokens = await tokensFor({ scope: 'openid profile' });
    const known = await introspect(tokens.access_token, basic('gateway'));
    expect(known).toMatchObject({
      active: true,
      client_id: 'portal',
      scope: 'openid profile',
      sub: expect.any(String),
    });
    await new SmartApp(hospital, 'portal').revoke(tokens.access_token);
    expect(await introspect(tokens.access_token, basic('gateway'))).toEqual({ active: false });
  });
});

it('a token for another API has its type', async () => {
  const { body } = await service('orders.read');
  expect(decodeProtectedHeader(body.access_token)).toMatchObject({ typ: 'at+jwt', alg: 'ES256' });
});
