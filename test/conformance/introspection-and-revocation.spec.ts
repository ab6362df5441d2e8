import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { decodeProtectedHeader } from 'jose';
import { compact, es256, unsigned } from '../support/forged-token.js';
import { CALLBACK, type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, SmartApp } from '../support/smart-app.js';

const SECRET = 'a-secret-of-several-services';
const SERVICE = { tokenEndpointAuthMethod: 'client_secret_basic', clientSecret: SECRET };
const basic = (id: string, secret = SECRET) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

describe.each(['jwt', 'opaque'])('with %s access tokens', (accessTokenFormat) => {
  let hospital: Hospital;
  let tokens: Record<string, string>;

  /** The callers, and how each authenticates. */
  const CALLERS: Record<
    string,
    () => Promise<[form: Record<string, string>, headers: Record<string, string>]>
  > = {
    'the FHIR server': async () => [{}, basic(RESOURCE_SERVER.client_id, RESOURCE_SERVER.client_secret)],
    'the app of the token': async () => [{ client_id: 'web-app', client_secret: SECRET }, {}],
    'another app': async () => [{ client_id: 'other-app', client_secret: SECRET }, {}],
    'a service': async () => [{}, basic('service')],
    'a public app': async () => [{ client_id: 'chart' }, {}],
    'a monitor with a token for introspection': async () => {
      const form = { grant_type: 'client_credentials', scope: '__wardkey/introspection.read' };
      const { body } = await new SmartApp(hospital).post('/token', form, basic('monitor'));
      return [{}, { authorization: `Bearer ${body.access_token}` }];
    },
  };
  type Caller = keyof typeof CALLERS;

  /** The kinds of tokens, and the callers that may know about them. */
  const KNOWN_TO: Record<string, Caller[]> = {
    'an access token for the FHIR server': [
      'the FHIR server',
      'the app of the token',
      'a monitor with a token for introspection',
    ],
    'the refresh token': ['the app of the token'],
    'a token of the service for the FHIR server': [
      'the FHIR server',
      'a service',
      'a monitor with a token for introspection',
    ],
    'a token of the service for the administrators’ API': ['a service'],
    'an access token of a plain sign-in': ['the app of the token'],
    'an ID token': [],
    'an access token that was revoked': [],
    'a token that was changed': [],
    nonsense: [],
  };
  const ACCEPT = [
    'application/json',
    'application/token-introspection+jwt',
    'text/html',
    '*/*',
    'application/xml',
  ];

  beforeAll(async () => {
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.fhirServers[0].accessTokenFormat = accessTokenFormat;
        const web = {
          ...SERVICE,
          tokenEndpointAuthMethod: 'client_secret_post',
          redirectUris: [CALLBACK],
        };
        const service = { ...SERVICE, grantTypes: ['client_credentials'] };
        configuration.clients.push(
          { ...web, clientId: 'web-app' },
          { ...web, clientId: 'other-app' },
          { ...service, clientId: 'service', scope: 'system/Patient.rs __wardkey/accounts.read' },
          { ...service, clientId: 'monitor', scope: '__wardkey/introspection.read' },
        );
      },
    });
    const app = () => {
      const one = new SmartApp(hospital, 'web-app');
      const redeem = one.redeem.bind(one);
      one.redeem = (code, parameters) => redeem(code, { client_secret: SECRET, ...parameters });
      return one;
    };
    const maria = { username: 'maria.lindqvist' };
    const own = async (scope: string) =>
      (
        await new SmartApp(hospital).post(
          '/token',
          { grant_type: 'client_credentials', scope },
          basic('service'),
        )
      ).body.access_token as string;
    const { tokens: clinical, browser } = await getTokens(hospital, maria, { app: app() });
    const parameters = { aud: undefined, scope: 'openid' };
    const { tokens: plain } = await getTokens(hospital, maria, { app: app(), browser, parameters });
    const { tokens: revoked } = await getTokens(hospital, maria, { app: app(), browser });
    await new SmartApp(hospital).post('/revoke', {
      token: revoked.access_token,
      client_id: 'web-app',
      client_secret: SECRET,
    });
    const access = clinical.access_token as string;
    tokens = {
      'an access token for the FHIR server': access,
      'the refresh token': clinical.refresh_token,
      'a token of the service for the FHIR server': await own('system/Patient.rs'),
      'a token of the service for the administrators’ API': await own('__wardkey/accounts.read'),
      'an access token of a plain sign-in': plain.access_token,
      'an ID token': clinical.id_token,
      'an access token that was revoked': revoked.access_token,
      'a token that was changed': `${access.slice(0, -4)}${access.endsWith('AAAA') ? 'BBBB' : 'AAAA'}`,
      nonsense: 'nonsense',
    };
  });
  afterAll(() => hospital.close());

  const ask = async (path: string, form: Record<string, string>, headers: Record<string, string>) => {
    const response = await fetch(hospital.issuer + path, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers,
    });
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      text: await response.text(),
    };
  };

  describe.each(Object.keys(CALLERS))('%s', (caller) => {
    proves('TM-33');
    let form: Record<string, string>;
    let headers: Record<string, string>;
    beforeAll(async () => {
      [form, headers] = await CALLERS[caller]!();
    });

    it.each(Object.entries(KNOWN_TO))('asks about %s', async (which, knownTo) => {
      for (const accept of ACCEPT) {
        for (const hint of [undefined, 'access_token', 'refresh_token', 'id_token', '__proto__']) {
          const more: Record<string, string> = hint === undefined ? {} : { token_type_hint: hint };
          const answer = await ask(
            '/introspect',
            { ...form, token: tokens[which]!, ...more },
            { ...headers, accept },
          );
          expect([accept, hint, answer.status, answer.type]).toEqual([
            accept,
            hint,
            200,
            'application/json; charset=utf-8',
          ]);
          const said = JSON.parse(answer.text) as Record<string, unknown>;
          if (knownTo.includes(caller))
            expect(said).toMatchObject({ active: true, client_id: expect.any(String) });
          // RFC 7662 section 2.2: the answer has no other member, in every format.
          else expect([which, answer.text]).toEqual([which, '{"active":false}']);
        }
      }
    });
  });

  it('a caller that does not authenticate gets no answer', async () => {
    proves('TM-33');
    const token = tokens['an access token for the FHIR server']!;
    for (const headers of [
      {},
      basic('service', 'wrong-secret-wrong'),
      basic('nobody'),
      { authorization: 'Bearer x' },
    ]) {
      const answer = await ask('/introspect', { token }, headers as Record<string, string>);
      expect([400, 401]).toContain(answer.status);
      expect(Object.keys(JSON.parse(answer.text) as object).sort()).toEqual(['error', 'error_description']);
    }
  });

  let privateKey: KeyObject;
  beforeAll(async () => {
    ({ privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' }));
  });
  const payload = () => ({
    iss: hospital.issuer,
    jti: 'x',
    sub: 'x',
    client_id: 'web-app',
    aud: hospital.fhirServer.baseUrl,
    exp: 9e9,
    iat: 1,
  });
  const ODD: Array<[string, () => string]> = [
    ['unknown', () => 'x'.repeat(43)],
    ['with a zero character', () => 'a\0b'],
    ['with line breaks', () => 'a\r\nb'],
    ['outside ASCII', () => '🚑ä'],
    ['three dots', () => '...'],
    ['an empty JWT', () => '..'],
    ['a JWT with nothing in it', () => 'e30.e30.'],
    ['a JWE', () => 'e30.a.b.c.d'],
    ['unsigned', () => compact({ alg: 'none', typ: 'at+jwt' }, payload(), unsigned)],
    [
      'signed with the key of another server',
      () => compact({ alg: 'ES256', typ: 'at+jwt' }, payload(), es256(privateKey)),
    ],
    ['the prefix that this server gives a JWT', () => 'jwt~'],
    [
      'the prefix that this server gives a JWT, with nonsense',
      () => `jwt~${Buffer.from('a.b.c').toString('base64url')}`,
    ],
    ['50 KB', () => 'x'.repeat(50_000)],
    ['of 50 KB in three parts', () => `${'x'.repeat(20_000)}.${'y'.repeat(10_000)}.z`],
    ['SQL', () => "' OR '1'='1"],
    ['the name of a member of every object', () => '__proto__'],
  ];

  it.each(ODD)(
    'a token that is %s is inactive, and its revocation is answered like that of a revoked token',
    async (_what, make) => {
      proves('BI-116');
      const [, headers] = await CALLERS['the FHIR server']!();
      const introspected = await ask('/introspect', { token: make() }, headers);
      expect([introspected.status, introspected.text]).toEqual([200, '{"active":false}']);
      const revoked = await ask('/revoke', { token: make() }, headers);
      expect([revoked.status, revoked.text]).toEqual([200, '{}']);
    },
  );

  it('a token of 1 MB is too long to be read, and the server goes on', async () => {
    proves('BI-116');
    const [, headers] = await CALLERS['the FHIR server']!();
    for (const path of ['/introspect', '/revoke']) {
      const answer = await ask(path, { token: 'x'.repeat(1_000_000) }, headers);
      expect([path, answer.status, (JSON.parse(answer.text) as { error: string }).error]).toEqual([
        path,
        413,
        'invalid_request',
      ]);
      expect((await ask(path, { token: 'x' }, headers)).status).toBe(200);
    }
  });

  it.each(['/introspect', '/revoke'])(
    '%s is refused without a token, with two tokens, or with two hints',
    async (path) => {
      proves('BI-116');
      const [, headers] = await CALLERS['the FHIR server']!();
      for (const body of [
        '',
        'token=',
        'token=a&token=a',
        'token[]=a',
        'token=a&token_type_hint=b&token_type_hint=b',
      ]) {
        const response = await fetch(hospital.issuer + path, {
          method: 'POST',
          body: new URLSearchParams(body),
          headers,
        });
        const { error } = (await response.json()) as { error: string };
        expect([body, response.status, error]).toEqual([body, 400, 'invalid_request']);
      }
    },
  );

  it.each(['/introspect', '/revoke'])('%s accepts only a form', async (path) => {
    proves('BI-116');
    const [, headers] = await CALLERS['the FHIR server']!();
    const json = await fetch(hospital.issuer + path, {
      method: 'POST',
      body: '{"token":"x"}',
      headers: { ...headers, 'content-type': 'application/json' },
    });
    expect([json.status, ((await json.json()) as { error: string }).error]).toEqual([400, 'invalid_request']);
    const get = await fetch(`${hospital.issuer}${path}?token=x`, { headers });
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST, OPTIONS']);
  });

  it.each(['the FHIR server', 'another app', 'a service', 'a public app'])(
    'a revocation request of %s is answered 200 and ends nothing',
    async (caller) => {
      proves('BI-116');
      const [form, headers] = await CALLERS[caller]!();
      const [ownForm, ownHeaders] = await CALLERS['the app of the token']!();
      for (const which of ['an access token for the FHIR server', 'the refresh token']) {
        for (const hint of ['access_token', 'refresh_token', 'nonsense']) {
          const token = tokens[which]!;
          const answer = await ask('/revoke', { ...form, token, token_type_hint: hint }, headers);
          expect([answer.status, answer.text]).toEqual([200, '{}']);
          const { text } = await ask('/introspect', { ...ownForm, token }, ownHeaders);
          expect(JSON.parse(text)).toMatchObject({ active: true });
        }
      }
    },
  );

  it('revocation is answered with JSON, whatever token is sent and whatever Accept says (RFC 7009 section 2.2)', async () => {
    const [form, headers] = await CALLERS['the app of the token']!();
    for (const token of ['nonsense', tokens['an ID token']!, tokens['an access token that was revoked']!]) {
      const body = new URLSearchParams({ ...form, token });
      for (const accept of ['application/json', 'text/html', '*/*']) {
        const answer = await fetch(`${hospital.issuer}/revoke`, {
          method: 'POST',
          body,
          headers: { ...headers, accept },
        });
        expect([answer.status, answer.headers.get('content-type')]).toEqual([
          200,
          expect.stringMatching(/^application\/json/),
        ]);
        expect(await answer.json()).toEqual({});
      }
    }
  });

  it('a wrong hint finds the token nevertheless (RFC 7009 section 2.1)', async () => {
    proves('BI-116');
    const [form, headers] = await CALLERS['the app of the token']!();
    const token = tokens['the refresh token']!;
    await ask('/revoke', { ...form, token, token_type_hint: 'access_token' }, headers);
    const { text } = await ask('/introspect', { ...form, token }, headers);
    expect(text).toBe('{"active":false}');
    const access = tokens['an access token for the FHIR server']!;
    expect((await ask('/introspect', { ...form, token: access }, headers)).text).toBe('{"active":false}');
    if (accessTokenFormat === 'jwt') expect(decodeProtectedHeader(access).typ).toBe('at+jwt');
  });
});
