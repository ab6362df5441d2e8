import { generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { IdentityProviderAdministration } from '#src/administration/identity-provider-administration.js';
import { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import { COMMAND_LINE } from '#src/roles/policy.js';
import { TestSignIns } from '#src/administration/test-sign-ins/test-sign-ins.js';
import { ALL_PERMISSIONS } from '#src/roles/permissions.js';
import { API_CLIENT, apiClientEntry, apiToken } from '../support/api-client.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { OpenApiDocument, type Operation } from '../support/openapi.js';

/** Always the same requests: a failure that is found once is found at every run. */
const SEED = 20_260_101;
const RUNS = 12;
const PROBLEM = 'application/problem+json';
const IDENTIFIER = { system: 'urn:ietf:rfc:3986', value: 'https://harbour.example' };
const BUNDLE = {
  resourceType: 'Bundle',
  type: 'collection',
  timestamp: '2026-01-01T00:00:00Z',
  entry: [{ resource: { resourceType: 'Organization', id: 'harbour', identifier: [IDENTIFIER] } }],
};

/** What each operation takes beside its token. */
const OPERATIONS: Record<string, Array<'query' | 'body' | 'required' | 'If-Match'>> = {
  listAccounts: ['query'],
  createAccount: ['body'],
  readAccount: [],
  updateAccount: ['body', 'If-Match'],
  deleteAccount: ['If-Match'],
  deactivateAccount: ['If-Match'],
  activateAccount: ['If-Match'],
  setFhirUser: ['body', 'required', 'If-Match'],
  clearFhirUser: ['If-Match'],
  listLinks: [],
  removeLink: ['If-Match'],
  inviteAccount: ['If-Match'],
  setLocalLogin: ['body', 'required', 'If-Match'],
  readCaller: [],
  claimFirstAdministrator: ['body', 'required'],
  listRoles: [],
  listRolesOfAccount: [],
  setRolesOfAccount: ['body', 'required'],
  listAuditEvents: ['query'],
  readAuditEvent: [],
  listKeys: [],
  rotateKey: ['body', 'required'],
  retireKey: [],
  revokeKey: [],
  listClients: ['query'],
  createClient: ['body', 'required'],
  readClient: [],
  readClientConfiguration: [],
  updateClient: ['body', 'If-Match'],
  deleteClient: ['If-Match'],
  enableClient: ['If-Match'],
  disableClient: ['If-Match'],
  approveClient: ['If-Match'],
  addClientSecret: ['body', 'If-Match'],
  removeClientSecret: ['If-Match'],
  previewToken: ['body', 'required'],
  listFhirServers: [],
  readFhirServer: [],
  checkFhirServer: [],
  listIdentityProviders: [],
  createIdentityProvider: ['body', 'required'],
  checkNewIdentityProvider: ['body', 'required'],
  readIdentityProvider: [],
  updateIdentityProvider: ['body', 'If-Match'],
  deleteIdentityProvider: ['If-Match'],
  enableIdentityProvider: ['If-Match'],
  disableIdentityProvider: ['If-Match'],
  checkIdentityProvider: [],
  testSignIn: ['body'],
  beginTestSignIn: ['body'],
  readTestSignIn: [],
  prepareLaunch: ['body', 'required'],
  publishBrands: ['body', 'required', 'If-Match'],
  withdrawBrands: ['If-Match'],
};
const ALL = Object.keys(OPERATIONS);
const taking = (what: 'query' | 'body' | 'required' | 'If-Match') =>
  ALL.filter((operationId) => OPERATIONS[operationId]!.includes(what));
/** Operations that only read do not check the type of a body. */
const WRITING = ALL.filter((operationId) => !/^(list|read)/.test(operationId));

/**
 * These operations may answer so: nothing is sent by mail here, no account has signed in at an identity provider yet, no
 * account has links, no person calls, no client waits for approval, and no key or secret has that id.
 */
const MAY_BE_REFUSED: Record<string, number> = {
  inviteAccount: 409,
  setLocalLogin: 409,
  removeLink: 404,
  approveClient: 409,
  removeClientSecret: 404,
  claimFirstAdministrator: 409,
  retireKey: 404,
  revokeKey: 404,
};

/** RFC 7517 appendix A.1. */
const PUBLIC_KEY = {
  kty: 'EC',
  crv: 'P-256',
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
};

/** Settings of clients that are good together; which others are, only the rules of the configuration say. */
const CLIENT_MEMBERS: Record<string, fc.Arbitrary<unknown>> = {
  clientId: fc.nat().map(() => randomUUID()),
  clientName: fc.constantFrom('Growth', 'Wachstum 成長'),
  tokenEndpointAuthMethod: fc.constant('client_secret_basic'),
  jwks: fc.constant({ keys: [PUBLIC_KEY] }),
  grantTypes: fc.constant(['authorization_code', 'refresh_token']),
  redirectUris: fc.constantFrom(
    ['https://app.example/cb'],
    ['https://app.example/a', 'https://app.example/b'],
  ),
  allowedOrigins: fc.constantFrom([], ['https://app.example']),
  scope: fc.constant('launch/patient patient/*.rs openid'),
  contacts: fc.constantFrom([], ['help@app.example']),
  mayIntrospect: fc.constantFrom(false, 'all'),
  identityProviders: fc.constant(['hospital']),
  fhirServer: fc.constant('records'),
  resource: fc.constant('orders'),
  // It needs FHIR servers with their exact version.
  authorizationDetails: fc.constant(false),
  idTokenClaims: fc.constantFrom([], ['name']),
  accessTokenClaims: fc.constantFrom([], ['name']),
  ...Object.fromEntries(
    ['jwksUri', 'clientUri', 'logoUri', 'policyUri', 'tosUri', 'backchannelLogoutUri'].map((name) => [
      name,
      fc.constant(`https://app.example/${name}`),
    ]),
  ),
  ...Object.fromEntries(
    ['launchUris', 'postLogoutRedirectUris'].map((name) => [
      name,
      fc.constantFrom([], ['https://app.example/x']),
    ]),
  ),
};

/** The members without which the settings of a client cannot be good. */
const CONFIDENTIAL = {
  redirectUris: ['https://app.example/cb'],
  tokenEndpointAuthMethod: 'client_secret_basic',
};

/** Nothing listens there. */
const NOWHERE = 'http://127.0.0.1:9';
const NAMES = fc.constantFrom([], ['oid']);
const SOME_TEXT = fc.constantFrom('Harbour', 'Hafen 港');

/** Settings of identity providers that are good together; which others are, only the rules of the configuration say. */
const PROVIDER_MEMBERS: Record<string, fc.Arbitrary<unknown>> = {
  scheme: fc.nat().map(() => `p-${randomUUID()}`),
  authority: fc.nat().map(() => `${NOWHERE}/${randomUUID()}`),
  issuer: fc.nat().map(() => `${NOWHERE}/${randomUUID()}`),
  clientId: fc.constant('wardkey'),
  clientSecret: fc.constant('a-secret-of-the-provider'),
  kind: fc.constant('generic'),
  displayName: SOME_TEXT,
  callbackPath: fc.nat().map(() => `/back-${randomUUID()}`),
  accountMatch: fc.constant(['sub']),
  linkTo: fc.constantFrom([], ['hospital']),
  claimsParameter: fc.constantFrom({}, { id_token: { email: { essential: true } } }),
  authorizationParameters: fc.constantFrom({}, { domain_hint: 'harbour.example' }),
  userClaimsFromIdToken: fc.constantFrom([], [{ key: 'given_name' }]),
  fhirUserLookupClaimsMapping: fc.constantFrom(
    [],
    [{ searchParameterName: 'identifier', copySearchParameterValuesFromClaims: ['sub'] }],
  ),
  logo: fc.constant(`data:image/svg+xml;base64,${Buffer.from('<svg/>').toString('base64')}`),
  responseType: fc.constant('code'),
  clientAuthentication: fc.constant('client_secret_basic'),
  idTokenSigningAlgorithms: fc.constantFrom(['RS256'], ['RS256', 'ES256']),
  domains: fc.constant([]),
  trustEmailDomains: fc.nat().map(() => [`${randomUUID()}.example`]),
  shareEmailDomains: fc.constant(true),
  trustEmail: fc.constantFrom('never', 'whenVerified'),
  revalidateMinutes: fc.constant(60),
  groupOverage: fc.constant('off'),
  autoProvisionFromSecurityGroup: fc.constant(['staff']),
  groupsLimit: fc.constantFrom(5, 200),
  prompt: fc.constantFrom('login', 'consent'),
  pushedAuthorizationRequests: fc.constant('whenRequired'),
  scope: fc.constant('openid profile email offline_access'),
  acrValues: SOME_TEXT,
  groupsClaim: SOME_TEXT,
  endSessionEndpoint: fc.constant(`${NOWHERE}/logout`),
  pushedAuthorizationRequestEndpoint: fc.constant(`${NOWHERE}/par`),
  ...Object.fromEntries(
    ['authorizationEndpoint', 'tokenEndpoint', 'jwksUri', 'userinfoEndpoint'].map((name) => [
      name,
      fc.constant(`${NOWHERE}/${name}`),
    ]),
  ),
  ...Object.fromEntries(
    [
      'issuerAliases',
      'tenants',
      'requiredAcr',
      'alternateKeyClaims',
      'verifiedEmailClaim',
      'verifiedEmailValues',
    ].map((name) => [name, NAMES]),
  ),
  ...Object.fromEntries(
    ['clientPrivateKey', 'idTokenDecryptionKey', 'userinfoDecryptionKey'].map((name) => [
      name,
      fc.nat().map(() => privateKey),
    ]),
  ),
  fhirServer: fc.constant('records'),
  claims: fc.constantFrom({ sub: 'somebody' }, { sub: 'maria', email: 'maria@harbour.example' }),
  idToken: fc.constant(unsignedToken({ sub: 'somebody' })),
};

/** A JWK that signs or decrypts. */
let privateKey: string;

function unsignedToken(claims: object): string {
  return `${[{ alg: 'RS256' }, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.AAAA`;
}

/** The members without which the settings of a client or an identity provider cannot be good. */
const NEEDED: Record<string, () => object> = {
  createClient: () => CONFIDENTIAL,
  updateClient: () => CONFIDENTIAL,
  createIdentityProvider: neededOfProvider,
  checkNewIdentityProvider: neededOfProvider,
  updateIdentityProvider: neededOfProvider,
};

function neededOfProvider() {
  return {
    authority: `${NOWHERE}/${randomUUID()}`,
    clientId: 'wardkey',
    clientSecret: 'a-secret-of-the-provider',
    accountMatch: ['sub'],
  };
}

interface Call {
  query: Array<[string, string]>;
  headers: Record<string, string>;
  /** JSON, unless it is text. */
  body?: unknown;
  method?: string;
}

let hospital: Hospital;
let document: OpenApiDocument;
let token: string;
let known: Record<string, fc.Arbitrary<unknown>>;

beforeAll(async () => {
  const { privateKey: key } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  privateKey = JSON.stringify(key.export({ format: 'jwk' }));
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.resources = [
        { name: 'orders', identifier: 'https://orders.example', scopes: [{ name: 'orders.read' }] },
      ];
      // Beside others, an identity provider that finds people by their address would have to name its domains.
      configuration.externalIdentityProviders.identityProvider[0].accountMatch = ['oid'];
      configuration.clients.push(apiClientEntry, {
        clientId: 'launched',
        clientName: 'Launched',
        redirectUris: ['http://127.0.0.1:9/callback'],
        launchUris: ['http://127.0.0.1:9/launch'],
      });
    },
  });
  token = await apiToken(hospital);
  document = new OpenApiDocument(await (await fetch(`${hospital.issuer}/api/openapi.json`)).json());
  const page = await Promise.all([account(), account()]).then(() =>
    send(named('listAccounts'), { query: [['limit', '1']], headers: {} }),
  );
  known = {
    // Each of these values belongs to one account.
    email: fc.nat().map(() => `${randomUUID()}@harbour.example`),
    externalId: fc.nat().map(() => randomUUID()),
    externalIdScheme: fc.constant('hospital'),
    fhirUser: fc.constantFrom('Practitioner/wei-chen', `${hospital.fhirServer.baseUrl}/Patient/noah-jansen`),
    cursor: fc.constant(page.body.next),
    from: time(),
    to: time(),
    client_id: fc.constant('launched'),
    launch_uri: fc.constant('http://127.0.0.1:9/launch'),
    iss: fc.constant(hospital.fhirServer.baseUrl),
    user: fc.constant('Practitioner/maria-lindqvist'),
    patient: fc.stringMatching(/^[A-Za-z0-9-]{1,64}$/),
    encounter: fc.stringMatching(/^[A-Za-z0-9-]{1,64}$/),
    smart_style_url: fc.webUrl(),
    reference: fc.constant('ImagingStudy/1'),
    type: fc.constant('ImagingStudy'),
    role: fc.constantFrom('launch', 'https://harbour.example/role'),
    alg: fc.constantFrom('ES256', 'RS256'),
    roles: fc.subarray(['auditor', 'help-desk', 'provisioning']),
    ...PROVIDER_MEMBERS,
    ...CLIENT_MEMBERS,
    accountId: fc.constant(page.body.accounts[0].id),
    identityProvider: fc.constant('hospital'),
    claims: fc.constantFrom({ sub: 'somebody' }, { sub: 'x', name: ['a', { b: 1 }] }),
    expiresAt: fc.constant('2999-12-31T23:59:59Z'),
    bundle: fc.constant(BUNDLE),
    identifier: fc.constant(IDENTIFIER),
  };
});
afterEach(async () => {
  const administration = hospital.app.get(IdentityProviderAdministration, { strict: false });
  for (const { origin, scheme } of await hospital.app
    .get(IdentityProviderDefinitions, { strict: false })
    .all())
    if (origin === 'database') await administration.remove(scheme, COMMAND_LINE);
});
afterAll(() => hospital.close());

/** The description cannot say how many days a month has. */
const time = () =>
  fc
    .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString());

const named = (id: string) => document.operations.find(({ operationId }) => operationId === id)!;

async function account(): Promise<string> {
  const { status, body } = await send(named('createAccount'), { query: [], headers: {}, body: {} });
  expect(status).toBe(201);
  return body.id as string;
}

async function client(): Promise<string> {
  const body = { clientId: randomUUID(), ...CONFIDENTIAL };
  const { status, body: made } = await send(named('createClient'), { query: [], headers: {}, body });
  expect(status).toBe(201);
  return made.clientId as string;
}

async function identityProvider(): Promise<string> {
  const body = { scheme: `p-${randomUUID()}`, ...neededOfProvider() };
  const { status, text } = await send(named('createIdentityProvider'), { query: [], headers: {}, body });
  expect([status, text]).toEqual([201, text]);
  return body.scheme;
}

async function testSignIn(scheme: string): Promise<string> {
  const actor = { clientId: API_CLIENT.clientId, permissions: new Set(ALL_PERMISSIONS) };
  return (await hospital.app.get(TestSignIns, { strict: false }).begin(scheme, undefined, actor)).id;
}

/** The id of something that the operation is about. */
async function idFor({ path }: Operation, scheme: string): Promise<string> {
  if (path.includes('/clients/')) return client();
  if (path.includes('/test-sign-ins/')) return testSignIn(scheme);
  if (!path.includes('/audit-events/')) return account();
  const { body } = await send(named('listAuditEvents'), { query: [['limit', '1']], headers: {} });
  return body.auditEvents[0].id as string;
}

/** Sends a request about something that is there, and compares the answer with the description. */
async function send(operation: Operation, call: Call) {
  const { query, headers, body, method = operation.method } = call;
  const scheme = operation.path.includes('{scheme}') ? await identityProvider() : '';
  const id = operation.path.includes('{id}') ? await idFor(operation, scheme) : '';
  const path = operation.path
    .replace('{id}', id)
    .replace('{scheme}', scheme)
    .replace(/\{(link|secret)Id\}/, 'none')
    .replace('{kid}', 'none')
    .replace('{name}', 'records');
  const isText = typeof body === 'string';
  const response = await fetch(`${hospital.issuer}${path}?${new URLSearchParams(query)}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const [mediaType = ''] = (response.headers.get('content-type') ?? '').split(';');
  const answer = { status: response.status, mediaType, headers: response.headers, text };
  if (method === operation.method) heldTo(operation, answer);
  return { ...answer, body: text === '' ? undefined : JSON.parse(text) };
}

function heldTo(
  operation: Operation,
  answer: { status: number; mediaType: string; headers: Headers; text: string },
): void {
  const { status, mediaType, headers, text } = answer;
  const described = operation.responses[status];
  expect({ status, text, isDescribed: described !== undefined }).toMatchObject({ isDescribed: true });
  const schema = described!.content?.[mediaType]?.schema;
  expect({ mediaType, isDescribed: schema !== undefined }).toEqual({ mediaType, isDescribed: text !== '' });
  for (const [header, { required }] of Object.entries(described!.headers ?? {}))
    if (required !== false) expect(headers.get(header)).toEqual(expect.any(String));
  if (!schema) return;
  const validate = document.validator(schema);
  expect({ valid: validate(JSON.parse(text)), errors: validate.errors, text }).toMatchObject({ valid: true });
}

const bodySchema = ({ requestBody }: Operation) => Object.values(requestBody?.content ?? {})[0]?.schema;

/** Requests that the description permits. */
function good(operation: Operation): fc.Arbitrary<Call> {
  const schema = bodySchema(operation);
  const types = Object.keys(operation.requestBody?.content ?? {});
  const query = operation.parameters
    .filter((one) => one.in === 'query')
    .map(({ name, schema: of }) =>
      fc.option(
        document.valid(of, known, name).map((value): [string, string] => [name, String(value)]),
        { nil: undefined },
      ),
    );
  const takesIfMatch = operation.parameters.find(({ name }) => name === 'If-Match');
  const conditions = ['*', ...(/\{(id|scheme)\}/.test(operation.path) ? ['"1"', '"7", "1"'] : [])];
  return fc.record({
    query: fc.tuple(...query).map((pairs) => pairs.filter((pair) => pair !== undefined)),
    headers: fc
      .tuple(
        takesIfMatch?.required ? fc.constantFrom(...conditions) : fc.constant(undefined),
        fc.constantFrom(undefined, ...types),
      )
      .map(([ifMatch, type]) => ({
        ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
        ...(type === undefined ? {} : { 'content-type': type }),
      })),
    body: schema
      ? document
          .valid(schema, known)
          .map((body) => ({ ...(body as object), ...NEEDED[operation.operationId]?.() }))
      : fc.constant(undefined),
  }) as fc.Arbitrary<Call>;
}

const assert = <T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => Promise<void>) =>
  fc.assert(fc.asyncProperty(arbitrary, holds), { seed: SEED, numRuns: RUNS, endOnFailure: true });

it('every operation of the description is tested, with all that it takes', () => {
  const described = document.operations.map((operation) => {
    const schema = bodySchema(operation);
    const places = operation.parameters.map(({ name, in: place }) => (place === 'query' ? place : name));
    const takes = [
      ...(places.includes('query') ? ['query'] : []),
      ...(schema ? ['body'] : []),
      ...(schema && document.resolve(schema).required ? ['required'] : []),
      ...(places.includes('If-Match') ? ['If-Match'] : []),
    ];
    return [operation.operationId, takes];
  });
  expect(Object.fromEntries(described)).toEqual(OPERATIONS);
});

/** Before brands are withdrawn, some are published. */
const published = (operationId: string) =>
  operationId === 'withdrawBrands'
    ? send(named('publishBrands'), { query: [], headers: {}, body: { bundle: BUNDLE } })
    : undefined;

it.each(ALL)('%s does what the description permits', async (operationId) => {
  const operation = named(operationId);
  await assert(good(operation), async (call) => {
    await published(operationId);
    const { status, text } = await send(operation, call);
    const isFine = status < 300 || status === MAY_BE_REFUSED[operationId];
    expect({ call, status, text, isFine }).toMatchObject({ isFine: true });
  });
});

it.each(taking('body'))(
  '%s refuses every body that the description does not permit, and accepts the others',
  async (operationId) => {
    const operation = named(operationId);
    const schema = bodySchema(operation)!;
    const isValid = document.validator(schema);
    const members = Object.keys(document.resolve(schema).properties!);
    const strange = fc.oneof(
      fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }),
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.constantFrom('', ' ', '\u0000', 'x'.repeat(3_000), [], {}, [null], [{}], { toString: 1 }),
    );
    const names = fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom(...members) },
      fc.constantFrom('toString', 'constructor', 'hasOwnProperty', 'valueOf', 'isAdmin', 'id', '$where'),
      fc.string({ unit: 'binary', maxLength: 20 }),
    );
    await assert(fc.tuple(good(operation), names, strange), async ([call, name, value]) => {
      const body = JSON.parse(JSON.stringify({ ...(call.body as object), [name]: value })) as object;
      const { status, text } = await send(operation, { ...call, body });
      if (!isValid(body)) expect([body, text, status]).toEqual([body, text, 400]);
      else if (!(name in known))
        expect([body, text, status < 300 || status === 409]).toEqual([body, text, true]);
    });
    // A change inside the body may also be refused because of its meaning.
    await assert(fc.tuple(good(operation), fc.nat(), strange), async ([call, place, value]) => {
      const body = JSON.parse(JSON.stringify(call.body)) as object;
      replaceAt(body, place, value);
      const { status, text } = await send(operation, { ...call, body });
      if (!isValid(body)) expect([body, text, status]).toEqual([body, text, 400]);
    });
  },
);

/** Replaces one value anywhere in a document. */
function replaceAt(document: object, place: number, value: unknown): void {
  const places: Array<[Record<string, unknown>, string]> = [];
  const visit = (inner: unknown): void => {
    if (typeof inner !== 'object' || inner === null) return;
    for (const [name, member] of Object.entries(inner)) {
      places.push([inner as Record<string, unknown>, name]);
      visit(member);
    }
  };
  visit(document);
  const found = places[place % Math.max(places.length, 1)];
  if (found) found[0][found[1]] = value;
}

it.each(taking('required'))('%s refuses a body without a required member', async (operationId) => {
  const operation = named(operationId);
  const { required } = document.resolve(bodySchema(operation)!);
  await assert(fc.tuple(good(operation), fc.constantFrom(...required!)), async ([call, name]) => {
    const { [name]: _missing, ...body } = call.body as Record<string, unknown>;
    expect((await send(operation, { ...call, body })).status).toBe(400);
  });
});

it.each(WRITING)(
  '%s refuses a body that is not a JSON object, and a body that is missing or not expected',
  async (operationId) => {
    const operation = named(operationId);
    const bodies = taking('body').includes(operationId)
      ? [undefined, 'null', '[]', '"x"', '5', '{', '{}}']
      : ['[]', '{', '{"a":1}'];
    await assert(fc.tuple(good(operation), fc.constantFrom(...bodies)), async ([call, body]) => {
      const { status } = await send(operation, { ...call, body });
      expect([body, status]).toEqual([body, 400]);
    });
  },
);

it.each(WRITING)('%s refuses every other media type', async (operationId) => {
  const operation = named(operationId);
  const taken = Object.keys(operation.requestBody?.content ?? { 'application/json': {} });
  const types = [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/merge-patch+json',
    'application/json-patch+json',
    'application/fhir+json',
    'application/xml',
    'application/json; charset=latin1',
    'text/json',
    '*/*',
  ].filter((type) => !taken.includes(type));
  await assert(fc.tuple(good(operation), fc.constantFrom(...types)), async ([call, type]) => {
    const body = JSON.stringify(call.body ?? {});
    const headers = { ...call.headers, 'content-type': type };
    expect([type, (await send(operation, { ...call, headers, body })).status]).toEqual([type, 415]);
  });
});

it.each(taking('query'))(
  '%s refuses every parameter that the description does not permit, and accepts the others',
  async (operationId) => {
    const operation = named(operationId);
    const query = operation.parameters.filter((one) => one.in === 'query');
    const strange = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.constantFrom('', ' ', '0', '-1', '1e1', '0x10', '5.0', ' 5', '٥', 'null', 'x'.repeat(400), '%'),
      fc.integer().map(String),
    );
    const tried = fc.tuple(good(operation), fc.constantFrom(...query), strange);
    await assert(tried, async ([call, { name, schema }, value]) => {
      const isInteger = schema.type === 'integer' && /^(0|[1-9]\d*)$/.test(value);
      const isAllowed = document.validator(schema)(isInteger ? Number(value) : value);
      const others = call.query.filter(([other]) => other !== name);
      const asked = async (...pairs: Array<[string, string]>) =>
        (await send(operation, { ...call, query: [...others, ...pairs] })).status;
      const status = await asked([name, value]);
      if (!isAllowed) expect([name, value, status]).toEqual([name, value, 400]);
      else if (name !== 'cursor') expect([name, value, status]).toEqual([name, value, 200]);
      expect(await asked([name, value], [name, value])).toBe(400);
      expect(await asked([`${name}s`, value])).toBe(400);
    });
  },
);

/** These tell callers about themselves. */
const OF_ANY_TOKEN = ['readCaller', 'claimFirstAdministrator'];

it.each(ALL)('%s requires its token and its scope', async (operationId) => {
  const operation = named(operationId);
  const [call] = fc.sample(good(operation), { seed: SEED, numRuns: 1 });
  const as = async (authorization: string) =>
    (await send(operation, { ...call!, headers: { ...call!.headers, authorization } })).status;
  expect(await as('')).toBe(401);
  expect(await as('Bearer x.y.z')).toBe(401);
  if (OF_ANY_TOKEN.includes(operationId)) return;
  const other = operationId.endsWith('Brands') ? '__wardkey/accounts.read' : '__wardkey/brands.write';
  expect(await as(`Bearer ${await apiToken(hospital, other)}`)).toBe(403);
});

it.each(ALL.filter((operationId) => !WRITING.includes(operationId)))(
  '%s answers 304 when the caller already has the answer',
  async (operationId) => {
    const headers = { 'if-none-match': '*', 'cache-control': 'max-age=0' };
    expect((await send(named(operationId), { query: [], headers })).status).toBe(304);
  },
);

it.each(taking('If-Match'))('%s checks its condition', async (operationId) => {
  const operation = named(operationId);
  const [call] = fc.sample(good(operation), { seed: SEED, numRuns: 1 });
  const { 'if-match': _given, ...headers } = call!.headers;
  await published(operationId);
  const failed = await send(operation, { ...call!, headers: { ...headers, 'if-match': '"nothing"' } });
  expect(failed.status).toBe(412);
  const { required = false } = operation.parameters.find(({ name }) => name === 'If-Match')!;
  expect((await send(operation, { ...call!, headers })).status === 428).toBe(required);
});

it('a method that the description does not have is answered 405, and Allow names the others', async () => {
  for (const operation of document.operations) {
    // An address can also have the form of another one: `check` could be a scheme.
    const has = document.operations
      .filter(({ path }) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(operation.path))
      .map(({ method }) => method);
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((one) => !has.includes(one))) {
      const { status, mediaType, headers } = await send(operation, { query: [], headers: {}, method });
      expect([method, operation.path, status, mediaType]).toEqual([method, operation.path, 405, PROBLEM]);
      const allowed = headers.get('allow')!.split(', ');
      expect(allowed.filter((one) => !['HEAD', 'OPTIONS'].includes(one)).sort()).toEqual([...has].sort());
    }
  }
});
