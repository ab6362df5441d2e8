import { jest } from '@jest/globals';
import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { RelyingParty, relyingParty } from '../support/relying-party.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';
import { newBrowser } from '../support/smart-app.js';

// What OpenID Connect Core promises to a client that knows nothing of FHIR. The identity provider signs every person
// in at once, as if it had a session. Its requests show whether it was asked for a new sign-in.
let hospital: Hospital;
let provider: ScriptedProvider;

const MARIA = {
  sub: 'maria',
  name: 'Maria Lindqvist',
  given_name: 'Maria',
  family_name: 'Lindqvist',
  email: 'maria@hospital.example',
  email_verified: true,
  acr: 'urn:hospital:two-factor',
  amr: ['pwd', 'otp'],
  'extn.fhirUser': 'Practitioner/maria-lindqvist',
};
const JAMES = {
  ...MARIA,
  sub: 'james',
  name: 'James Okafor',
  email: 'james@hospital.example',
  email_verified: false,
  'extn.fhirUser': 'Practitioner/james-okafor',
};

beforeAll(async () => {
  provider = await startScriptedProvider({ idToken: MARIA });
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.clients.push(
        relyingParty('portal'),
        relyingParty('narrow', { scope: 'openid profile' }),
        relyingParty('careful', { pkce: 'required' }),
      );
      Object.assign(configuration.externalIdentityProviders.identityProvider[0], {
        authority: provider.origin,
        acrValues: 'urn:hospital:two-factor',
        forwardLoginHint: true,
        userClaimsFromIdToken: [
          { key: 'extn.fhirUser', copyAs: 'fhirUser' },
          { key: 'given_name', copyAs: 'given_name' },
          { key: 'family_name', copyAs: 'family_name' },
        ],
      });
    },
  });
});
beforeEach(() => {
  provider.script = { idToken: MARIA };
});
afterEach(() => {
  jest.useRealTimers();
});
afterAll(async () => {
  await hospital.close();
  await provider.close();
});

const portal = (browser = newBrowser(), clientId = 'portal') => new RelyingParty(hospital, clientId, browser);
const askedAtProvider = () => provider.authorizationRequests.at(-1)!;
const timesAtProvider = () => provider.authorizationRequests.length;
/** Moves the clock of this process, which is that of Wardkey and of the identity provider. */
const later = (seconds: number) =>
  jest.useFakeTimers({
    now: Date.now() + seconds * 1000,
    doNotFake: [
      'setTimeout',
      'clearTimeout',
      'setInterval',
      'clearInterval',
      'setImmediate',
      'clearImmediate',
      'nextTick',
      'queueMicrotask',
      'performance',
      'hrtime',
    ],
  });

describe('the code flow', () => {
  it('gives an ID token with the person, the time, the audience and the request', async () => {
    const rp = portal();
    const before = Math.floor(Date.now() / 1000);
    const { code, state } = await rp.answer({ scope: 'openid', max_age: '600' });
    expect(state).toBe(rp.app.state);
    const { status, headers, body } = await rp.redeem(code!);
    expect([status, headers.get('cache-control'), headers.get('pragma')]).toEqual([
      200,
      'no-store',
      'no-cache',
    ]);
    const claims = decodeJwt(body.id_token);
    expect(claims).toMatchObject({
      iss: hospital.issuer,
      aud: 'portal',
      nonce: rp.nonce,
    });
    expect(claims.auth_time).toBeGreaterThanOrEqual(before);
    expect(claims.exp! - claims.iat!).toBeGreaterThan(0);
    expect(claims.sub!.length).toBeLessThanOrEqual(255);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: expect.any(Number), scope: 'openid' });
    // The scope `openid` alone gives nothing about the person.
    expect(claims).not.toHaveProperty('name');
    expect(claims).not.toHaveProperty('email');
    expect(claims).not.toHaveProperty('fhirUser');
  });

  it('sub is the same at every sign-in, in every browser, for every client', async () => {
    const subs = await Promise.all(
      ['portal', 'portal', 'narrow'].map(async (clientId) => {
        const tokens = await portal(newBrowser(), clientId).tokens();
        return decodeJwt(tokens.id_token).sub;
      }),
    );
    expect(new Set(subs).size).toBe(1);
  });

  it('a code that is used twice ends the tokens that came from it', async () => {
    const rp = portal();
    const { code } = await rp.answer();
    const { body } = await rp.redeem(code!);
    expect((await rp.userinfo(body.access_token)).status).toBe(200);
    expect((await rp.redeem(code!)).body.error).toBe('invalid_grant');
    expect((await rp.userinfo(body.access_token)).status).toBe(401);
  });

  it('works without PKCE only when the registration says so', async () => {
    proves('BI-97');
    const rp = portal(newBrowser(), 'careful');
    expect(await rp.answer()).toMatchObject({ error: 'invalid_request' });
  });

  it.each([
    ['query', undefined, (url: URL) => url.searchParams],
    ['query, when the app asks for it', 'query', (url: URL) => url.searchParams],
    ['fragment', 'fragment', (url: URL) => new URLSearchParams(url.hash.slice(1))],
  ])('answers by %s', async (_what, response_mode, parameters) => {
    const rp = portal();
    const page = await rp.ask({ response_mode }, { username: '' });
    expect(parameters(new URL(page.url)).get('code')).toEqual(expect.any(String));
    expect(parameters(new URL(page.url)).get('iss')).toBe(hospital.issuer);
  });

  it('answers by form_post, with errors too', async () => {
    const rp = portal();
    const page = await rp.ask({ response_mode: 'form_post' }, { username: '' });
    const fields = Object.fromEntries(page.forms[0]!.fields.map(({ name, value }) => [name, value]));
    expect(page.headers.get('cache-control')).toBe('no-store');
    expect(fields).toMatchObject({ code: expect.any(String), state: rp.app.state, iss: hospital.issuer });
    const refused = await portal().ask({ response_mode: 'form_post', prompt: 'none' });
    const error = Object.fromEntries(refused.forms[0]!.fields.map(({ name, value }) => [name, value]));
    expect(error).toMatchObject({ error: 'login_required', state: expect.any(String) });
  });

  it.each([
    ['display, ui_locales, claims_locales', { display: 'popup', ui_locales: 'se nl', claims_locales: 'nl' }],
    ['unknown acr_values', { acr_values: 'urn:of:nobody 2 1' }],
    ['a parameter that does not exist', { extra: 'foobar' }],
    ['a scope that does not exist', { scope: 'openid address phone something' }],
    ['no nonce', { nonce: undefined }],
    ['no state', { state: undefined }],
    ['a very long state', { state: 'x'.repeat(1500) }],
  ])('ignores %s', async (_what, parameters) => {
    const { code } = await portal().answer(parameters);
    expect(code).toEqual(expect.any(String));
  });

  it.each([
    ['request', 'request_not_supported'],
    ['request_uri', 'request_uri_not_supported'],
    ['registration', 'registration_not_supported'],
  ])('says that %s is not supported', async (name, error) => {
    expect(await portal().answer({ [name]: 'https://portal.example/request.jwt' })).toMatchObject({ error });
  });
});

describe('the claims', () => {
  it('smart_2.2@214 of profile and email are at userinfo, by GET and by POST, in the header and in the body', async () => {
    const rp = portal();
    const tokens = await rp.tokens({ scope: 'openid profile email' });
    const { sub, ...idToken } = decodeJwt(tokens.id_token);
    const expected = {
      sub,
      name: 'Maria Lindqvist',
      given_name: 'Maria',
      family_name: 'Lindqvist',
      updated_at: expect.any(Number),
      email: 'maria@hospital.example',
      email_verified: true,
    };
    const get = await rp.userinfo(tokens.access_token);
    expect(get.body).toEqual(expected);
    expect(get.headers.get('cache-control')).toBe('no-store');
    expect((await rp.userinfo(tokens.access_token, { method: 'POST' })).body).toEqual(expected);
    const inBody = {
      method: 'POST',
      headers: {},
      body: new URLSearchParams({ access_token: tokens.access_token }),
    };
    expect((await rp.userinfo('', inBody)).body).toEqual(expected);
    // OpenID Connect Core 5.4: with an access token the claims are at userinfo, and not in the ID token.
    expect(idToken).not.toHaveProperty('email');
    expect(idToken).not.toHaveProperty('name');
  });

  it('email_verified is true only when the identity provider says so', async () => {
    provider.script.idToken = JAMES;
    const rp = portal();
    const { access_token } = await rp.tokens({ scope: 'openid email' });
    expect((await rp.userinfo(access_token)).body).toMatchObject({
      email: 'james@hospital.example',
      email_verified: false,
    });
  });

  it('smart_2.2@212 can be asked for one by one with the claims parameter, in the ID token or at userinfo', async () => {
    const rp = portal();
    const claims = {
      id_token: { email: { essential: true }, auth_time: null, amr: null, unknown_claim: null },
      userinfo: { name: null, given_name: { value: 'Maria' } },
    };
    const tokens = await rp.tokens({ claims: JSON.stringify(claims) });
    expect(decodeJwt(tokens.id_token)).toMatchObject({
      email: 'maria@hospital.example',
      auth_time: expect.any(Number),
      amr: ['pwd', 'otp'],
    });
    const { body } = await rp.userinfo(tokens.access_token);
    expect(Object.keys(body).sort()).toEqual(['given_name', 'name', 'sub']);
  });

  it('cannot be asked for, by the claims parameter or by scope, when the registration leaves them out', async () => {
    const rp = portal(newBrowser(), 'narrow');
    const claims = JSON.stringify({
      id_token: { email: null },
      userinfo: { email: null, email_verified: null },
    });
    const tokens = await rp.tokens({ scope: 'openid profile email', claims });
    expect(tokens.scope).toBe('openid profile');
    expect(decodeJwt(tokens.id_token)).not.toHaveProperty('email');
    expect((await rp.userinfo(tokens.access_token)).body).not.toHaveProperty('email');
  });

  it.each([
    ['text that is not JSON', '{'],
    ['a value that is not an object', '[]'],
    ['no known member', '{"other":{}}'],
    ['a list for id_token', '{"id_token":[]}'],
    ['text for sub', '{"id_token":{"sub":"maria"}}'],
    ['a list for a claim', '{"userinfo":{"email":[]}}'],
    ['values of acr that are not a list', '{"id_token":{"acr":{"essential":true,"values":"x"}}}'],
    ['null', 'null'],
  ])('a claims parameter with %s is invalid_request', async (_what, claims) => {
    proves('BI-114');
    expect(await portal().answer({ claims })).toMatchObject({ error: 'invalid_request' });
  });

  it('are shown to the person, who may refuse', async () => {
    const rp = portal();
    const page = await rp.ask({ scope: 'openid profile email' });
    expect(page.h1).toContain('wants to know who you are');
    expect(page.text).toContain('Your name, your role and your e-mail address');
    expect(await rp.answer({ scope: 'openid' }, { username: '', decision: 'deny' })).toMatchObject({
      error: 'access_denied',
    });
  });

  it('are all asked for once when a client asks for more than before', async () => {
    const browser = newBrowser();
    await portal(browser).tokens({ scope: 'openid' });
    const tokens = await portal(browser).tokens({ scope: 'openid profile' });
    expect(tokens.scope).toBe('openid profile');
    // What is already allowed is not asked for again.
    const third = await portal(browser).answer({ scope: 'openid profile', prompt: 'none' });
    expect(third.code).toEqual(expect.any(String));
  });
});

describe('userinfo refuses', () => {
  it.each([
    ['no token', {}, 401],
    ['a token that is not valid', { headers: { authorization: 'Bearer nonsense' } }, 401],
    ['another scheme', { headers: { authorization: 'Basic bm8=' } }, 400],
  ])('%s', async (_what, init, status) => {
    const response = await fetch(`${hospital.issuer}/userinfo`, init);
    expect(response.status).toBe(status);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer realm=/);
  });

  it('a token in the query, and a token that is sent twice', async () => {
    const rp = portal();
    const { access_token } = await rp.tokens();
    const inAddress = await fetch(`${hospital.issuer}/userinfo?access_token=${access_token}`);
    expect(inAddress.status).toBe(400);
    const twice = { method: 'POST', body: new URLSearchParams({ access_token }) };
    expect((await rp.userinfo(access_token, twice)).status).toBe(400);
  });

  it('a token for a FHIR server without openid', async () => {
    const rp = portal();
    const tokens = await rp.tokens({
      scope: 'user/Patient.rs',
      aud: hospital.fhirServer.baseUrl,
      nonce: undefined,
    });
    const { status, headers } = await rp.userinfo(tokens.access_token);
    expect(status).toBe(403);
    expect(headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  });
});

describe('a new sign-in', () => {
  it('is asked of the identity provider for prompt=login, and auth_time says so', async () => {
    const browser = newBrowser();
    const first = decodeJwt((await portal(browser).tokens({ max_age: '9999' })).id_token);
    later(30);
    const second = decodeJwt((await portal(browser).tokens({ prompt: 'login' })).id_token);
    expect(askedAtProvider().get('prompt')).toBe('login');
    expect(second.auth_time).toBeGreaterThanOrEqual((first.auth_time as number) + 30);
  });

  it('sets auth_time to the time of the sign-in, and not of the consent', async () => {
    const browser = newBrowser();
    const rp = portal(browser);
    const consent = await rp.ask({ max_age: '9999' });
    const signedIn = Math.floor(Date.now() / 1000);
    later(120);
    const { code } = rp.app.answer(await browser.submit(consent, { button: 'allow' }));
    const { body } = await rp.redeem(code!);
    expect(decodeJwt(body.id_token).auth_time).toBeLessThanOrEqual(signedIn);
  });

  it('is not accepted when the identity provider uses its old session', async () => {
    const browser = newBrowser();
    await portal(browser).tokens();
    provider.script.idToken = { ...MARIA, auth_time: Math.floor(Date.now() / 1000) - 3600 };
    const page = await portal(browser).ask({ prompt: 'login' });
    expect(page.status).toBe(403);
    expect(await portal(browser).answer({ prompt: 'login', state: 'x' }).catch(String)).toContain(
      'not back at the app',
    );
  });

  it.each([
    ['0, also in the same second', '0', 0, true],
    ['less than the time since the sign-in', '10', 60, true],
    ['more than the time since the sign-in', '600', 60, false],
  ])('max_age of %s', async (_what, max_age, seconds, anew) => {
    const browser = newBrowser();
    await portal(browser).tokens();
    const before = timesAtProvider();
    if (seconds > 0) later(seconds);
    const none = await portal(browser).answer({ max_age, prompt: 'none' });
    expect(none.error).toBe(anew ? 'login_required' : undefined);
    const { id_token } = await portal(browser).tokens({ max_age });
    expect(timesAtProvider() - before).toBe(anew ? 1 : 0);
    if (anew) expect(askedAtProvider().get('prompt')).toBe('login');
    expect(decodeJwt(id_token).auth_time).toEqual(expect.any(Number));
  });

  it('max_age without a session here does not accept an old session of the identity provider', async () => {
    await portal().tokens({ max_age: '60' });
    expect(askedAtProvider().get('prompt')).toBe('login');
  });

  it.each(['-1', '1e99', 'abc', '1.5'])('max_age=%s is invalid_request', async (max_age) => {
    proves('BI-115');
    expect(await portal().answer({ max_age })).toMatchObject({ error: 'invalid_request' });
  });

  it('prompt=select_account lets the person choose at the identity provider', async () => {
    const browser = newBrowser();
    const first = decodeJwt((await portal(browser).tokens()).id_token);
    provider.script.idToken = JAMES;
    const page = await portal(browser).ask({ prompt: 'select_account' });
    expect(askedAtProvider().get('prompt')).toBe('select_account');
    // Another person: the session of the first one ends before the session of this person begins.
    const end = await browser.submit(page);
    expect(end.h1).toContain('wants to know who you are');
    expect(end.text).toContain('James Okafor');
    const rp = portal(browser);
    const { code } = await rp.answer({}, { username: '' });
    expect(decodeJwt((await rp.redeem(code!)).body.id_token).sub).not.toBe(first.sub);
  });

  it('login_hint reaches the identity provider when the settings allow it and it is usable', async () => {
    await portal().ask({ login_hint: 'maria@hospital.example' });
    expect(askedAtProvider().get('login_hint')).toBe('maria@hospital.example');
    for (const login_hint of ['a b', 'a\r\nb', 'x'.repeat(321)]) {
      await portal().ask({ login_hint });
      expect(askedAtProvider().has('login_hint')).toBe(false);
    }
  });
});

describe('prompt=none', () => {
  it('login_required: no person is signed in', async () => {
    expect(await portal().answer({ prompt: 'none' })).toMatchObject({ error: 'login_required' });
  });

  it('consent_required: the person has not given consent yet', async () => {
    const browser = newBrowser();
    await portal(browser).ask();
    expect(await portal(browser).answer({ prompt: 'none' })).toMatchObject({ error: 'consent_required' });
  });

  it('a code, when the person is signed in and has given consent, while the session lasts', async () => {
    const browser = newBrowser();
    const first = decodeJwt((await portal(browser).tokens({ max_age: '9999999' })).id_token);
    later(3 * 3600);
    const second = decodeJwt((await portal(browser).tokens({ prompt: 'none', max_age: '9999999' })).id_token);
    expect(second).toMatchObject({ sub: first.sub, auth_time: first.auth_time });
  });

  it.each(['none login', 'none consent', 'nothing'])('prompt=%s is invalid_request', async (prompt) => {
    proves('BI-115');
    expect(await portal().answer({ prompt })).toMatchObject({ error: 'invalid_request' });
  });
});

it('prompt=consent asks for all scopes again, once', async () => {
  const browser = newBrowser();
  await portal(browser).tokens({ scope: 'openid profile' });
  const rp = portal(browser);
  const page = await rp.ask({ scope: 'openid profile', prompt: 'consent' });
  expect(page.text).toContain('Your name and your role');
  const { code } = rp.app.answer(await browser.submit(page, { button: 'allow' }));
  expect((await rp.redeem(code!)).body.scope).toBe('openid profile');
});

describe('a request for one person', () => {
  const hints = async () => {
    const browser = newBrowser();
    const { id_token } = await portal(browser).tokens();
    provider.script.idToken = JAMES;
    const james = await portal().tokens();
    provider.script.idToken = MARIA;
    return { browser, maria: id_token as string, james: james.id_token as string };
  };
  const asValue = (idToken: string) =>
    JSON.stringify({ id_token: { sub: { value: decodeJwt(idToken).sub } } });

  it('is answered when that person is signed in, also with an expired ID token', async () => {
    const { browser, maria } = await hints();
    expect(await portal(browser).answer({ id_token_hint: maria, prompt: 'none' })).toHaveProperty('code');
    expect(await portal(browser).answer({ claims: asValue(maria), prompt: 'none' })).toHaveProperty('code');
    later(3 * 3600);
    expect(await portal(browser).answer({ id_token_hint: maria, prompt: 'none' })).toHaveProperty('code');
  });

  it('is login_required when another person is signed in, at once with prompt=none', async () => {
    const { browser, james } = await hints();
    for (const asked of [{ id_token_hint: james }, { claims: asValue(james) }])
      expect(await portal(browser).answer({ ...asked, prompt: 'none' })).toMatchObject({
        error: 'login_required',
      });
  });

  it('is login_required when the same other person signs in again, after one new sign-in', async () => {
    const { browser, james } = await hints();
    for (const asked of [{ id_token_hint: james }, { claims: asValue(james) }]) {
      const before = timesAtProvider();
      expect(await portal(browser).answer(asked)).toMatchObject({ error: 'login_required' });
      expect(timesAtProvider() - before).toBe(1);
      expect(askedAtProvider().get('prompt')).toBe('login');
    }
  });

  it('is answered when that person then signs in', async () => {
    const { browser, james } = await hints();
    provider.script.idToken = JAMES;
    const rp = portal(browser);
    const page = await rp.ask({ id_token_hint: james });
    // This form signs the first person out.
    const consent = await browser.submit(page);
    const { code } = rp.app.answer(await browser.submit(consent, { button: 'allow' }));
    expect(decodeJwt((await rp.redeem(code!)).body.id_token).sub).toBe(decodeJwt(james).sub);
  });

  it('with a hint of another server or for another client is invalid_request', async () => {
    proves('BI-115');
    const { browser, maria } = await hints();
    const [, payload] = maria.split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    for (const id_token_hint of ['nonsense', unsigned, `${maria.slice(0, -8)}AAAAAAAA`])
      expect(await portal(browser).answer({ id_token_hint })).toMatchObject({ error: 'invalid_request' });
    const other = portal(browser, 'narrow');
    expect(await other.answer({ id_token_hint: maria })).toMatchObject({ error: 'invalid_request' });
  });
});

describe('an essential acr', () => {
  const essential = (value: string) =>
    JSON.stringify({ id_token: { acr: { essential: true, values: [value] } } });

  it('is in the ID token when the sign-in had that class', async () => {
    const { id_token } = await portal().tokens({ claims: essential('urn:hospital:two-factor') });
    expect(decodeJwt(id_token).acr).toBe('urn:hospital:two-factor');
  });

  it('is an error when the sign-in did not have that class, after one attempt', async () => {
    const before = timesAtProvider();
    expect(await portal().answer({ claims: essential('urn:hospital:retina') })).toMatchObject({
      error: 'unmet_authentication_requirements',
    });
    expect(timesAtProvider() - before).toBe(1);
  });
});

describe('discovery', () => {
  it('lists exactly what the server supports', async () => {
    const response = await fetch(`${hospital.issuer}/.well-known/openid-configuration`);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    const at = (path: string) => hospital.issuer + path;
    expect(await response.json()).toEqual({
      issuer: hospital.issuer,
      authorization_endpoint: at('/authorize'),
      token_endpoint: at('/token'),
      userinfo_endpoint: at('/userinfo'),
      jwks_uri: at('/jwks'),
      end_session_endpoint: at('/logout'),
      introspection_endpoint: at('/introspect'),
      revocation_endpoint: at('/revoke'),
      pushed_authorization_request_endpoint: at('/par'),
      response_types_supported: ['code'],
      response_modes_supported: ['form_post', 'fragment', 'query'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      subject_types_supported: ['public'],
      // ES256 is the algorithm of access tokens, unless a FHIR server needs RS256.
      id_token_signing_alg_values_supported: ['RS256', 'ES256'],
      token_endpoint_auth_methods_supported: [
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
        'none',
      ],
      token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
      revocation_endpoint_auth_methods_supported: [
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
        'none',
      ],
      revocation_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
      introspection_endpoint_auth_methods_supported: [
        'client_secret_basic',
        'client_secret_post',
        'private_key_jwt',
        'Bearer',
      ],
      introspection_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
      code_challenge_methods_supported: ['S256'],
      scopes_supported: [
        'openid',
        'fhirUser',
        'profile',
        'email',
        'offline_access',
        'online_access',
        'launch',
        'launch/patient',
        'launch/encounter',
      ],
      claims_supported: expect.arrayContaining([
        'sub',
        'name',
        'updated_at',
        'email',
        'email_verified',
        'fhirUser',
        'auth_time',
        'acr',
        'amr',
        'iss',
        'sid',
      ]),
      claim_types_supported: ['normal'],
      claims_parameter_supported: true,
      request_uri_parameter_supported: false,
      acr_values_supported: ['urn:hospital:two-factor'],
      prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
      authorization_response_iss_parameter_supported: true,
      backchannel_logout_supported: true,
      backchannel_logout_session_supported: true,
    });
  });
});

it('the person sees the client among the apps with access, and ends its access', async () => {
  const browser = newBrowser();
  const { access_token } = await portal(browser).tokens({ scope: 'openid email' });
  const page = await browser.get(`${hospital.issuer}/account`);
  expect(page.text).toContain('Knows who you are.');
  for (let seen = page; seen.forms.length > 0;) seen = await browser.submit(seen);
  expect((await portal(browser).userinfo(access_token)).status).toBe(401);
  expect(await portal(browser).answer({ prompt: 'none' })).toMatchObject({ error: 'consent_required' });
});

it('refresh tokens work for a client without FHIR too, and end with the session unless they are for offline access', async () => {
  const browser = newBrowser();
  const online = await portal(browser).tokens({ scope: 'openid online_access' });
  const offline = await portal(browser).tokens({ scope: 'openid offline_access' });
  const refresh = async (refresh_token: string) =>
    (await portal().token({ grant_type: 'refresh_token', refresh_token })).body;
  expect((await refresh(offline.refresh_token)).id_token).toEqual(expect.any(String));
  await browser.submit(await browser.get(`${hospital.issuer}/logout`), { button: 'Sign out' });
  expect(await refresh(online.refresh_token)).toMatchObject({ error: 'invalid_grant' });
  const rows = await hospital.app
    .get(DataSource)
    .query(`SELECT fhir_server FROM grant_context WHERE scope = 'openid offline_access'`);
  expect(rows).toEqual([{ fhir_server: '' }]);
});
