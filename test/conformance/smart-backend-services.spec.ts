import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { type Hospital, startHospital } from '../support/hospital.js';
import { getTokens, SmartApp } from '../support/smart-app.js';

/** SMART App Launch 2.2, "Backend services" and "Client authentication: asymmetric". */

interface Key {
  alg: string;
  kid: string;
  privateKey: CryptoKey;
  jwk: JWK;
}

const newKey = async (alg: string, kid: string): Promise<Key> => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid } };
};

let hospital: Hospital;
let keyServer: Server;
let jwksUri: string;
let keys: Record<'inline' | 'rsa' | 'published' | 'twin', Key>;
let requests: Array<string | undefined>;

beforeAll(async () => {
  keys = {
    inline: await newKey('ES384', 'inline'),
    rsa: await newKey('RS384', 'rsa'),
    published: await newKey('ES384', 'published'),
    twin: await newKey('ES384', 'inline'),
  };
  requests = [];
  keyServer = createServer((request, response) => {
    requests.push(request.method);
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: [keys.published.jwk] }));
  });
  await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
  jwksUri = `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}/jwks`;
  hospital = await startHospital({
    configure: (configuration) => {
      const backend = {
        tokenEndpointAuthMethod: 'private_key_jwt',
        grantTypes: ['client_credentials'],
        scope: 'system/Patient.rs system/Observation.rs',
      };
      configuration.clients.push(
        { ...backend, clientId: 'nightly', jwks: { keys: [keys.inline.jwk, keys.rsa.jwk] } },
        { ...backend, clientId: 'publisher', jwksUri },
        {
          ...configuration.clients[0],
          clientId: 'asymmetric-app',
          tokenEndpointAuthMethod: 'private_key_jwt',
          jwks: { keys: [keys.inline.jwk] },
        },
      );
    },
  });
});
afterAll(async () => {
  await hospital.close();
  await new Promise((done) => keyServer.close(done).closeAllConnections());
});

/** The parts of an assertion. A test may change every member, or leave it out with undefined. */
interface Bent {
  clientId?: string;
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
}

async function assertion(key: Key, { clientId = 'nightly', claims = {}, header = {} }: Bent = {}) {
  const now = Math.floor(Date.now() / 1000);
  const payload = {
    iss: clientId,
    sub: clientId,
    aud: `${hospital.issuer}/token`,
    jti: crypto.randomUUID(),
    exp: now + 240,
    ...claims,
  };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT', ...header })
    .sign(key.privateKey);
}

const proof = (client_assertion: string) => ({
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion,
});
const ask = async (key: Key, bent: Bent = {}, scope = 'system/Patient.rs') =>
  new SmartApp(hospital).post('/token', {
    grant_type: 'client_credentials',
    scope,
    ...proof(await assertion(key, bent)),
  });

describe('a backend service', () => {
  it('smart_2.2@253 smart_2.2@254 smart_2.2@255 smart_2.2@256 smart_2.2@258 gets a token, its type, its lifetime and its scope', async () => {
    const { status, body } = await ask(keys.inline);
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 300,
      scope: 'system/Patient.rs',
    });
  });

  it('smart_2.2@257 smart_2.2@261 smart_2.2@262 gets a token for five minutes', async () => {
    expect((await ask(keys.inline)).body.expires_in).toBe(300);
  });

  it('smart_2.2@248 gets no refresh token, even when it asks for one', async () => {
    const { body } = await ask(keys.inline, {}, 'system/Patient.rs offline_access');
    expect(body).not.toHaveProperty('refresh_token');
  });

  it('smart_2.2@240 smart_2.2@241 smart_2.2@260 gets at most the scopes of its registration and of its request', async () => {
    expect((await ask(keys.inline, {}, 'system/Patient.rs')).body.scope).toBe('system/Patient.rs');
    const { body } = await ask(keys.inline, {}, 'system/Patient.rs system/Observation.rs');
    expect(body.scope).toBe('system/Patient.rs system/Observation.rs');
  });

  it.each([
    ['beyond its registration', 'system/Condition.rs'],
    ['beyond its registration, by a wildcard', 'system/*.rs'],
    ['for people', 'patient/Patient.rs'],
    ['that are missing', ''],
  ])(
    'smart_2.2@250 smart_2.2@251 smart_2.2@252 is refused with an explanation when it asks for scopes %s',
    async (_what, scope) => {
      const { status, body } = await ask(keys.inline, {}, scope);
      expect([status, body.error]).toEqual([400, 'invalid_scope']);
      expect(body.error_description).toEqual(expect.any(String));
    },
  );

  it('smart_2.2@142 smart_2.2@265 smart_2.2@266 smart_2.2@243 reads what its token covers, and nothing else', async () => {
    const { body } = await ask(keys.inline);
    const read = (type: string) =>
      fetch(`${hospital.fhirServer.baseUrl}/${type}`, {
        headers: { authorization: `Bearer ${body.access_token}` },
      });
    expect((await read('Patient')).status).toBe(200);
    expect((await read('Observation')).status).toBe(403);
  });

  it('smart_2.2@344 that authenticates by a secret gets system/ scopes only when they are registered', async () => {
    const { client_id, client_secret } = {
      client_id: 'fhir-server',
      client_secret: 'the-fhir-servers-own-secret',
    };
    const authorization = `Basic ${Buffer.from(`${client_id}:${client_secret}`).toString('base64')}`;
    const form = { grant_type: 'client_credentials', scope: 'system/Patient.rs' };
    const { status, body } = await new SmartApp(hospital).post('/token', form, { authorization });
    expect([status, body.error]).toEqual([400, 'invalid_scope']);
  });
});

describe('a client with keys', () => {
  it('smart_2.2@297 smart_2.2@326 smart_2.2@310 is recognised by the keys of its registration, EC and RSA', async () => {
    expect((await ask(keys.inline)).status).toBe(200);
    expect((await ask(keys.rsa)).status).toBe(200);
  });

  it('smart_2.2@296 smart_2.2@339 smart_2.2@338 or by the keys that it publishes, which are fetched by GET, with or without jku', async () => {
    expect((await ask(keys.published, { clientId: 'publisher' })).status).toBe(200);
    const header = { jku: jwksUri };
    expect((await ask(keys.published, { clientId: 'publisher', header })).status).toBe(200);
    expect(new Set(requests)).toEqual(new Set(['GET']));
  });

  it('smart_2.2@357 smart_2.2@249 can also sign people in', async () => {
    const app = new SmartApp(hospital, 'asymmetric-app');
    const redeem = app.redeem.bind(app);
    app.redeem = async (code, parameters = {}) =>
      redeem(code, { ...parameters, ...proof(await assertion(keys.inline, { clientId: 'asymmetric-app' })) });
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' }, { app });
    expect(tokens.access_token).toBeDefined();
  });

  it('smart_2.2@335 may leave typ out, as many libraries do: RFC 7523 section 3 does not check it', async () => {
    expect((await ask(keys.inline, { header: { typ: undefined } })).status).toBe(200);
  });

  it('smart_2.2@336 may use an assertion once', async () => {
    const once = await assertion(keys.inline);
    const form = { grant_type: 'client_credentials', scope: 'system/Patient.rs', ...proof(once) };
    expect((await new SmartApp(hospital).post('/token', form)).status).toBe(200);
    const again = await new SmartApp(hospital).post('/token', form);
    expect([again.status, again.body.error]).toEqual([401, 'invalid_client']);
  });

  const soon = () => Math.floor(Date.now() / 1000);
  it.each<[string, keyof typeof keys, () => Bent]>([
    ['smart_2.2@337 an unknown client', 'inline', () => ({ clientId: 'nobody' })],
    ['smart_2.2@337 another issuer', 'inline', () => ({ claims: { iss: 'publisher' } })],
    ['smart_2.2@335 another subject', 'inline', () => ({ claims: { sub: 'publisher' } })],
    ['smart_2.2@335 another audience', 'inline', () => ({ claims: { aud: 'https://other.example/token' } })],
    ['smart_2.2@335 an exp in the past', 'inline', () => ({ claims: { exp: soon() - 60 } })],
    ['smart_2.2@335 no exp', 'inline', () => ({ claims: { exp: undefined } })],
    ['smart_2.2@335 an exp that is too far ahead', 'inline', () => ({ claims: { exp: soon() + 400 } })],
    ['smart_2.2@335 the type of another token', 'inline', () => ({ header: { typ: 'at+jwt' } })],
    ['smart_2.2@336 no jti', 'inline', () => ({ claims: { jti: undefined } })],
    ['smart_2.2@335 the key of another client', 'twin', () => ({})],
    ['smart_2.2@338 an unknown kid', 'inline', () => ({ header: { kid: 'other' } })],
    ['smart_2.2@338 the kid of a key of another type', 'inline', () => ({ header: { kid: 'rsa' } })],
    [
      'smart_2.2@338 a jku that is not registered',
      'published',
      () => ({ clientId: 'publisher', header: { jku: 'https://evil.example/jwks' } }),
    ],
    [
      'smart_2.2@338 a jku when the keys are registered inline',
      'inline',
      () => ({ header: { jku: jwksUri } }),
    ],
  ])('smart_2.2@340 is refused with %s: invalid_client', async (_what, key, bent) => {
    const { status, body } = await ask(keys[key], bent());
    expect([status, body.error]).toEqual([401, 'invalid_client']);
    expect(body).not.toHaveProperty('access_token');
  });
});
