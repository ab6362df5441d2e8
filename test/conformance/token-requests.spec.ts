import { jest } from '@jest/globals';
import { generateKeyPair, type JsonWebKey, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { HttpBrowser } from 'wardkey-sandbox/http-browser.js';
import { decodeJwt } from 'jose';
import { compact, es256, unsigned } from '../support/forged-token.js';
import { CALLBACK, type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { relyingParty, SECRET as PORTAL_SECRET } from '../support/relying-party.js';
import { getTokens, SmartApp, walkThrough } from '../support/smart-app.js';

const SECRET = 'the-secret-of-a-web-app';
const SCOPE = 'openid launch/patient offline_access patient/Patient.rs';
const OTHER_CALLBACK = `${CALLBACK}/other`;
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const OF_FHIR_SERVER = basic(RESOURCE_SERVER.client_id, RESOURCE_SERVER.client_secret);
let hospital: Hospital;
let browser: HttpBrowser;

beforeAll(async () => {
  hospital = await startHospital({
    configure: ({ clients }) => {
      clients[0].redirectUris = [CALLBACK, OTHER_CALLBACK];
      clients[1].scope = 'system/Patient.rs';
      clients.push(
        { ...clients[0], clientId: 'other' },
        relyingParty('portal', { redirectUris: [CALLBACK, OTHER_CALLBACK] }),
        { ...clients[0], clientId: 'no-refresh', grantTypes: ['authorization_code'] },
        {
          ...clients[0],
          clientId: 'web-app',
          tokenEndpointAuthMethod: 'client_secret_post',
          clientSecret: SECRET,
        },
      );
    },
  });
  ({ browser } = await getTokens(hospital, { username: 'maria.lindqvist' }));
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => hospital.close());

/** A code for an app, of the person who is signed in. */
async function newCode(clientId = 'chart', parameters: Record<string, string | undefined> = {}) {
  const app = new SmartApp(hospital, clientId);
  const start = await browser.get(app.authorizationUrl({ scope: SCOPE, ...parameters }));
  const page = await walkThrough(browser, start, { username: 'maria.lindqvist' });
  return { app, code: app.answer(page).code! };
}
const newTokens = async (clientId?: string) => {
  const { app, code } = await newCode(clientId);
  return { app, tokens: (await app.redeem(code)).body };
};
async function send(body: URLSearchParams | string, headers: Record<string, string> = {}, path = '/token') {
  const response = await fetch(hospital.issuer + path, { method: 'POST', body, headers });
  const text = await response.text();
  expect(response.headers.get('content-type')).toMatch(/^application\/json/);
  const { error, access_token } = JSON.parse(text) as Record<string, string>;
  expect(access_token).toBeUndefined();
  return { status: response.status, error };
}
const outcome = ({ status, body }: { status: number; body: Record<string, any> }) => ({
  status,
  error: body.error as string | undefined,
});
/** Moves the clock forward by this many seconds. */
function later(seconds: number): void {
  const now = Date.now();
  jest.spyOn(Date, 'now').mockReturnValue(now + seconds * 1000);
}

const GOOD = { status: 200, error: undefined };
const INVALID_GRANT = { status: 400, error: 'invalid_grant' };
const INVALID_REQUEST = { status: 400, error: 'invalid_request' };
const INVALID_CLIENT = { status: 401, error: 'invalid_client' };

describe.each([
  ['a public', 'chart', {}],
  ['a confidential', 'web-app', { client_secret: SECRET }],
])('PKCE cannot be avoided by %s app', (_what, clientId, secret) => {
  proves('TM-25');
  const plain = 'a-plain-challenge-is-its-own-verifier-0123456789';
  const CHALLENGES: Array<[string, Record<string, string | undefined>]> = [
    ['S256', {}],
    ['plain', { code_challenge: plain, code_challenge_method: 'plain' }],
    ['no method, which means plain', { code_challenge: plain, code_challenge_method: undefined }],
    ['none', { code_challenge: undefined, code_challenge_method: undefined }],
  ];
  const VERIFIERS: Array<[string, Record<string, string>, object]> = [
    ['its own', {}, GOOD],
    ['none', { code_verifier: '' }, INVALID_GRANT],
    ['another', { code_verifier: plain }, INVALID_GRANT],
  ];
  const MATRIX = CHALLENGES.flatMap(([challenge, request]) =>
    VERIFIERS.map(([verifier, proof, end]) => ({ challenge, request, verifier, proof, end })),
  );

  it('there are 12 combinations of challenge and verifier', () => expect(MATRIX).toHaveLength(12));

  it.each(MATRIX)('challenge $challenge, verifier $verifier', async ({ challenge, request, proof, end }) => {
    if (challenge !== 'S256') {
      const app = new SmartApp(hospital, clientId);
      // A request without an S256 challenge gets no code, so there is no code exchange to try.
      const answer = app.answer(await browser.get(app.authorizationUrl({ scope: SCOPE, ...request })));
      expect(answer).toMatchObject({ error: 'invalid_request', state: app.state });
      expect(answer.code).toBeUndefined();
      return;
    }
    const { app, code } = await newCode(clientId);
    expect(outcome(await app.redeem(code, { ...secret, ...proof }))).toEqual(end);
  });
});

describe('a service that may go without PKCE (`pkce: optional`) must finish in the way in which it began', () => {
  proves('TM-25');
  const ways: Array<[string, Record<string, string | undefined>, Record<string, string>, object]> = [
    ['S256 and its verifier', {}, {}, GOOD],
    ['S256 and no verifier', {}, { code_verifier: '' }, INVALID_GRANT],
    ['S256 and another verifier', {}, { code_verifier: 'x'.repeat(43) }, INVALID_GRANT],
    [
      'no challenge and no verifier',
      { code_challenge: undefined, code_challenge_method: undefined },
      { code_verifier: '' },
      GOOD,
    ],
    proves('BI-97', [
      'no challenge, but a verifier',
      { code_challenge: undefined, code_challenge_method: undefined },
      {},
      INVALID_GRANT,
    ]),
  ];

  it.each(ways)('%s', async (_what, request, proof, end) => {
    const app = new SmartApp(hospital, 'portal');
    const url = app.authorizationUrl({ scope: 'openid', aud: undefined, ...request });
    const page = await walkThrough(browser, await browser.get(url), { username: 'maria.lindqvist' });
    const answer = await app.redeem(app.answer(page).code!, proof, basic('portal', PORTAL_SECRET));
    expect(outcome(answer)).toEqual(end);
  });

  it.each(['plain', undefined])(
    'a challenge with the method %s is refused for this service too',
    async (code_challenge_method) => {
      const app = new SmartApp(hospital, 'portal');
      const request = {
        scope: 'openid',
        aud: undefined,
        code_challenge: 'x'.repeat(43),
        code_challenge_method,
      };
      const page = await browser.get(app.authorizationUrl(request));
      expect(app.answer(page)).toMatchObject({ error: 'invalid_request' });
    },
  );
});

describe('a wrong code_verifier is refused', () => {
  proves('BI-97');
  it.each<[string, Record<string, string>, object]>([
    ['of another request', { code_verifier: 'x'.repeat(43) }, INVALID_GRANT],
    ['empty', { code_verifier: '' }, INVALID_GRANT],
    ['of 42 characters', { code_verifier: 'x'.repeat(42) }, INVALID_REQUEST],
    ['of 129 characters', { code_verifier: 'x'.repeat(129) }, INVALID_REQUEST],
    ['with characters that it may not have', { code_verifier: `${'x'.repeat(43)}+/=` }, INVALID_REQUEST],
  ])('%s', async (_what, parameters, expected) => {
    const { app, code } = await newCode();
    expect(outcome(await app.redeem(code, parameters))).toEqual(expected);
  });

  it('the challenge itself is not accepted as the verifier', async () => {
    const { app, code } = await newCode();
    const challenge = new URL(app.authorizationUrl()).searchParams.get('code_challenge')!;
    expect(outcome(await app.redeem(code, { code_verifier: challenge }))).toEqual(INVALID_GRANT);
  });
});

describe('a body that is not a form is refused (RFC 6749 section 3.2)', () => {
  proves('BI-98');
  const FORM = { grant_type: 'refresh_token', refresh_token: 'x', client_id: 'chart' };

  it.each<[string, Record<string, string>, string]>([
    ['JSON', { 'content-type': 'application/json' }, JSON.stringify(FORM)],
    [
      'JSON with the media type of a form',
      { 'content-type': 'application/x-www-form-urlencoded' },
      JSON.stringify(FORM),
    ],
    ['a multipart form', { 'content-type': 'multipart/form-data; boundary=x' }, '--x--'],
    ['text', { 'content-type': 'text/plain' }, new URLSearchParams(FORM).toString()],
    [
      'XML',
      { 'content-type': 'application/xml' },
      '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    ],
    ['UTF-7', { 'content-type': 'application/x-www-form-urlencoded; charset=utf-7' }, 'grant_type=+AHI-'],
    ['an unknown charset', { 'content-type': 'application/x-www-form-urlencoded; charset=x' }, 'a=b'],
    ['UTF-16', { 'content-type': 'application/x-www-form-urlencoded; charset=utf-16le' }, 'grant_type=x'],
    ['an empty body', { 'content-type': 'application/x-www-form-urlencoded' }, ''],
    [
      'percent signs that encode nothing',
      { 'content-type': 'application/x-www-form-urlencoded' },
      '%%%=%&&==&%ff',
    ],
  ])('%s', async (_what, headers, body) => expect(await send(body, headers)).toEqual(INVALID_REQUEST));
  it('100 KB are refused as too large', async () => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    // RFC 9110 section 15.5.14.
    const tooLarge = { ...INVALID_REQUEST, status: 413 };
    expect(await send(`scope=${'x'.repeat(100_000)}`, headers)).toEqual(tooLarge);
  });

  it.each([
    'grant_type',
    'client_id',
    'refresh_token',
    'scope',
    'code',
    'code_verifier',
    'redirect_uri',
    'client_secret',
  ])('%s twice is refused', async (name) => {
    const grant: Record<string, string> = ['code', 'code_verifier', 'redirect_uri'].includes(name)
      ? { grant_type: 'authorization_code', code: 'x', redirect_uri: CALLBACK, client_id: 'chart' }
      : { ...FORM, scope: 'openid' };
    const form = new URLSearchParams({ ...grant, ...(name in grant ? {} : { [name]: 'x' }) });
    form.append(name, form.get(name)!);
    expect(await send(form)).toEqual(INVALID_REQUEST);
  });

  it('two resource parameters are refused: a token is for one server', async () => {
    const { app, tokens } = await newTokens();
    const form = new URLSearchParams({
      ...FORM,
      client_id: app.clientId,
      refresh_token: tokens.refresh_token,
    });
    for (const resource of [hospital.fhirServer.baseUrl, 'https://evil.example'])
      form.append('resource', resource);
    expect(await send(form)).toEqual({ status: 400, error: 'invalid_target' });
  });

  it('a parameter with brackets is another parameter', async () => {
    const form = new URLSearchParams({ 'grant_type[]': 'refresh_token', 'client_id[]': 'chart' });
    expect(await send(form)).toEqual(INVALID_REQUEST);
  });

  it('parameters in the query are ignored, and GET is refused', async () => {
    const query = new URLSearchParams(FORM).toString();
    expect(await send('', {}, `/token?${query}`)).toEqual(INVALID_REQUEST);
    const get = await fetch(`${hospital.issuer}/token?${query}`);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  });

  it.each<[string, { status: number; error: string }]>([
    ['password', { status: 400, error: 'unsupported_grant_type' }],
    ['implicit', { status: 400, error: 'unsupported_grant_type' }],
    ['urn:ietf:params:oauth:grant-type:device_code', { status: 400, error: 'unsupported_grant_type' }],
    ['urn:ietf:params:oauth:grant-type:token-exchange', { status: 400, error: 'unsupported_grant_type' }],
    ['Authorization_Code', { status: 400, error: 'unsupported_grant_type' }],
    ['__proto__', { status: 400, error: 'unsupported_grant_type' }],
    ['', INVALID_REQUEST],
  ])('grant_type %j is refused', async (grant_type, expected) => {
    expect(await send(new URLSearchParams({ grant_type, client_id: 'chart' }))).toEqual(expected);
  });

  it.each(['text/html', 'text/html, image/gif, */*; q=.2', 'application/xml', '', 'x'.repeat(1_000)])(
    'an error is JSON, also for Accept: %.40j',
    async (accept) => {
      const headers = { accept };
      for (const path of ['/token', '/introspect', '/revoke', '/par'])
        expect([path, await send(new URLSearchParams({ client_id: 'chart' }), headers, path)]).toEqual([
          path,
          INVALID_REQUEST,
        ]);
      const userinfo = await fetch(`${hospital.issuer}/userinfo`, { headers });
      expect(userinfo.headers.get('content-type')).toMatch(/^application\/json/);
    },
  );
});

describe('a grant type that the client may not use is unauthorized_client (RFC 6749 section 5.2)', () => {
  proves('BI-108');
  const UNAUTHORIZED = { status: 400, error: 'unauthorized_client' };

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['client credentials of a public app', { grant_type: 'client_credentials', client_id: 'chart' }, {}],
    [
      'a code of a service',
      { grant_type: 'authorization_code', code: 'x', redirect_uri: CALLBACK },
      OF_FHIR_SERVER,
    ],
    ['a refresh token of a service', { grant_type: 'refresh_token', refresh_token: 'x' }, OF_FHIR_SERVER],
    [
      'a refresh token of an app without this grant type',
      { grant_type: 'refresh_token', refresh_token: 'x', client_id: 'no-refresh' },
      {},
    ],
  ])('%s', async (_what, form, headers) => {
    expect(await send(new URLSearchParams(form), headers)).toEqual(UNAUTHORIZED);
  });

  it('a client that did not authenticate does not learn this', async () => {
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x' });
    expect(await send(form, basic(RESOURCE_SERVER.client_id, 'wrong-secret-wrong'))).toEqual(INVALID_CLIENT);
  });
});

describe('a code is accepted only from its app, once, and with its redirect URI', () => {
  proves('BI-109');
  it.each<[string, Record<string, string>, object]>([
    ['of another app', { client_id: 'other' }, INVALID_GRANT],
    ['of an app that has a secret', { client_id: 'web-app', client_secret: SECRET }, INVALID_GRANT],
    ['of an unknown app', { client_id: 'nobody' }, INVALID_CLIENT],
    ['with another redirect URI of the app', { redirect_uri: OTHER_CALLBACK }, INVALID_GRANT],
    ['with a redirect URI that is not registered', { redirect_uri: 'https://evil.example' }, INVALID_GRANT],
    ['with one more slash', { redirect_uri: `${CALLBACK}/` }, INVALID_GRANT],
    ['without a redirect URI', { redirect_uri: '' }, INVALID_REQUEST],
    ['that is missing', { code: '' }, INVALID_REQUEST],
    ['that was never issued', { code: 'x'.repeat(43) }, INVALID_GRANT],
    ['with one more character', { code: 'CODEx' }, INVALID_GRANT],
    ['with a space', { code: 'CODE ' }, INVALID_GRANT],
    ['with a zero character', { code: 'CODE\0' }, INVALID_GRANT],
    ['in another case', { code: 'code' }, INVALID_GRANT],
    ['that is a refresh token', { code: 'REFRESH' }, INVALID_GRANT],
  ])('%s is refused', async (_what, parameters, expected) => {
    const { app, code } = await newCode();
    const refresh = Object.values(parameters).includes('REFRESH')
      ? ((await newTokens()).tokens.refresh_token as string)
      : '';
    const changed = Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [
        name,
        value === 'code' ? code.toLowerCase() : value.replace('CODE', code).replace('REFRESH', refresh),
      ]),
    );
    expect(outcome(await app.redeem(code, changed))).toEqual(expected);
    // The refusal leaves the code to its own app.
    if (changed.code === undefined) expect(outcome(await app.redeem(code))).toEqual(GOOD);
  });

  it('is valid for one minute', async () => {
    const { app, code } = await newCode();
    later(61);
    expect(outcome(await app.redeem(code))).toEqual(INVALID_GRANT);
  });

  it('that is used twice ends the access and refresh tokens that came from it', async () => {
    const { app, code } = await newCode();
    const { body } = await app.redeem(code);
    expect(outcome(await app.redeem(code))).toEqual(INVALID_GRANT);
    expect(outcome(await app.refresh(body.refresh_token))).toEqual(INVALID_GRANT);
    const { body: said } = await app.post('/introspect', { token: body.access_token }, OF_FHIR_SERVER);
    expect(said).toEqual({ active: false });
  });
});

describe('a refresh token', () => {
  proves('BI-110');
  it.each<[string, Record<string, string>, object]>([
    ['to an app that has a secret', { client_id: 'web-app', client_secret: SECRET }, INVALID_GRANT],
    ['to an unknown app', { client_id: 'nobody' }, INVALID_CLIENT],
    [
      'for another FHIR server',
      { resource: 'https://evil.example/r4' },
      { status: 400, error: 'invalid_target' },
    ],
    [
      'for a scope that was not granted',
      { scope: 'patient/Observation.rs' },
      { status: 400, error: 'invalid_scope' },
    ],
    ['for a wildcard', { scope: 'patient/*.rs' }, { status: 400, error: 'invalid_scope' }],
    ['for more actions', { scope: 'patient/Patient.cruds' }, { status: 400, error: 'invalid_scope' }],
    ['for more in version 1', { scope: 'patient/Patient.write' }, { status: 400, error: 'invalid_scope' }],
    ['for text that is not a scope', { scope: '"' }, { status: 400, error: 'invalid_scope' }],
    ['without the token', { refresh_token: '' }, INVALID_REQUEST],
  ])('is refused %s, and stays valid', async (_what, parameters, expected) => {
    const { app, tokens } = await newTokens();
    expect(outcome(await app.refresh(tokens.refresh_token, parameters))).toEqual(expected);
    expect(outcome(await app.refresh(tokens.refresh_token))).toEqual(GOOD);
  });

  it('is valid for three months, and its successor for three months again', async () => {
    const { app, tokens } = await newTokens();
    later(92 * 86_400);
    const first = await app.refresh(tokens.refresh_token);
    expect(outcome(first)).toEqual(GOOD);
    later(92 * 86_400);
    expect(outcome(await app.refresh(first.body.refresh_token))).toEqual(GOOD);
  });

  it.each([
    ['a day after its last day', 101],
    ['after ten years', 3_653],
  ])('is refused %s', async (_what, days) => {
    const { app, tokens } = await newTokens();
    later(days * 86_400);
    expect(outcome(await app.refresh(tokens.refresh_token))).toEqual(INVALID_GRANT);
  });

  it('is not accepted as an access token, and an access token is not accepted as a refresh token', async () => {
    const { app, tokens } = await newTokens();
    const userinfo = (token: string) =>
      fetch(`${hospital.issuer}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
    expect((await userinfo(tokens.refresh_token)).status).toBe(401);
    const bearer = { authorization: `Bearer ${tokens.refresh_token}` };
    expect((await app.post('/introspect', { token: tokens.access_token }, bearer)).status).toBe(401);
    const api = await fetch(`${hospital.issuer}/api/v1/accounts`, { headers: bearer });
    expect(api.status).toBe(401);
    expect(outcome(await app.refresh(tokens.access_token))).toEqual(INVALID_GRANT);
    expect(outcome(await app.refresh(tokens.id_token))).toEqual(INVALID_GRANT);
    expect(outcome(await app.refresh(tokens.refresh_token))).toEqual(GOOD);
  });
});

describe('DPoP is not supported (RFC 9449): a proof is ignored, and no token is bound by it', () => {
  proves('BI-111');
  let privateKey: KeyObject;
  let jwk: JsonWebKey;
  beforeAll(async () => {
    const pair = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
    privateKey = pair.privateKey;
    jwk = pair.publicKey.export({ format: 'jwk' });
  });
  const proof = (claims: object = {}, header: object = {}) =>
    compact(
      { typ: 'dpop+jwt', alg: 'ES256', jwk, ...header },
      {
        jti: 'once',
        htm: 'POST',
        htu: `${hospital.issuer}/token`,
        iat: Math.floor(Date.now() / 1000),
        ...claims,
      },
      es256(privateKey),
    );

  it('discovery does not offer DPoP', async () => {
    const response = await fetch(`${hospital.issuer}/.well-known/oauth-authorization-server`);
    expect(await response.json()).not.toHaveProperty('dpop_signing_alg_values_supported');
  });

  it.each<[string, () => string]>([
    ['a valid proof', () => proof()],
    ['with a jti that was used', () => proof()],
    ['with a query in htu', () => proof({ htu: `${hospital.issuer}/token?a#b` })],
    ['for another method', () => proof({ htm: 'GET' })],
    ['ten minutes old', () => proof({ iat: Math.floor(Date.now() / 1000) - 600 })],
    ['ten minutes ahead', () => proof({ iat: Math.floor(Date.now() / 1000) + 600 })],
    ['with the hash of another token', () => proof({ ath: 'x' })],
    ['with the private key', () => proof({}, { jwk: privateKey.export({ format: 'jwk' }) })],
    ['unsigned', () => compact({ typ: 'dpop+jwt', alg: 'none', jwk }, {}, unsigned)],
    ['not a JWT', () => 'nonsense'],
  ])('%s', async (_what, make) => {
    const { app, code } = await newCode('chart', { dpop_jkt: 'x'.repeat(43) });
    const { status, body } = await app.redeem(code, {}, { dpop: make() });
    expect([status, body.token_type]).toEqual([200, 'Bearer']);
    expect(decodeJwt(body.access_token as string).cnf).toBeUndefined();
    const { body: said } = await app.post('/introspect', { token: body.access_token }, OF_FHIR_SERVER);
    expect([said.active, said.token_type, said.cnf]).toEqual([true, 'Bearer', undefined]);
  });

  it('an access token with the scheme DPoP is refused at userinfo', async () => {
    const authorization = `DPoP ${'x'.repeat(43)}`;
    const response = await fetch(`${hospital.issuer}/userinfo`, {
      headers: { authorization, dpop: proof() },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: 'invalid_request' });
  });
});

it('aud, launch and scope of an authorization request are ignored at the token endpoint', async () => {
  proves('BI-113 BI-112');
  const { app, code } = await newCode();
  const { status, body } = await app.redeem(code, {
    aud: 'https://evil.example',
    launch: 'x',
    scope: 'user/*.cruds',
  });
  expect([status, body.scope]).toEqual([200, SCOPE]);
  expect(decodeJwt(body.access_token as string).aud).toBe(hospital.fhirServer.baseUrl);
});
