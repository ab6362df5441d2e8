import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { constants, KeyObject, sign as signBytes } from 'node:crypto';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { counted } from '../support/accounts.js';
import { compact, hs256, unsigned } from '../support/forged-token.js';
import { CALLBACK, type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { SmartApp } from '../support/smart-app.js';

const TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const SECRET = 'the-secret-of-another-client';

interface Key {
  privateKey: CryptoKey;
  jwk: JWK;
  alg: string;
}

let hospital: Hospital;
let keyServer: Server;
let jwksUri: string;
let first: Key;
let second: Key;
let foreign: Key;
let rsa: Key;
let published: Key;

async function newKey(kid: string, alg: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid }, alg };
}

beforeAll(async () => {
  [first, second, foreign, rsa, published] = await Promise.all([
    newKey('one', 'ES384'),
    newKey('two', 'ES384'),
    newKey('one', 'ES384'),
    newKey('rsa', 'RS384'),
    newKey('published', 'ES384'),
  ]);
  keyServer = createServer((_request, response) => {
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [published.jwk] }));
  });
  await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
  jwksUri = `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}/jwks`;
  const backend = {
    tokenEndpointAuthMethod: 'private_key_jwt',
    grantTypes: ['client_credentials'],
    scope: 'system/Patient.rs',
  };
  hospital = await startHospital({
    configure: ({ clients }) => {
      clients.push(
        { ...backend, clientId: 'backend', jwks: { keys: [first.jwk, second.jwk] } },
        { ...backend, clientId: 'neighbour', jwks: { keys: [foreign.jwk] } },
        { ...backend, clientId: 'rsa', jwks: { keys: [{ ...rsa.jwk, alg: 'RS384' }] } },
        { ...backend, clientId: 'published', jwksUri },
        { ...backend, clientId: 'off', jwks: { keys: [first.jwk] }, enabled: false },
        {
          clientId: 'secret',
          tokenEndpointAuthMethod: 'client_secret_basic',
          clientSecret: SECRET,
          grantTypes: ['client_credentials'],
          scope: 'system/Patient.rs',
        },
        {
          clientId: 'post',
          tokenEndpointAuthMethod: 'client_secret_post',
          clientSecret: SECRET,
          grantTypes: ['authorization_code', 'client_credentials'],
          redirectUris: [CALLBACK],
          scope: 'system/Patient.rs',
        },
      );
    },
  });
});
afterAll(async () => {
  await hospital.close();
  await new Promise((done) => keyServer.close(done).closeAllConnections());
});

const now = () => Math.floor(Date.now() / 1000);
const claims = (changes: Record<string, unknown> = {}) => ({
  iss: 'backend',
  sub: 'backend',
  aud: `${hospital.issuer}/token`,
  jti: `${Math.random()}`,
  iat: now(),
  exp: now() + 240,
  ...changes,
});
const sign = (payload: object, header: Record<string, unknown> = {}, key = first) =>
  new SignJWT(payload as Record<string, unknown>)
    .setProtectedHeader({ alg: key.alg, kid: key.jwk.kid, typ: 'JWT', ...header })
    .sign(key.privateKey);
const form = (assertion: string, more: Record<string, string> = {}) => ({
  grant_type: 'client_credentials',
  scope: 'system/Patient.rs',
  client_assertion_type: TYPE,
  client_assertion: assertion,
  ...more,
});
const show = async (assertion: string, more: Record<string, string> = {}, path = '/token') => {
  const { status, body } = await new SmartApp(hospital).post(path, form(assertion, more));
  return { status, error: body.error as string | undefined };
};

const GOOD = { status: 200, error: undefined };
/** RFC 7521 section 4.2.1 and SMART App Launch 2.2: every wrong assertion gets this answer. */
const REFUSED = { status: 401, error: 'invalid_client' };

it('a correct assertion is accepted, also with client_id beside it', async () => {
  expect(await show(await sign(claims()))).toEqual(GOOD);
  expect(await show(await sign(claims()), { client_id: 'backend' })).toEqual(GOOD);
  expect(await show(await sign(claims(), {}, second))).toEqual(GOOD);
});

describe('a wrong algorithm is refused', () => {
  proves('BI-100 TM-28');
  it.each<[string, () => Promise<string> | string]>([
    ['none', () => compact({ alg: 'none', kid: 'one', typ: 'JWT' }, claims(), unsigned)],
    ['None', () => compact({ alg: 'None', kid: 'one', typ: 'JWT' }, claims(), unsigned)],
    [
      'none, with the signature of another token',
      async () => {
        const [, , signature] = (await sign(claims())).split('.');
        return compact({ alg: 'none', kid: 'one', typ: 'JWT' }, claims(), () => signature!);
      },
    ],
    ['no alg', () => compact({ kid: 'one', typ: 'JWT' }, claims(), unsigned)],
    ['a list', () => compact({ alg: ['ES384'], kid: 'one', typ: 'JWT' }, claims(), unsigned)],
    [
      'HS256 with the public key as the secret',
      () => compact({ alg: 'HS256', kid: 'one', typ: 'JWT' }, claims(), hs256(JSON.stringify(first.jwk))),
    ],
    [
      'ES256 in the header, but signed with ES384',
      () =>
        sign(claims()).then((token) =>
          token.replace(
            /^[^.]+/,
            Buffer.from(JSON.stringify({ alg: 'ES256', kid: 'one', typ: 'JWT' })).toString('base64url'),
          ),
        ),
    ],
  ])('%s', async (_what, make) => expect(await show(await make())).toEqual(REFUSED));

  it.each([
    ['RS256', 'sha256', constants.RSA_PKCS1_PADDING],
    ['RS512', 'sha512', constants.RSA_PKCS1_PADDING],
    ['PS384', 'sha384', constants.RSA_PKCS1_PSS_PADDING],
  ])('%s, with a correct signature of the key that is registered for RS384', async (alg, hash, padding) => {
    const key = { key: KeyObject.from(rsa.privateKey), padding, saltLength: 48 };
    const header = { alg, kid: 'rsa', typ: 'JWT' };
    const token = compact(header, claims({ iss: 'rsa', sub: 'rsa' }), (input) =>
      signBytes(hash, Buffer.from(input), key),
    );
    expect(await show(token)).toEqual(REFUSED);
  });

  it('RS384 itself is accepted', async () => {
    expect(await show(await sign(claims({ iss: 'rsa', sub: 'rsa' }), {}, rsa))).toEqual(GOOD);
  });
});

describe('the claims of an assertion', () => {
  it.each<[string, Record<string, unknown>]>([
    proves('BI-101', ['an issuer that differs from the subject', { iss: 'neighbour' }]),
    proves('BI-101', ['a subject that differs from the issuer', { sub: 'neighbour' }]),
    proves('BI-101', ['no issuer', { iss: undefined }]),
    proves('BI-101', ['no subject', { sub: undefined }]),
    proves('BI-101', ['an issuer that is a list', { iss: ['backend'] }]),
    proves('BI-101', ['a subject that is an object', { sub: { backend: true } }]),
    proves('BI-101', ['an unknown client', { iss: 'nobody', sub: 'nobody' }]),
    proves('BI-101', ['a public client', { iss: 'chart', sub: 'chart' }]),
    proves('BI-101', ['a client with a secret', { iss: 'secret', sub: 'secret' }]),
    proves('BI-108', ['a disabled client', { iss: 'off', sub: 'off' }]),
    proves('BI-102', ['no audience', { aud: undefined }]),
    proves('BI-102', ['an empty audience', { aud: '' }]),
    proves('BI-102', ['the same path of another server', { aud: 'https://other.example/token' }]),
    proves('BI-102', ['the issuer of another server', { aud: 'https://other.example' }]),
    proves('BI-102', ['the audience with a slash at the end', { aud: 'TOKEN/' }]),
    proves('BI-102', ['the issuer with a slash at the end', { aud: 'ISSUER/' }]),
    proves('BI-102', ['another endpoint as the audience', { aud: 'ISSUER/authorize' }]),
    proves('BI-102', ['the audience in another case', { aud: 'ISSUER/TOKEN' }]),
    proves('BI-102', ['the audience with a query', { aud: 'TOKEN?x' }]),
    proves('BI-102', ['a list of one, of another server', { aud: ['https://other.example/token'] }]),
    proves('BI-102', ['an empty list', { aud: [] }]),
    proves('BI-102', ['a list in a list', { aud: [['TOKEN']] }]),
    proves('BI-102', ['an audience twice', { aud: ['TOKEN', 'TOKEN'] }]),
    proves('BI-102', ['two audiences that are both right', { aud: ['TOKEN', 'ISSUER'] }]),
    proves('BI-102', [
      'the right audience beside another one',
      { aud: ['TOKEN', 'https://other.example/token'] },
    ]),
    proves('BI-102', ['another audience before the right one', { aud: ['https://other.example', 'ISSUER'] }]),
    proves('BI-102', ['an audience that is an object', { aud: { a: 'TOKEN' } }]),
    proves('BI-103', ['no exp', { exp: undefined }]),
    proves('BI-103', ['exp that is text', { exp: `${Math.floor(Date.now() / 1000) + 200}` }]),
    proves('BI-103', ['exp in the past', { exp: 'NOW-16' }]),
    proves('BI-103', ['exp of zero', { exp: 0 }]),
    proves('BI-103', ['exp five minutes ahead, plus more than the tolerance', { exp: 'NOW+335' }]),
    proves('BI-103', ['exp a year ahead', { exp: 'NOW+31536000' }]),
    proves('BI-103', ['exp beyond all clocks', { exp: 1e300 }]),
    proves('BI-103', ['iat in the future', { iat: 'NOW+60' }]),
    proves('BI-103', ['iat that is text', { iat: 'now' }]),
    proves('BI-103', ['nbf in the future', { nbf: 'NOW+60' }]),
    proves('BI-103', ['nbf that is text', { nbf: 'now' }]),
    proves('BI-104', ['no jti', { jti: undefined }]),
    proves('BI-104', ['an empty jti', { jti: '' }]),
    proves('BI-104', ['a jti of 10 KB', { jti: 'x'.repeat(10_000) }]),
    proves('BI-104', ['a jti that is a number', { jti: 12345 }]),
    proves('BI-104', ['a jti that is a list', { jti: ['a'] }]),
  ])('are refused with %s', async (_what, changes) => {
    const payload = claims(placed(changes));
    expect(await show(await sign(payload))).toEqual(REFUSED);
  });

  /** Puts in times and addresses that are known only when the test runs. */
  function placed(changes: Record<string, unknown>): Record<string, unknown> {
    const text = JSON.stringify(changes, (_key, value: unknown) => (value === undefined ? '(none)' : value))
      .replaceAll('TOKEN', `${hospital.issuer}/token`)
      .replaceAll('ISSUER', hospital.issuer)
      .replace(/"NOW([+-]\d+)"/g, (_all, offset: string) => String(now() + Number(offset)));
    return Object.fromEntries(
      Object.entries(JSON.parse(text) as object).map(([name, value]) => [
        name,
        value === '(none)' ? undefined : value,
      ]),
    );
  }

  it.each([
    proves('BI-102', ['the issuer', {}, { aud: 'ISSUER' }]),
    proves('BI-102', ['a list of one (RFC 7519 section 4.1.3)', {}, { aud: ['TOKEN'] }]),
    proves('BI-102', ['a list of one, the issuer', {}, { aud: ['ISSUER'] }]),
    proves('BI-103', [
      'exp exactly five minutes ahead, on a clock that is half a minute fast',
      {},
      { exp: 'NOW+329', iat: 'NOW+25' },
    ]),
    proves('BI-103', ['nbf now', {}, { nbf: 'NOW+0' }]),
    proves('BI-103', ['no iat', {}, { iat: undefined }]),
    proves('BI-104', ['a jti of 512 characters', {}, { jti: 'y'.repeat(512) }]),
  ])('are accepted with %s', async (_what, _header, changes) => {
    expect(await show(await sign(claims(placed(changes))))).toEqual(GOOD);
  });

  it('an assertion is refused beside the client_id of another client', async () => {
    proves('BI-101');
    expect(await show(await sign(claims()), { client_id: 'neighbour' })).toEqual(REFUSED);
    expect(await show(await sign(claims()), { client_id: 'nobody' })).toEqual(REFUSED);
  });

  it('an assertion is refused when the key of another client signed it, with the same kid', async () => {
    proves('BI-101');
    expect(await show(await sign(claims(), {}, foreign))).toEqual(REFUSED);
  });

  it('an assertion is accepted once at all endpoints together, and two clients may use the same jti', async () => {
    proves('BI-104');
    const jti = `once-${Math.random()}`;
    const token = await sign(claims({ jti }));
    expect(await show(token)).toEqual(GOOD);
    expect(await show(token)).toEqual(REFUSED);
    expect(await show(token, { token: 'x' }, '/introspect')).toEqual(REFUSED);
    expect(await show(await sign(claims({ jti, exp: now() + 200 })))).toEqual(REFUSED);
    const neighbours = claims({ jti, iss: 'neighbour', sub: 'neighbour' });
    expect(await show(await sign(neighbours, {}, foreign))).toEqual(GOOD);
  });

  it('an assertion with a wrong signature does not use up its jti', async () => {
    proves('TM-28');
    const payload = claims();
    expect(await show(await sign(payload, {}, foreign))).toEqual(REFUSED);
    expect(await show(await sign(payload))).toEqual(GOOD);
  });
});

describe('the header of an assertion', () => {
  it.each<[string, Record<string, unknown>]>([
    ['no kid, with two keys', { kid: undefined }],
    ['an empty kid', { kid: '' }],
    ['an unknown kid', { kid: 'three' }],
    ['the kid of the other key', { kid: 'two' }],
    ['a kid that is a number', { kid: 1 }],
    ['a kid that is a path', { kid: '../../../dev/null' }],
    ['a jku, where keys are registered inline', { jku: 'https://evil.example/jwks' }],
    ['another type', { typ: 'at+jwt' }],
    ['the type of a logout token', { typ: 'logout+jwt' }],
    ['a type with the right ending', { typ: 'x-client-authentication+jwt' }],
    ['a type that is a list', { typ: ['JWT'] }],
    ['an unknown critical member', { crit: ['x'], x: 1 }],
  ])('is refused with %s', async (_what, header) => {
    proves('BI-105');
    const token = await sign(claims(), header).catch(() =>
      compact({ alg: 'ES384', kid: 'one', typ: 'JWT', ...header }, claims(), unsigned),
    );
    expect(await show(token)).toEqual(REFUSED);
  });

  it.each(['JWT', 'jwt', 'client-authentication+jwt', 'application/client-authentication+jwt', undefined])(
    'is accepted with the type %s',
    async (typ) => {
      proves('BI-105');
      expect(await show(await sign(claims(), { typ }))).toEqual(GOOD);
    },
  );

  it('a key in the header is ignored', async () => {
    proves('BI-105');
    const token = await sign(claims(), { jwk: foreign.jwk }, foreign);
    expect(await show(token)).toEqual(REFUSED);
  });

  it.each<[string, string | undefined, { status: number; error?: string }]>([
    ['the registered address is accepted', 'REGISTERED', GOOD],
    ['no jku is accepted', undefined, GOOD],
    ['another address is refused', 'https://evil.example/jwks', REFUSED],
    ['the address with a query is refused', 'REGISTERED?x', REFUSED],
    ['the address in another case is refused', 'REGISTERED/../JWKS', REFUSED],
  ])('jku: %s', async (_what, jku, expected) => {
    proves('BI-105');
    const header = jku === undefined ? {} : { jku: jku.replace('REGISTERED', jwksUri) };
    const payload = claims({ iss: 'published', sub: 'published' });
    expect(await show(await sign(payload, header, published))).toEqual(expected);
  });
});

describe('requests with several ways to authenticate, or none (RFC 6749 section 2.3)', () => {
  proves('BI-106');
  const basic = (id: string, secret: string) => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  });
  const send = async (body: Record<string, string>, headers: Record<string, string> = {}) => {
    const answer = await new SmartApp(hospital).post('/token', body, headers);
    return { status: answer.status, error: answer.body.error as string | undefined };
  };
  const SEVERAL = { status: 400, error: 'invalid_request' };
  const plain = { grant_type: 'client_credentials', scope: 'system/Patient.rs' };

  it('an assertion and a secret are refused', async () => {
    expect(await send(form(await sign(claims()), { client_secret: SECRET }))).toEqual(SEVERAL);
  });
  it('an assertion and Basic are refused', async () => {
    expect(await send(form(await sign(claims())), basic('backend', SECRET))).toEqual(SEVERAL);
    expect(await send(form(await sign(claims())), basic('secret', SECRET))).toEqual(SEVERAL);
  });
  it('Basic and a secret in the body are refused', async () => {
    const both = { ...plain, client_id: 'secret', client_secret: SECRET };
    expect(await send(both, basic('secret', SECRET))).toEqual(SEVERAL);
  });
  it('Basic for one client and the client_id of another are refused', async () => {
    expect(await send({ ...plain, client_id: 'post' }, basic('secret', SECRET))).toEqual(SEVERAL);
  });
  describe.each([
    ['another type', { client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:saml2-bearer' }],
    ['the type in another case', { client_assertion_type: TYPE.toUpperCase() }],
    ['no type', { client_assertion_type: '' }],
  ])('%s of assertion is an unknown parameter value, and not a failed authentication', (_what, more) => {
    it.each<[string, () => Promise<string> | string]>([
      ['with a correct assertion', () => sign(claims())],
      ['with an assertion without a subject', () => sign(claims({ sub: undefined }))],
      ['with an assertion of an unknown client', () => sign(claims({ iss: 'nobody', sub: 'nobody' }))],
      ['with text that is not a JWT', () => 'PHNhbWw-'],
    ])('%s', async (_which, make) => {
      for (const path of ['/token', '/introspect', '/revoke', '/par']) {
        const answer = await new SmartApp(hospital).post(path, form(await make(), { token: 'x', ...more }));
        expect([path, answer.status, answer.body.error]).toEqual([path, 400, 'invalid_request']);
        expect(answer.body.error_description).toContain(TYPE);
      }
    });
  });
  it('a type without an assertion is refused', async () => {
    const body = { ...plain, client_id: 'backend', client_assertion_type: TYPE };
    expect(await send(body)).toEqual(REFUSED);
  });
  it.each([
    'nonsense',
    'a.b.c',
    '..',
    'x'.repeat(20_000),
    'eyJhbGciOiJFUzM4NCJ9.bnVsbA.AA',
    'eyJhbGciOiJFUzM4NCJ9.W10.AA',
    '{}',
  ])('text that is not an assertion is refused: %.30j', async (assertion) => {
    for (const path of ['/token', '/introspect', '/revoke', '/par'])
      expect([path, await show(assertion, { token: 'x' }, path)]).toEqual([path, REFUSED]);
  });
  it('two assertions are refused', async () => {
    const body = new URLSearchParams(form(await sign(claims())));
    body.append('client_assertion', await sign(claims()));
    const response = await fetch(`${hospital.issuer}/token`, { method: 'POST', body });
    expect([response.status, ((await response.json()) as { error: string }).error]).toEqual([
      400,
      'invalid_request',
    ]);
  });
  it('a client that does not authenticate is refused', async () => {
    expect(await send({ ...plain, client_id: 'backend' })).toEqual(REFUSED);
    expect(await send({ ...plain, client_id: 'secret' })).toEqual(REFUSED);
    expect(await send(plain)).toEqual(REFUSED);
  });
  it.each<[string, Record<string, string>]>([
    ['/token', { grant_type: 'authorization_code', code: 'x', redirect_uri: CALLBACK }],
    ['/introspect', { token: 'x' }],
    ['/revoke', { token: 'x' }],
  ])(
    'a client that does not authenticate at %s is invalid_client (RFC 6749 section 5.2)',
    async (path, body) => {
      const answer = await new SmartApp(hospital).post(path, body);
      expect([answer.status, answer.body.error]).toEqual([401, 'invalid_client']);
    },
  );
  it('each failed authentication is in the audit table, as a row or in a count', async () => {
    const rows = hospital.app.get(DataSource).getRepository(AuditEvent);
    const event = 'client.authentication_failed';
    const count = async () => (await rows.countBy({ event })) + (await counted(hospital, event));
    for (const assertion of ['nonsense', await sign(claims({ aud: 'x' }))]) {
      for (const path of ['/token', '/introspect', '/revoke', '/par']) {
        const before = await count();
        await show(assertion, { token: 'x' }, path);
        // The row is written after the answer.
        for (let wait = 0; wait < 50 && (await count()) === before; wait++)
          await new Promise((resolve) => setTimeout(resolve, 10));
        expect([path, await count()]).toEqual([path, before + 1]);
      }
    }
  });
});

describe('a malformed Basic header is a failed authentication (RFC 6749 sections 2.3.1 and 5.2)', () => {
  proves('BI-107');
  const ask = async (authorization: string) => {
    const { status, headers, body } = await new SmartApp(hospital).post(
      '/token',
      { grant_type: 'client_credentials', scope: 'system/Patient.rs' },
      { authorization },
    );
    expect(body.access_token).toBeUndefined();
    return { status, error: body.error as string, challenged: headers.get('www-authenticate') !== null };
  };
  const encoded = (text: string | Buffer) => `Basic ${Buffer.from(text).toString('base64')}`;
  const WRONG = { status: 401, error: 'invalid_client', challenged: true };

  it.each<[string, () => string, typeof WRONG]>([
    ['nothing after the scheme', () => 'Basic', WRONG],
    ['text that is not base64', () => 'Basic ***', WRONG],
    ['base64url', () => 'Basic c2VjcmV0OnN_-w', WRONG],
    ['a missing base64 character', () => `Basic ${'c2VjcmV0O'}`, WRONG],
    ['wrong padding', () => 'Basic c2VjcmV0OnM===', WRONG],
    ['no colon', () => encoded('secret'), WRONG],
    ['percent signs that encode nothing', () => encoded('secret:100%'), WRONG],
    ['percent signs that encode no valid UTF-8', () => encoded('secret:%ff%fe'), WRONG],
    ['a zero character', () => encoded(`secret:${SECRET}%00`), WRONG],
    ['a line break', () => encoded(`secret:${SECRET}%0d%0a`), WRONG],
    ['no secret', () => encoded('secret:'), WRONG],
    ['no id', () => encoded(':secret'), WRONG],
    ['two credentials', () => `${encoded(`secret:${SECRET}`)} ${encoded('x:y')}`, WRONG],
    ['another scheme', () => encoded(`secret:${SECRET}`).replace('Basic', 'Bearer'), WRONG],
    [
      'a secret that is not UTF-8',
      () => encoded(Buffer.from([...Buffer.from('secret:'), 0xff, 0xfe])),
      WRONG,
    ],
    ['a colon in the id', () => encoded(`sec:ret:${SECRET}`), WRONG],
    ['a colon in the id, encoded', () => encoded(`sec%3Aret:${SECRET}`), WRONG],
    ['id and secret in the wrong order', () => encoded(`${SECRET}:secret`), WRONG],
    ['an id in another case', () => encoded(`Secret:${SECRET}`), WRONG],
    ['a public client', () => encoded(`chart:${SECRET}`), WRONG],
    ['a client with a key', () => encoded(`backend:${SECRET}`), WRONG],
    ['the internal client of this server', () => encoded(`wardkey-internal-introspection:${SECRET}`), WRONG],
    ['the name of a member of every object', () => encoded('__proto__:x'), WRONG],
  ])('%s', async (_what, authorization, expected) => expect(await ask(authorization())).toEqual(expected));

  it.each(['/introspect', '/revoke', '/par'])('at %s as well', async (path) => {
    const form = { token: 'x', response_type: 'code' };
    for (const authorization of ['Basic', 'Basic ***', encoded('secret'), encoded('secret:'), 'Digest x']) {
      const { status, headers, body } = await new SmartApp(hospital).post(path, form, { authorization });
      expect([authorization, status, body.error]).toEqual([authorization, 401, 'invalid_client']);
      expect(headers.get('www-authenticate')).toMatch(/^Basic realm="/);
    }
  });

  it.each([`secret:${SECRET}`, `secret:${SECRET.replaceAll('-', '%2D')}`, `%73ecret:${SECRET}`])(
    'is accepted encoded or unencoded, with the scheme in any case: %s',
    async (text) => {
      const body = { grant_type: 'client_credentials', scope: 'system/Patient.rs' };
      const authorization = encoded(text).replace('Basic', 'bAsIc');
      expect((await new SmartApp(hospital).post('/token', body, { authorization })).status).toBe(200);
    },
  );

  it('the credentials of a FHIR server are accepted at its own endpoint', async () => {
    const authorization = encoded(`${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`);
    const { status, body } = await new SmartApp(hospital).post(
      '/introspect',
      { token: 'x' },
      { authorization },
    );
    expect([status, body]).toEqual([200, { active: false }]);
  });
});
