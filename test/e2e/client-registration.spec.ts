import { DataSource } from 'typeorm';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { ClientRegistration } from '#src/client-registration/client-registration.js';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { COMMAND_LINE } from '#src/roles/policy.js';
import { ClientAdministration } from '#src/administration/client-administration.js';
import { RegistrationTokens } from '#src/clients/registration-tokens.js';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { counted } from '../support/accounts.js';
import { CALLBACK, type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const METADATA = {
  redirect_uris: [CALLBACK],
  client_name: 'Registered app',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token'],
};
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

async function post(hospital: Hospital, body: unknown, headers: Record<string, string> = {}) {
  const response = await fetch(`${hospital.issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, any>,
  };
}
const discovered = async (hospital: Hospital) =>
  Promise.all(
    [
      '/.well-known/openid-configuration',
      '/.well-known/oauth-authorization-server',
      '/fhir-servers/records/.well-known/smart-configuration',
    ].map(async (path) => {
      const document = (await (await fetch(hospital.issuer + path)).json()) as Record<string, unknown>;
      return document.registration_endpoint;
    }),
  );
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

describe('registration that is switched off', () => {
  let hospital: Hospital;
  beforeAll(async () => {
    hospital = await startHospital();
  });
  afterAll(() => hospital.close());

  it('has no endpoint and is not announced', async () => {
    const token = await hospital.app.get(RegistrationTokens).make(1, inAnHour());
    expect((await post(hospital, METADATA, { authorization: `Bearer ${token}` })).status).toBe(404);
    expect(await discovered(hospital)).toEqual([undefined, undefined, undefined]);
  });
});

describe('registration by initial access token', () => {
  let hospital: Hospital;
  let privateKey: CryptoKey;
  let jwk: JWK;

  beforeAll(async () => {
    const pair = await generateKeyPair('ES384', { extractable: true });
    privateKey = pair.privateKey;
    jwk = { ...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'ES384', use: 'sig' };
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.registration = {
          mode: 'initialAccessToken',
          scope:
            'openid fhirUser launch launch/patient offline_access patient/*.rs user/*.rs system/Patient.rs',
        };
      },
    });
  });
  // Deletes the count of attempts for each address, as if a minute had passed.
  beforeEach(() => {
    const { attempts } = hospital.app.get(ClientRegistration) as unknown as {
      attempts: { delete(key: string): Promise<boolean> };
    };
    return attempts.delete('127.0.0.1');
  });
  afterAll(() => hospital.close());

  const newToken = (uses = 1) => hospital.app.get(RegistrationTokens).make(uses, inAnHour());
  const register = async (metadata: unknown) =>
    post(hospital, metadata, { authorization: `Bearer ${await newToken()}` });

  it('smart_2.2@438 is announced in every discovery document', async () => {
    const address = `${hospital.issuer}/register`;
    expect(await discovered(hospital)).toEqual([address, address, address]);
  });

  it('smart_2.2@19 smart_2.2@24 smart_2.2@316 a public app is registered, and signs a person in', async () => {
    const { status, headers, body } = await register(METADATA);
    expect(status).toBe(201);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('pragma')).toBe('no-cache');
    expect(headers.get('content-type')).toMatch(/^application\/json/);
    expect(body).toMatchObject({ ...METADATA, response_types: ['code'] });
    expect(body.client_id_issued_at).toBeGreaterThan(1_600_000_000);
    for (const absent of ['client_secret', 'client_secret_expires_at', 'status'])
      expect(body).not.toHaveProperty(absent);
    const { tokens } = await getTokens(
      hospital,
      { username: 'maria.lindqvist' },
      { app: new SmartApp(hospital, body.client_id) },
    );
    expect(tokens).toMatchObject({
      patient: expect.any(String),
      refresh_token: expect.any(String),
      scope: expect.stringContaining('patient/Patient.rs'),
    });
  });

  it.each(['क्\u200dष रोगी', 'می\u200cخواهم', '👩\u200d⚕️ Ward rounds'])(
    'a name in any language is accepted: %s',
    async (name) => {
      const { status, body } = await register({ ...METADATA, client_name: name });
      expect([status, body.client_name]).toEqual([201, name]);
    },
  );

  it('a confidential app gets a secret once, and the secret works unencoded in the Basic header', async () => {
    const { body } = await register({ redirect_uris: [CALLBACK] });
    expect(body).toMatchObject({
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['authorization_code'],
      client_secret: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      client_secret_expires_at: 0,
    });
    const app = new SmartApp(hospital, body.client_id);
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), {
      username: 'maria.lindqvist',
    });
    const { code } = app.answer(page);
    expect((await app.redeem(code!, {}, basic(body.client_id, 'wrong'))).status).toBe(401);
    expect((await app.redeem(code!, {}, basic(body.client_id, body.client_secret))).status).toBe(200);
    const rows = await hospital.app.get(DataSource).query('SELECT * FROM client_secret');
    expect(JSON.stringify(rows)).not.toContain(body.client_secret);
  });

  it('smart_2.2@316 smart_2.2@297 a backend service registers with its keys, within the scopes that are open to it', async () => {
    const { status, body } = await register({
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: ['client_credentials'],
      jwks: { keys: [jwk] },
      scope: 'system/Patient.rs system/Observation.cruds patient/Patient.rs openid',
    });
    expect({ status, scope: body.scope }).toEqual({ status: 201, scope: 'system/Patient.rs' });
    expect(body).toMatchObject({ response_types: [], jwks: { keys: [jwk] } });
    const now = Math.floor(Date.now() / 1000);
    const endpoint = `${hospital.issuer}/token`;
    const assertion = await new SignJWT({ jti: `${Math.random()}` })
      .setIssuer(body.client_id)
      .setSubject(body.client_id)
      .setAudience(endpoint)
      .setExpirationTime(now + 240)
      .setProtectedHeader({ alg: 'ES384', kid: 'k1', typ: 'JWT' })
      .sign(privateKey);
    const answer = await new SmartApp(hospital).post('/token', {
      grant_type: 'client_credentials',
      scope: 'system/Patient.rs',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });
    expect(answer).toMatchObject({ status: 200, body: { scope: 'system/Patient.rs' } });
  });

  it.each<[string, (key: JWK) => JWK[], string | undefined]>([
    ['a single key without kid', ({ kid: _kid, ...key }) => [key], undefined],
    [
      'a single key without kid, beside one for encryption',
      ({ kid: _kid, ...key }) => [key, { ...key, use: 'enc' }],
      'named-by-the-app',
    ],
    ['the same key twice', (key) => [key, { ...key, alg: undefined }], 'k1'],
  ])('a backend service registers with %s, and authenticates with it', async (_what, keys, kid) => {
    const { status, body } = await register({
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: ['client_credentials'],
      jwks: { keys: keys(jwk) },
      scope: 'system/Patient.rs',
    });
    expect({ status, error: body.error_description }).toEqual({ status: 201, error: undefined });
    const assertion = await new SignJWT({ jti: `${Math.random()}` })
      .setIssuer(body.client_id)
      .setSubject(body.client_id)
      .setAudience(`${hospital.issuer}/token`)
      .setExpirationTime('4 minutes')
      .setProtectedHeader({ alg: 'ES384', typ: 'JWT', ...(kid === undefined ? {} : { kid }) })
      .sign(privateKey);
    const answer = await new SmartApp(hospital).post('/token', {
      grant_type: 'client_credentials',
      scope: 'system/Patient.rs',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: assertion,
    });
    expect(answer).toMatchObject({ status: 200, body: { scope: 'system/Patient.rs' } });
  });

  it.each([
    ['accepted unchanged', 'launch/patient patient/Observation.rs', 'launch/patient patient/Observation.rs'],
    ['of version 1 too', 'patient/Observation.read', 'patient/Observation.read'],
    [
      'with a search parameter',
      'patient/Observation.rs?category=laboratory',
      'patient/Observation.rs?category=laboratory',
    ],
    ['limited', 'openid patient/*.cruds system/*.rs __wardkey/accounts.write', 'openid patient/*.rs'],
    [
      'all scopes for such an app when the request names none',
      undefined,
      'openid fhirUser launch launch/patient offline_access patient/*.rs user/*.rs',
    ],
  ])('smart_2.2 scope is %s', async (_how, scope, registered) => {
    const { status, body } = await register({ ...METADATA, scope });
    expect({ status, scope: body.scope }).toEqual({ status: 201, scope: registered });
  });

  it('members that only an administrator may set, and unknown members, are ignored', async () => {
    const { status, body } = await register({
      ...METADATA,
      client_id: 'chart',
      client_secret: 'chosen-by-the-developer',
      verified: true,
      may_introspect: true,
      mayIntrospect: true,
      identity_providers: ['none'],
      fhirContextForm: 'strings',
      fhir_user_form: 'relative',
      enabled: false,
      software_id: '4NRB1-0XZABZI9E6-5SM3R',
      'client_name#sv': 'App',
      constructor: {},
    });
    expect(status).toBe(201);
    expect(body.client_id).toMatch(/^[0-9a-f-]{36}$/);
    expect(JSON.stringify(body)).not.toMatch(/chosen-by|verified|introspect|strings|relative/);
    const [{ definition }] = await hospital.app
      .get(DataSource)
      .query(`SELECT definition FROM client WHERE client_id = '${body.client_id}'`);
    expect(Object.keys(JSON.parse(definition)).sort()).toEqual([
      'clientId',
      'clientName',
      'grantTypes',
      'redirectUris',
      'scope',
      'tokenEndpointAuthMethod',
    ]);
  });

  it('backchannel_logout_uri is where the client is told of sign-outs, always with the session', async () => {
    const address = 'https://app.example/backchannel-logout';
    const { status, body } = await register({
      ...METADATA,
      backchannel_logout_uri: address,
      backchannel_logout_session_required: false,
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      backchannel_logout_uri: address,
      backchannel_logout_session_required: true,
    });
  });

  it('contacts and addresses for people are stored', async () => {
    const about = {
      contacts: ['dev@app.example', 'Support'],
      logo_uri: 'https://app.example/logo.svg',
      policy_uri: 'https://app.example/privacy',
      tos_uri: 'https://app.example/terms',
    };
    const { status, body } = await register({ ...METADATA, ...about });
    expect([status, body]).toEqual([201, expect.objectContaining(about)]);
    const entry = await hospital.app.get(ClientDefinitions).find(body.client_id as string);
    expect(entry).toMatchObject({ contacts: about.contacts, logoUri: about.logo_uri, tosUri: about.tos_uri });
    for (const [member, value] of Object.entries({
      contacts: 'dev@app.example',
      logo_uri: 'javascript:alert(1)',
      policy_uri: '/privacy',
      tos_uri: 7,
    })) {
      const refused = await register({ ...METADATA, [member]: value });
      expect([refused.status, refused.body.error]).toEqual([400, 'invalid_client_metadata']);
      expect(refused.body.error_description).toContain(member);
    }
  });

  it.each<[string, object, object]>([
    [
      'refresh tokens, when the app may not use them',
      { grant_types: ['authorization_code'], scope: 'openid offline_access patient/Patient.rs' },
      { grant_types: ['authorization_code'], scope: 'openid patient/Patient.rs' },
    ],
    [
      'refresh tokens, when no scope permits them',
      { scope: 'openid patient/Patient.rs' },
      { grant_types: ['authorization_code'], scope: 'openid patient/Patient.rs' },
    ],
    [
      'scopes that are not open to the app',
      { scope: 'openid offline_access patient/Patient.cruds __wardkey/accounts.read' },
      { grant_types: METADATA.grant_types, scope: 'openid offline_access patient/Patient.rs' },
    ],
    [
      'keys, when the app does not authenticate with them',
      { jwks_uri: 'https://app.example/jwks' },
      { jwks_uri: undefined },
    ],
  ])('the answer does not name what the app cannot get: %s', async (_what, metadata, answer) => {
    const { status, body } = await register({ ...METADATA, ...metadata });
    expect(status).toBe(201);
    for (const [member, value] of Object.entries(answer))
      expect([member, body[member]]).toEqual([member, value]);
  });

  it('the answer to a backend service names nothing about signing people in', async () => {
    const { status, body } = await register({
      token_endpoint_auth_method: 'private_key_jwt',
      grant_types: ['client_credentials'],
      jwks: { keys: [jwk] },
      scope: 'system/Patient.rs openid offline_access',
      redirect_uris: [CALLBACK],
      initiate_login_uri: 'https://app.example/launch',
      backchannel_logout_uri: 'https://app.example/logout',
    });
    expect([status, body.scope]).toEqual([201, 'system/Patient.rs']);
    for (const member of [
      'redirect_uris',
      'initiate_login_uri',
      'backchannel_logout_uri',
      'application_type',
    ])
      expect(body).not.toHaveProperty(member);
  });

  describe('application_type', () => {
    const NATIVE = { ...METADATA, application_type: 'native', redirect_uris: ['http://127.0.0.1/cb'] };
    const isSentBackTo = async (clientId: string, redirect_uri: string) => {
      const url = new SmartApp(hospital, clientId).authorizationUrl({ redirect_uri, prompt: 'none' });
      return (await fetch(url, { redirect: 'manual' })).status === 303;
    };

    it.each(['none', 'client_secret_basic'])('native: any port of the device, for %s', async (method) => {
      const { status, body } = await register({ ...NATIVE, token_endpoint_auth_method: method });
      expect([status, body.application_type]).toEqual([201, 'native']);
      for (const address of ['http://127.0.0.1/cb', 'http://127.0.0.1:5000/cb'])
        expect([address, await isSentBackTo(body.client_id, address)]).toEqual([address, true]);
    });

    it('web: only the exact address', async () => {
      const { status, body } = await register({ ...NATIVE, application_type: 'web' });
      expect([status, body.application_type]).toEqual([201, 'web']);
      expect(await isSentBackTo(body.client_id, 'http://127.0.0.1/cb')).toBe(true);
      expect(await isSentBackTo(body.client_id, 'http://127.0.0.1:5000/cb')).toBe(false);
    });

    it('is decided from the addresses when the request does not give it', async () => {
      const redirect_uris = ['com.example.app:/cb'];
      expect((await register({ ...METADATA, redirect_uris })).body.application_type).toBe('native');
      expect((await register(METADATA)).body.application_type).toBe('web');
    });

    it.each<[string, string, object]>([
      [
        'web, with a private-use scheme',
        'invalid_redirect_uri',
        { application_type: 'web', redirect_uris: ['com.example.app:/cb'] },
      ],
      [
        'native, with https on the device itself',
        'invalid_redirect_uri',
        { application_type: 'native', redirect_uris: ['https://127.0.0.1/cb'] },
      ],
      ['an unknown value', 'invalid_client_metadata', { application_type: 'browser' }],
      ['a value that is not text', 'invalid_client_metadata', { application_type: ['native'] }],
    ])('%s is %s', async (_what, error, metadata) => {
      const { status, body } = await register({ ...METADATA, ...metadata });
      expect([status, body.error]).toEqual([400, error]);
    });
  });

  it('initiate_login_uri is the address that an EHR opens', async () => {
    const { body } = await register({ ...METADATA, initiate_login_uri: 'https://app.example/launch' });
    expect(body.initiate_login_uri).toBe('https://app.example/launch');
    const [{ definition }] = await hospital.app
      .get(DataSource)
      .query(`SELECT definition FROM client WHERE client_id = '${body.client_id}'`);
    expect(JSON.parse(definition).launchUris).toEqual(['https://app.example/launch']);
  });

  it.each([
    'https://*.app.example/cb',
    'https://app.example/cb#x',
    'https://user@app.example/cb',
    'https://evil.example@@app.example/cb',
    'https://app.example/..;/cb',
    'https://app.example/a/%2e%2e/cb',
    'http://app.example/cb',
    'http://127.0.0.1.evil.example/cb',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'intent://x#Intent;end',
    'app:/cb',
    '//app.example/cb',
    '/cb',
    '',
    ' https://app.example/cb',
    'https://app.example/c\u0000b',
    'https://app.example/c\u200bb',
    'https://app.example/c b',
    'https://app.example/c\ud800',
    'https:\\\\app.example',
    'https://app.example:99999/cb',
  ])('%j is invalid_redirect_uri', async (uri) => {
    proves('BI-93 TM-29');
    const { status, body } = await register({ ...METADATA, redirect_uris: [uri] });
    expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_redirect_uri' });
    expect(body.error_description).toMatch(/^[\x20-\x7e]+$/);
  });

  it.each([
    ['empty', []],
    ['text', CALLBACK],
    ['numbers', [1]],
    ['an object', {}],
    ['nothing', undefined],
  ])('redirect_uris that are %s are invalid_redirect_uri', async (_what, redirect_uris) => {
    proves('BI-94');
    expect((await register({ ...METADATA, redirect_uris })).body.error).toBe('invalid_redirect_uri');
  });

  const rsa = { kty: 'RSA', n: 'x', e: 'AQAB', kid: '1' };
  const keyed = (changes: object) => ({
    ...METADATA,
    token_endpoint_auth_method: 'private_key_jwt',
    ...changes,
  });
  it.each<[string, object]>([
    [
      'an unsupported authentication method',
      { ...METADATA, token_endpoint_auth_method: 'client_secret_jwt' },
    ],
    ['an authentication method that is not text', { ...METADATA, token_endpoint_auth_method: ['none'] }],
    ['an unsupported grant type', { ...METADATA, grant_types: ['implicit'] }],
    proves('BI-96', ['an unsupported response type', { ...METADATA, response_types: ['token'] }]),
    ['response types and grant types that contradict each other', { ...METADATA, response_types: [] }],
    ['refresh_token as the only grant type', { ...METADATA, grant_types: ['refresh_token'] }],
    ['a service with a secret', { grant_types: ['client_credentials'], scope: 'system/Patient.rs' }],
    ['a service without a method', { ...METADATA, grant_types: ['client_credentials'] }],
    [
      'a service that asks for unavailable scopes',
      keyed({ grant_types: ['client_credentials'], jwks: { keys: [rsa] }, scope: 'system/Observation.rs' }),
    ],
    ['jwks and jwks_uri', keyed({ jwks: { keys: [rsa] }, jwks_uri: 'https://app.example/jwks' })],
    ['neither of them', keyed({})],
    ['a key for encryption only', keyed({ jwks: { keys: [{ ...rsa, use: 'enc' }] } })],
    ['two keys with one kid', keyed({ jwks: { keys: [rsa, { ...rsa, n: 'y' }] } })],
    ['several keys, one without kid', keyed({ jwks: { keys: [rsa, { ...rsa, n: 'y', kid: undefined }] } })],
    ['a private key', keyed({ jwks: { keys: [{ ...rsa, d: 'x' }] } })],
    ['a symmetric key', keyed({ jwks: { keys: [{ kty: 'oct', k: 'x' }] } })],
    ['keys that are not a key set', keyed({ jwks: 'x' })],
    ['a jwks_uri without TLS', keyed({ jwks_uri: 'http://app.example/jwks' })],
    ['a jwks_uri that is a file', keyed({ jwks_uri: 'file:///etc/passwd' })],
    proves('TM-29', ['a home page that is a script', { ...METADATA, client_uri: 'javascript:alert(1)' }]),
    ['a launch address that is a script', { ...METADATA, initiate_login_uri: 'javascript:alert(1)' }],
    ['a name that is too long', { ...METADATA, client_name: 'x'.repeat(121) }],
    ['a name with a joiner at its end', { ...METADATA, client_name: 'a\u200d' }],
    ['a name that turns the direction of text', { ...METADATA, client_name: 'a\u202eb' }],
    ['a name without visible characters', { ...METADATA, client_name: ' \ufe0f ' }],
    ['a name with half a character', { ...METADATA, client_name: 'a\ud800' }],
    ['a name with a control character', { ...METADATA, client_name: 'a\u0000' }],
    ['a contact without visible characters', { ...METADATA, contacts: [' '] }],
    ['a contact with half a character', { ...METADATA, contacts: ['a\ud800'] }],
    ['a scope with a control character', { ...METADATA, scope: 'openid\u0000' }],
    ['a scope with half a character', { ...METADATA, scope: 'openid \ud800' }],
    ...['client_uri', 'logo_uri', 'policy_uri', 'tos_uri', 'jwks_uri', 'initiate_login_uri'].flatMap((name) =>
      ['\u0000', '\u200b', '\ud800', ' '].map((sign): [string, object] => [
        `a ${name} with ${JSON.stringify(sign)}`,
        { ...METADATA, [name]: `https://app.example/${sign}x` },
      ]),
    ),
    [
      'a post-logout address with an invisible character',
      { ...METADATA, post_logout_redirect_uris: ['https://app.example/\u0000'] },
    ],
    ['a key whose kid has an invisible character', keyed({ jwks: { keys: [{ ...rsa, kid: 'a\u0000b' }] } })],
    ['a key with a blank name', keyed({ jwks: { keys: [{ ...rsa, kid: ' ' }] } })],
    ['a name that is not text', { ...METADATA, client_name: { en: 'x' } }],
    proves('BI-99', [
      'scopes of which none is available',
      { ...METADATA, scope: 'patient/*.dus system/*.rs nonsense' },
    ]),
    ['a scope that is not text', { ...METADATA, scope: ['openid'] }],
    ['a reference to a file of the server', { ...METADATA, client_uri: '${file:/etc/passwd}' }],
    proves('BI-95', [
      'a post-logout address that is a script',
      { ...METADATA, post_logout_redirect_uris: ['javascript:alert(1)'] },
    ]),
    ['a logout address without TLS', { ...METADATA, backchannel_logout_uri: 'http://app.example/logout' }],
    ['a logout address that is not text', { ...METADATA, backchannel_logout_uri: ['https://app.example/x'] }],
    [
      'a logout session setting that is not a boolean',
      { ...METADATA, backchannel_logout_session_required: 'true' },
    ],
    ['too many addresses', { ...METADATA, post_logout_redirect_uris: many() }],
  ])('%s is invalid_client_metadata', async (_what, metadata) => {
    const { status, headers, body } = await register(metadata);
    expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_client_metadata' });
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body.error_description).toMatch(/^[\x20-\x7e]+$/);
  });

  it('the error description uses the member names of the request', async () => {
    const { body } = await register(keyed({ jwks: { keys: [rsa] }, jwks_uri: 'https://app.example/jwks' }));
    expect(body.error_description).toBe('a private_key_jwt client needs exactly one of jwks and jwks_uri');
    const ofKey = await register(keyed({ jwks: { keys: [] } }));
    expect(ofKey.body.error_description).toMatch(/^jwks: /);
  });

  it('the error description is readable in ASCII', async () => {
    const redirect_uris = ['org.example.app:/callback'];
    const { body } = await register({ ...METADATA, application_type: 'web', redirect_uris });
    expect(body.error_description).toContain("a scheme of the app's own");
  });

  it('a software statement is refused', async () => {
    const { status, body } = await register({ ...METADATA, software_statement: 'e30.e30.' });
    expect({ status, error: body.error }).toEqual({ status: 400, error: 'unapproved_software_statement' });
  });

  it.each([
    ['not JSON', '{"redirect_uris":', 'application/json'],
    ['another prototype', '{"__proto__":{"x":1}}', 'application/json'],
    ['a list', '[]', 'application/json'],
    ['null', 'null', 'application/json'],
    ['a form', 'redirect_uris=https://a.example', 'application/x-www-form-urlencoded'],
    ['text', JSON.stringify(METADATA), 'text/plain'],
  ])('a body that is %s is refused', async (_what, text, type) => {
    proves('BI-98');
    const token = await newToken();
    const { status } = await post(hospital, text, {
      authorization: `Bearer ${token}`,
      'content-type': type,
    });
    expect(status).toBe(400);
    // A mistake does not use up the token.
    expect(await hospital.app.get(RegistrationTokens).isGood(token)).toBe(true);
  });

  it('of twenty registrations at once with one token, only the permitted number succeeds', async () => {
    proves('TM-31');
    const authorization = `Bearer ${await newToken(3)}`;
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => post(hospital, METADATA, { authorization })),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(3);
    expect(new Set(made.map(({ body }) => body.client_id)).size).toBe(3);
    for (const { status, body } of answers.filter((answer) => !made.includes(answer)))
      expect({ status, error: body.error }).toEqual({ status: 401, error: 'invalid_token' });
  });

  it.each([
    ['no token', {}, 'Bearer realm="wardkey"'],
    [
      'an unknown token',
      { authorization: 'Bearer nonsense' },
      'Bearer realm="wardkey", error="invalid_token"',
    ],
    ['another scheme', { authorization: 'Basic eDp5' }, 'Bearer realm="wardkey", error="invalid_token"'],
    ['an empty token', { authorization: 'Bearer ' }, 'Bearer realm="wardkey", error="invalid_token"'],
  ])(
    'a request with %s is refused, and the answer says nothing about the metadata',
    async (_what, headers, challenge) => {
      const {
        status,
        headers: answered,
        body,
      } = await post(hospital, { redirect_uris: ['nonsense'] }, headers);
      expect({ status, error: body.error }).toEqual({ status: 401, error: 'invalid_token' });
      expect(answered.get('www-authenticate')).toBe(challenge);
    },
  );

  it('a request with an expired token is refused', async () => {
    const token = await hospital.app.get(RegistrationTokens).make(1, Math.floor(Date.now() / 1000) - 1);
    expect((await post(hospital, METADATA, { authorization: `Bearer ${token}` })).status).toBe(401);
  });

  it('pages of other origins cannot read the answer', async () => {
    const { headers } = await register(METADATA);
    expect(headers.get('access-control-allow-origin')).toBeNull();
    const preflight = await fetch(`${hospital.issuer}/register`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('an address that tries too often has to wait', async () => {
    const answers: number[] = [];
    for (let attempt = 0; attempt < 31; attempt += 1) answers.push((await post(hospital, METADATA)).status);
    expect(answers).toEqual([...Array<number>(30).fill(401), 429]);
  });

  it('a registration is in the audit log, and a refusal is counted', async () => {
    const events = await hospital.app.get(DataSource).getRepository(AuditEvent).find();
    const found = new Set(events.map(({ event }) => event));
    expect(found).toContain('client.registered');
    expect(found).toContain('client.registration_token_made');
    expect(found).not.toContain('client.registration_refused');
    for (const reason of [
      'invalid_redirect_uri',
      'invalid_client_metadata',
      'unapproved_software_statement',
      'invalid_token',
    ])
      expect(await counted(hospital, 'client.registration_refused', reason)).toBeGreaterThan(0);
  });
});

describe('registration that waits for approval', () => {
  let hospital: Hospital;
  beforeAll(async () => {
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.registration = { mode: 'pending', maxPending: 2 };
      },
    });
  });
  afterAll(() => hospital.close());

  it('makes a client that cannot be used until it is approved, and limits the number of waiting clients', async () => {
    const managed = hospital.app.get(ClientAdministration);
    const { status, body } = await post(hospital, METADATA);
    expect({ status, state: body.status }).toEqual({ status: 201, state: 'pending' });
    const app = new SmartApp(hospital, body.client_id);
    expect((await newBrowser().get(app.authorizationUrl())).status).toBe(400);
    const told = async (asked: SmartApp) =>
      JSON.stringify((await asked.redeem('x')).body).replace(/reference [\dA-Z-]{9}/, 'reference');
    expect(await told(app)).toBe(await told(new SmartApp(hospital, 'nobody')));
    // Enabling the client does not approve it.
    await expect(managed.setEnabled(body.client_id, true, COMMAND_LINE)).rejects.toMatchObject({
      code: 'client_pending',
    });

    expect((await post(hospital, METADATA)).status).toBe(201);
    const tooMany = await post(hospital, METADATA);
    expect(tooMany).toMatchObject({ status: 429, body: { error: 'temporarily_unavailable' } });
    expect(tooMany.headers.get('retry-after')).toBe('60');

    await managed.approve(body.client_id, COMMAND_LINE);
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' }, { app });
    expect(tokens.patient).toEqual(expect.any(String));
    await expect(managed.approve(body.client_id, COMMAND_LINE)).rejects.toMatchObject({
      code: 'client_not_pending',
    });
    expect((await post(hospital, METADATA)).status).toBe(201);
  });

  it('a client with an initial access token needs no approval; a wrong token is refused', async () => {
    const token = await hospital.app.get(RegistrationTokens).make(1, inAnHour());
    const { body } = await post(hospital, METADATA, { authorization: `Bearer ${token}` });
    expect(body.status).toBeUndefined();
    expect((await newBrowser().get(new SmartApp(hospital, body.client_id).authorizationUrl())).status).toBe(
      200,
    );
    expect((await post(hospital, METADATA, { authorization: 'Bearer x' })).status).toBe(401);
  });
});

function many(): string[] {
  return Array.from({ length: 21 }, (_, index) => `https://app.example/${index}`);
}
