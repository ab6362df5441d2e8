import { decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import { CALLBACK, type Hospital, startHospital } from '../support/hospital.js';
import { compact, hs256, unsigned } from '../support/forged-token.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

type Parameters = Record<string, string | undefined>;

const CLINIC = 'https://clinic.example/fhir/r4';
const SCOPE = 'openid launch/patient patient/Patient.rs';
let hospital: Hospital;
let signRequest: (claims: object) => Promise<string>;

beforeAll(async () => {
  const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k' }] };
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.fhirServers[0].default = true;
      configuration.fhirServers.push({ name: 'clinic', baseUrl: CLINIC });
      configuration.clients.push(
        { ...configuration.clients[0], clientId: 'other' },
        { clientId: 'signing', tokenEndpointAuthMethod: 'private_key_jwt', jwks, redirectUris: [CALLBACK] },
      );
    },
  });
  signRequest = (claims) =>
    new SignJWT({ iss: 'signing', aud: hospital.issuer, ...claims })
      .setProtectedHeader({ alg: 'ES384', kid: 'k' })
      .setExpirationTime('5m')
      .sign(privateKey);
});
afterAll(() => hospital.close());

/**
 * Sends a request and returns the error that goes back to the app, or only the status when the browser stays here.
 */
async function answerTo(
  parameters: Parameters,
  { clientId = 'chart', extra = '' } = {},
): Promise<{ status: number; error?: string; state?: string | null; code?: string | null }> {
  const app = new SmartApp(hospital, clientId);
  const response = await fetch(app.authorizationUrl({ prompt: 'none', ...parameters }) + extra, {
    redirect: 'manual',
  });
  const location = response.headers.get('location');
  if (!location?.startsWith(CALLBACK)) return { status: response.status };
  const { searchParams, hash } = new URL(location);
  const answer = hash ? new URLSearchParams(hash.slice(1)) : searchParams;
  expect([answer.get('state'), answer.get('iss'), answer.get('code')]).toEqual([
    app.state,
    hospital.issuer,
    null,
  ]);
  return { status: response.status, error: answer.get('error')! };
}

const sentBackWith = (error: string) => ({ status: 303, error });

it('a correct request leads to the sign-in', async () => {
  expect(await answerTo({})).toEqual(sentBackWith('login_required'));
});

describe('unsupported response types and modes are refused', () => {
  proves('BI-96');
  it.each<[Parameters, string]>([
    [{ response_type: 'none' }, 'unsupported_response_type'],
    [{ response_type: 'code token' }, 'unsupported_response_type'],
    [{ response_type: 'code id_token', nonce: 'n' }, 'unsupported_response_type'],
    [{ response_type: 'code id_token', nonce: 'n', response_mode: 'query' }, 'invalid_request'],
    [{ response_type: 'unknown' }, 'unsupported_response_type'],
    [{ response_type: 'Code' }, 'unsupported_response_type'],
    [{ response_type: undefined }, 'invalid_request'],
    [{ response_mode: 'web_message' }, 'unsupported_response_mode'],
    [{ response_mode: 'jwt' }, 'unsupported_response_mode'],
    [{ response_mode: 'query.jwt' }, 'unsupported_response_mode'],
    [{ response_mode: 'Query' }, 'unsupported_response_mode'],
    [{ response_mode: 'https://evil.example' }, 'unsupported_response_mode'],
  ])('%j', async (parameters, error) => expect(await answerTo(parameters)).toEqual(sentBackWith(error)));
});

describe('a wrong code_challenge is refused (RFC 7636 section 4.4.1)', () => {
  proves('BI-97');
  const challenge = 'E9Melhoa2OwvFrEGKLfNbVQzuOUZqDrWQ4Ln9rC2hcM';
  it.each<[string, Parameters]>([
    ['129 characters', { code_challenge: 'x'.repeat(129) }],
    ['empty', { code_challenge: '' }],
    ['base64 in place of base64url', { code_challenge: 'E9Melhoa2OwvFrEGKLfNbVQzuOUZqDrWQ4Ln9rC2h/+=' }],
    ['padded', { code_challenge: `${challenge}=` }],
    ['with a space', { code_challenge: `${challenge.slice(1)} ` }],
    ['beside an unknown method', { code_challenge_method: 'S512' }],
    ['beside a method in lower case', { code_challenge_method: 's256' }],
    ['without a method, which would mean plain', { code_challenge_method: undefined }],
    ['missing, with a method', { code_challenge: undefined }],
  ])('%s', async (_what, parameters) =>
    expect(await answerTo(parameters)).toEqual(sentBackWith('invalid_request')),
  );
});

describe('parameters that are repeated or written in another form', () => {
  proves('BI-98');
  it.each([
    'client_id',
    'scope',
    'state',
    'response_type',
    'code_challenge',
    'code_challenge_method',
    'aud',
    'launch',
    'prompt',
    'nonce',
    'max_age',
  ])('%s twice is refused, also with the same value', async (name) => {
    const app = new SmartApp(hospital);
    const url = new URL(app.authorizationUrl({ launch: 'x', nonce: 'n', max_age: '5', prompt: 'none' }));
    url.searchParams.append(name, url.searchParams.get(name)!);
    const response = await fetch(url, { redirect: 'manual' });
    const location = response.headers.get('location');
    // Without one clear client there is no address to send the browser back to.
    if (name === 'client_id') return expect([response.status, location]).toEqual([400, null]);
    const answer = new URL(location!).searchParams;
    expect([response.status, answer.get('error'), answer.get('code')]).toEqual([
      303,
      'invalid_request',
      null,
    ]);
  });

  it('scope[]= and scope[0]= are other parameters, which are ignored (RFC 6749 section 3.1)', async () => {
    const extra = '&scope[]=user/*.cruds&scope[0]=user/*.cruds&aud[]=https://evil.example';
    expect(await answerTo({}, { extra })).toEqual(sentBackWith('login_required'));
    expect(await answerTo({ scope: undefined }, { extra })).toEqual(sentBackWith('invalid_scope'));
  });

  it.each(['__proto__', 'constructor', 'toString'])('%s is an ordinary unknown parameter', async (name) => {
    expect(await answerTo({}, { extra: `&${name}=1&${name}=2` })).toEqual(sentBackWith('login_required'));
  });
});

describe('scopes', () => {
  proves('BI-99');
  it.each<[string, string | undefined]>([
    ['no scope', undefined],
    ['empty text', ''],
    ['a quotation mark', 'openid "'],
    ['a backslash', 'openid \\'],
    ['a zero character', 'openid \0'],
    ['a tab', 'openid\tlaunch/patient'],
    ['a line break', 'openid\r\nlaunch/patient'],
    ['letters outside ASCII', 'openid patient/Observatiön.rs'],
    ['only spaces', '  '],
    ['an unknown scope', 'unknown'],
    ['actions in the wrong order', 'patient/*.dcurs'],
    ['an action twice', 'patient/*.rrs'],
    ['no action', 'patient/*.'],
    ['an unknown action', 'patient/Observation.rx'],
    ['a query of version 1', 'user/Patient.read?x'],
    ['a query without a value', 'user/Patient.rs?x'],
    ['a scope for a service, where a person is present', 'system/*.rs'],
    ['an unknown level', 'practitioner/*.rs'],
    ['another case of the level', 'Patient/Observation.rs'],
    ['another case of the type', 'patient/observation.rs'],
    ['another case of the actions', 'patient/Observation.RS'],
    ['another case of openid', 'OpenID'],
    ['a wildcard in the type', 'patient/Obs*.rs'],
    ['a path', 'patient/../*.rs'],
    ['the name of a member of every object', '__proto__ constructor'],
  ])('%s: when no scope is left the answer is invalid_scope, without a sign-in', async (_what, scope) =>
    expect(await answerTo({ scope })).toEqual(sentBackWith('invalid_scope')),
  );

  it.each(['openid  launch/patient', ' openid', 'openid '])(
    'spaces around and between scopes make no difference: %j',
    async (scope) => expect(await answerTo({ scope })).toEqual(sentBackWith('login_required')),
  );

  it('201 scopes are each checked', async () => {
    const scopes = Array.from(
      { length: 200 },
      (_none, index) => `patient/Type${String.fromCharCode(65 + (index % 26))}.rs`,
    );
    expect(await answerTo({ scope: ['openid', ...scopes].join(' ') })).toEqual(
      sentBackWith('login_required'),
    );
  });

  it('100 KB of scopes are refused without a redirect, and the server goes on', async () => {
    const scope = `openid ${'x'.repeat(100_000)}`;
    const url = new SmartApp(hospital).authorizationUrl({ scope });
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(431);
    const body = new URL(url).searchParams;
    for (const path of ['/authorize', '/par']) {
      const response = await fetch(hospital.issuer + path, { method: 'POST', body, redirect: 'manual' });
      expect([400, 404, 413]).toContain(response.status);
    }
    expect(await answerTo({})).toEqual(sentBackWith('login_required'));
  });
});

describe('an aud that differs from the base URL of a FHIR server is refused', () => {
  proves('BI-112 TM-32');
  it.each([
    'http://clinic.example/fhir/r4',
    'https://clinic.example:8443/fhir/r4',
    'https://clinic.example./fhir/r4',
    'https://clinic.example/FHIR/r4',
    'https://clinic.example/fhir/r4//',
    'https://clinic.example//fhir/r4',
    'https://clinic.example/fhir',
    'https://clinic.example/fhir/',
    'https://clinic.example/fhir/r4/Patient',
    'https://clinic.example/fhir/r4?x=1',
    'https://clinic.example/fhir/r4#',
    'https://clinic.example/fhir/%72%34',
    'https://clinic.example/fhir/../fhir/r4',
    'https://user@clinic.example/fhir/r4',
    'https://clinic.example/fhir/r4 ',
    'clinic',
    'javascript:alert(1)',
    '*',
  ])('%s', async (aud) => {
    expect(await answerTo({ aud })).toEqual(sentBackWith('invalid_target'));
    expect(await answerTo({ aud: undefined, resource: aud })).toEqual(sentBackWith('invalid_target'));
  });

  it.each([
    CLINIC,
    `${CLINIC}/`,
    'https://Clinic.example/fhir/r4',
    'HTTPS://clinic.example/fhir/r4',
    'https://clinic.example:443/fhir/r4',
  ])(
    'a slash at the end, the case of scheme and host and the default port make no difference: %s',
    async (aud) => {
      expect(await answerTo({ aud })).toEqual(sentBackWith('login_required'));
      expect(await answerTo({ aud: undefined, resource: aud })).toEqual(sentBackWith('login_required'));
    },
  );

  it('is refused when it is missing and the app asks for clinical data', async () => {
    expect(await answerTo({ aud: undefined })).toEqual(sentBackWith('invalid_request'));
    expect(await answerTo({ aud: '' })).toEqual(sentBackWith('invalid_request'));
  });
});

describe('a launch needs the parameter and the scope together; refused is', () => {
  proves('BI-113');
  it.each<[string, Parameters]>([
    ['the scope without the parameter', { scope: 'openid launch patient/Patient.rs' }],
    ['the scope with an empty parameter', { scope: 'openid launch patient/Patient.rs', launch: '' }],
    ['the parameter without the scope', { launch: 'x' }],
    ['the parameter with launch/patient alone', { launch: 'x', scope: SCOPE }],
  ])('%s', async (_what, parameters) =>
    expect(await answerTo(parameters)).toEqual(sentBackWith('invalid_request')),
  );

  it.each(['unknown', 'x'.repeat(5_000), '../1', "' OR 1=1 --", '\0', '🚑'])(
    'an unknown launch is invalid_request, after the sign-in: %.20j',
    async (launch) => {
      const app = new SmartApp(hospital);
      const browser = newBrowser();
      const url = app.authorizationUrl({ launch, scope: 'openid launch patient/Patient.rs' });
      const page = await walkThrough(browser, await browser.get(url), { username: 'maria.lindqvist' });
      expect(app.answer(page)).toMatchObject({ error: 'invalid_request', state: app.state });
    },
  );
});

describe('the claims parameter of a SMART app', () => {
  proves('BI-114');
  const about = (idToken: object) => ({ claims: JSON.stringify({ id_token: idToken }) });

  it.each<[string, object]>([
    ['another person', { sub: { value: 'somebody-else' } }],
    ['another person, not essential', { sub: { value: 'somebody-else', essential: false } }],
    ['an empty sub', { sub: { value: '' } }],
    ['a number', { sub: { value: 1 } }],
    ['a list', { sub: { value: ['somebody-else'] } }],
    ['null', { sub: { value: null } }],
  ])('that asks for %s never gets an answer about the person who is signed in', async (_what, idToken) => {
    const { browser } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const app = new SmartApp(hospital);
    const silent = await browser.get(app.authorizationUrl({ ...about(idToken), prompt: 'none' }));
    expect(app.answer(silent)).toMatchObject({ error: 'login_required' });
    const asked = new SmartApp(hospital);
    const start = await browser.get(asked.authorizationUrl(about(idToken)));
    const page = await walkThrough(browser, start, { username: 'maria.lindqvist' });
    expect(asked.answer(page)).toMatchObject({ error: 'login_required' });
  });

  it.each<[string, string]>([
    ['deeply nested lists', `{"id_token":${'['.repeat(2_000)}${']'.repeat(2_000)}}`],
    ['a number for userinfo', '{"userinfo":1}'],
    ['text for id_token', '{"id_token":"sub"}'],
    ['null', 'null'],
    ['cut off', '{"id_token":{"sub":'],
    ['two values', '{} {}'],
  ])('is invalid_request in the form of %s', async (_what, claims) =>
    expect(await answerTo({ claims })).toEqual(sentBackWith('invalid_request')),
  );

  it.each<[string, object]>([
    ['no value', { essential: true, values: [] }],
    ['no value, not essential', { values: [] }],
    ['null for a value', { essential: true, value: null }],
    ['null for a list', { essential: true, values: null }],
    ['values that are not text', { essential: true, values: ['gold', 1] }],
    ['an empty value', { value: '' }],
    ['a value beside a list', { essential: true, value: 'gold', values: ['gold', 'silver'] }],
    ['essential that is not a boolean', { essential: 'true', value: 'gold' }],
  ])('with acr in the form of %s is invalid_request, before the sign-in', async (_what, acr) =>
    expect(await answerTo(about({ acr }))).toEqual(sentBackWith('invalid_request')),
  );

  it('may name unknown claims, essential or not; these and members of every object are left out', async () => {
    const claims = '{"id_token":{"shoe_size":{"essential":true},"__proto__":null,"constructor":{"value":1}}}';
    const parameters = { claims };
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' }, { parameters });
    const idToken = decodeJwt(tokens.id_token as string);
    for (const name of ['shoe_size', 'constructor', '__proto__'])
      expect(Object.keys(idToken)).not.toContain(name);
  });
});

describe('an id_token_hint is refused when it is not an ID token of this server for this app', () => {
  proves('BI-115');
  it.each<[string, (idToken: string, accessToken: string) => string]>([
    ['an access token', (_idToken, accessToken) => accessToken],
    ['without its signature', (idToken) => idToken.split('.').slice(0, 2).join('.')],
    ['with an empty signature', (idToken) => `${idToken.split('.').slice(0, 2).join('.')}.`],
    ['signed with a secret', (idToken) => compact({ alg: 'HS256' }, decodeJwt(idToken), hs256('chart'))],
    [
      'with another subject',
      (idToken) => {
        const [header, payload, signature] = idToken.split('.');
        const other = { ...(JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object), sub: 'x' };
        return [header, Buffer.from(JSON.stringify(other)).toString('base64url'), signature].join('.');
      },
    ],
    ['encrypted', () => 'eyJhbGciOiJSU0EtT0FFUCJ9.a.b.c.d'],
    ['a list', () => '[]'],
    ['10 KB', () => 'x'.repeat(10_000)],
  ])('%s', async (_what, hint) => {
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const id_token_hint = hint(tokens.id_token as string, tokens.access_token as string);
    expect(await answerTo({ id_token_hint })).toEqual(sentBackWith('invalid_request'));
  });
});

it('claims of 1 MB are too long to be read, and there is no redirect', async () => {
  proves('BI-114');
  const claims = JSON.stringify({ id_token: { sub: { value: 'x'.repeat(1_000_000) } } });
  const url = new SmartApp(hospital).authorizationUrl({ claims });
  expect((await fetch(url, { redirect: 'manual' }).catch(() => ({ status: 431 }))).status).toBe(431);
  expect(await answerTo({})).toEqual(sentBackWith('login_required'));
});

describe('request objects are not supported', () => {
  proves('BI-117');
  const claims = () => Object.fromEntries(new URL(new SmartApp(hospital).authorizationUrl()).searchParams);

  it('and discovery says so', async () => {
    const response = await fetch(`${hospital.issuer}/.well-known/openid-configuration`);
    const document = (await response.json()) as Record<string, unknown>;
    // OpenID Connect Discovery section 3: request_parameter_supported is false by default,
    // request_uri_parameter_supported is true.
    expect(document.request_parameter_supported ?? false).toBe(false);
    expect(document.request_uri_parameter_supported).toBe(false);
    expect(document).not.toHaveProperty('request_object_signing_alg_values_supported');
  });

  it.each<[string, () => Promise<string> | string, string]>([
    ['unsigned', () => compact({ alg: 'none' }, claims(), unsigned), 'chart'],
    ['of another client', () => signRequest({ ...claims(), client_id: 'signing' }), 'chart'],
    ['signed by the client’s own key', () => signRequest({ ...claims(), client_id: 'signing' }), 'signing'],
    ['not a JWT', () => 'nonsense', 'chart'],
  ])('%s: request_not_supported', async (_what, request, clientId) => {
    expect(await answerTo({ request: await request() }, { clientId })).toEqual(
      sentBackWith('request_not_supported'),
    );
  });

  it('a request object of 100 KB is too long to be read', async () => {
    const url = new SmartApp(hospital).authorizationUrl({ request: 'x'.repeat(100_000) });
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(431);
  });

  it.each([
    'http://evil.example/request.jwt',
    'https://evil.example/request.jwt',
    'http://169.254.169.254/latest',
    'file:///etc/passwd',
    'urn:example:request',
    'nonsense',
  ])('a request_uri is never fetched: %s', async (request_uri) =>
    expect(await answerTo({ request_uri })).toEqual(sentBackWith('request_uri_not_supported')),
  );

  it('and they cannot be pushed', async () => {
    const app = new SmartApp(hospital);
    const form = Object.fromEntries(new URL(app.authorizationUrl()).searchParams);
    const { status, body } = await app.post('/par', {
      ...form,
      request: compact({ alg: 'none' }, form, unsigned),
    });
    expect([status, body.error]).toEqual([400, 'request_not_supported']);
    const uri = await app.post('/par', { ...form, request_uri: 'urn:ietf:params:oauth:request_uri:x' });
    expect([uri.status, uri.body.error]).toEqual([400, 'request_uri_not_supported']);
  });
});

describe('a pushed request (RFC 9126)', () => {
  proves('BI-118');
  const push = async (clientId = 'chart') => {
    const app = new SmartApp(hospital, clientId);
    const form = Object.fromEntries(new URL(app.authorizationUrl()).searchParams);
    const { status, body } = await app.post('/par', form);
    expect([status, body.expires_in]).toEqual([201, 60]);
    return { app, uri: body.request_uri as string };
  };
  const address = (request_uri: string, client_id = 'chart', more: Parameters = {}) =>
    `${hospital.issuer}/authorize?${new URLSearchParams({ client_id, request_uri, ...more } as Record<string, string>)}`;
  const shown = async (url: string) => {
    const page = await newBrowser().get(url);
    expect([page.status, page.headers.get('location')]).toEqual([400, null]);
    return page;
  };

  it('can be used once', async () => {
    const { app, uri } = await push();
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(address(uri)), { username: 'maria.lindqvist' });
    expect((await app.redeem(app.answer(page).code!)).status).toBe(200);
    const again = await newBrowser().get(address(uri));
    // The redirect URI was part of the request that is gone.
    expect([again.status, again.headers.get('location')]).toEqual([400, null]);
  });

  it('gives one code when two browsers use it', async () => {
    const { app, uri } = await push();
    const consents = [];
    for (const patient of ['noah-jansen', 'emma-devries']) {
      const browser = newBrowser();
      const picker = await browser.submit(await browser.get(address(uri)), { button: 'maria.lindqvist' });
      consents.push({ browser, page: await browser.submit(picker, { button: patient }) });
    }
    const ends = await Promise.all(
      consents.map(({ browser, page }) => walkThrough(browser, page, { username: '' })),
    );
    const answers = ends.map((end) => (end.url.startsWith(CALLBACK) ? app.answer(end) : { error: 'shown' }));
    expect(answers.map(({ code, error }) => (code ? 'code' : error)).sort()).toEqual([
      'code',
      'invalid_request_uri',
    ]);
  });

  it('is refused after one minute', async () => {
    const { uri } = await push();
    await hospital.app
      .get(DataSource)
      .query(`UPDATE oidc_artifact SET expires_at = 1 WHERE model = 'PushedAuthorizationRequest'`);
    await shown(address(uri));
  });

  it('is refused for another client, also when that client adds its own redirect URI', async () => {
    const { uri } = await push();
    await shown(address(uri, 'other'));
    const page = await newBrowser().get(address(uri, 'other', { redirect_uri: CALLBACK }));
    // This is a redirect URI of the other client. That client gets the error, and no code.
    expect(Object.fromEntries(new URL(page.url).searchParams)).toMatchObject({
      error: 'invalid_request_object',
    });
    expect(page.url).not.toContain('code=');
  });

  it.each([
    'urn:ietf:params:oauth:request_uri:',
    'urn:ietf:params:oauth:request_uri:unknown',
    'urn:ietf:params:oauth:request_uri:\0',
  ])('is refused when it was never pushed: %j', async (uri) => void (await shown(address(uri))));

  it('cannot be changed by parameters beside request_uri', async () => {
    const { app, uri } = await push();
    const browser = newBrowser();
    const more = { scope: 'openid', state: 'other', redirect_uri: CALLBACK, code_challenge: 'x'.repeat(43) };
    const start = await browser.get(address(uri, 'chart', more));
    const page = await walkThrough(browser, start, { username: 'maria.lindqvist' });
    expect(app.answer(page).state).toBe(app.state);
    expect((await app.redeem(app.answer(page).code!)).body.scope).toContain('patient/Patient.rs');
  });

  it.each<[string, Parameters, number, string]>([
    ['an unknown client', { client_id: 'nobody' }, 401, 'invalid_client'],
    ['a client that must authenticate', { client_id: 'signing' }, 401, 'invalid_client'],
    ['no client', { client_id: undefined }, 401, 'invalid_client'],
    ['another FHIR server', { aud: 'https://evil.example' }, 400, 'invalid_target'],
    ['no code_challenge', { code_challenge: undefined }, 400, 'invalid_request'],
    ['an unknown scope', { scope: 'unknown' }, 400, 'invalid_scope'],
    ['another response_type', { response_type: 'token' }, 400, 'unsupported_response_type'],
  ])('is refused when it is pushed with %s', async (_what, parameters, status, error) => {
    const app = new SmartApp(hospital);
    const form = Object.fromEntries(new URL(app.authorizationUrl(parameters)).searchParams);
    const answer = await app.post('/par', form);
    expect([answer.status, answer.body.error]).toEqual([status, error]);
  });

  it('cannot be pushed by GET, as JSON or as a multipart form', async () => {
    const form = new URL(new SmartApp(hospital).authorizationUrl()).searchParams;
    const get = await fetch(`${hospital.issuer}/par?${form}`);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
    for (const [type, body] of [
      ['application/json', JSON.stringify(Object.fromEntries(form))],
      ['multipart/form-data; boundary=x', '--x--'],
    ] as const) {
      const response = await fetch(`${hospital.issuer}/par`, {
        method: 'POST',
        headers: { 'content-type': type },
        body,
      });
      expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([
        400,
        'invalid_request',
      ]);
    }
  });
});

it('an access for one FHIR server gives no token for another one', async () => {
  proves('TM-32');
  const { app, tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
  for (const resource of [CLINIC, `${CLINIC}/`, 'https://evil.example']) {
    const { status, body } = await app.refresh(tokens.refresh_token as string, { resource });
    expect([status, body.error]).toEqual([400, 'invalid_target']);
  }
  // And these requests end nothing: the access to its own FHIR server goes on.
  expect((await app.refresh(tokens.refresh_token as string)).status).toBe(200);
  const other = new SmartApp(hospital);
  const browser = newBrowser();
  const start = await browser.get(other.authorizationUrl());
  const page = await walkThrough(browser, start, { username: 'maria.lindqvist' });
  const { status, body } = await other.redeem(other.answer(page).code!, { resource: CLINIC });
  expect([status, body.error]).toEqual([400, 'invalid_target']);
});

it('an app never gets more than the person may do, whatever scopes it asks for', async () => {
  proves('TM-30 TM-31');
  const scope = 'openid launch/patient patient/*.cruds system/*.cruds user/*.cruds patient/*.*';
  const { tokens } = await getTokens(hospital, { username: 'emma.devries' }, { parameters: { scope } });
  expect(tokens.patient).toBe('emma-devries');
  expect(tokens.scope).not.toContain('system/');
  // A user/ scope is as wide as the person’s own rights. The FHIR server knows these rights.
  expect(tokens.scope).toContain('user/*.cruds');
  const opens = async (id: string) =>
    (
      await fetch(`${hospital.fhirServer.baseUrl}/Patient/${id}`, {
        headers: { authorization: `Bearer ${tokens.access_token}` },
      })
    ).status;
  expect([await opens('emma-devries'), await opens('noah-jansen')]).toEqual([200, 403]);
});
