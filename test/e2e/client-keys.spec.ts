import { jest } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { SmartApp, type TokenResponse } from '../support/smart-app.js';

interface ClientKey {
  kid: string;
  alg: 'ES384' | 'RS384';
  privateKey: CryptoKey;
  publicJwk: JWK;
}

let hospital: Hospital;
let keyServer: Server;
let published: JWK[] = [];
let cacheControl: string | undefined;
let status = 200;
let fetches: Array<string | undefined> = [];

async function newKey(kid: string, alg: ClientKey['alg'] = 'ES384'): Promise<ClientKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid } };
}

beforeEach(async () => {
  [published, cacheControl, status, fetches] = [[], undefined, 200, []];
  keyServer = createServer((request, response) => {
    fetches.push(request.headers.accept);
    response.writeHead(status, {
      'content-type': 'application/json',
      ...(cacheControl ? { 'cache-control': cacheControl } : {}),
    });
    response.end(JSON.stringify({ keys: published }));
  });
  await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
  hospital = await startHospital({
    configure: (configuration) => {
      for (const [clientId, path] of [
        ['backend', 'jwks'],
        ['copycat', 'jwks'],
        ['oddly-written', 'x/../jwks'],
      ])
        configuration.clients.push({
          clientId,
          tokenEndpointAuthMethod: 'private_key_jwt',
          jwksUri: `http://127.0.0.1:${(keyServer.address() as AddressInfo).port}/${path}`,
          grantTypes: ['client_credentials'],
          scope: 'system/Patient.rs',
        });
    },
  });
});
afterEach(async () => {
  jest.restoreAllMocks();
  await hospital.close();
  await new Promise((done) => keyServer.close(done).closeAllConnections());
});

async function authenticate(key: ClientKey, clientId = 'backend'): Promise<TokenResponse> {
  const now = Math.floor(Date.now() / 1000);
  const endpoint = `${hospital.issuer}/token`;
  const assertion = await new SignJWT({
    jti: `${Math.random()}`,
    iss: clientId,
    sub: clientId,
    aud: endpoint,
  })
    .setExpirationTime(now + 240)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, typ: 'JWT' })
    .sign(key.privateKey);
  return new SmartApp(hospital).post('/token', {
    grant_type: 'client_credentials',
    scope: 'system/Patient.rs',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  });
}

const errorOf = async (key: ClientKey, clientId?: string) =>
  (await authenticate(key, clientId)).body.error as string | undefined;

/** Moves the clock forward by this many seconds. */
function later(seconds: number): void {
  const now = Date.now();
  jest.spyOn(Date, 'now').mockReturnValue(now + seconds * 1000);
}

describe('the keys of a client that publishes them', () => {
  it('smart_2.2@342 are fetched as JSON, and kept as long as Cache-Control allows', async () => {
    cacheControl = 'public, max-age=300';
    const key = await newKey('a');
    published = [key.publicJwk];
    expect(await errorOf(key)).toBeUndefined();
    expect(await errorOf(key)).toBeUndefined();
    later(290);
    expect(await errorOf(key)).toBeUndefined();
    expect(fetches).toEqual(['application/json']);
    later(15);
    expect(await errorOf(key)).toBeUndefined();
    expect(fetches).toHaveLength(2);
  });

  it.each(['no-store', 'no-cache', 'max-age=0', 'private, max-age=1'])(
    'smart_2.2@341 a removed key is refused at once when the answer said %s',
    async (directive) => {
      cacheControl = directive;
      const [old, next] = [await newKey('old'), await newKey('next', 'RS384')];
      published = [old.publicJwk];
      expect(await errorOf(old)).toBeUndefined();
      published = [next.publicJwk];
      later(3);
      expect(await errorOf(old)).toBe('invalid_client');
      expect(await errorOf(next)).toBeUndefined();
    },
  );

  it('are read once, also when jwks_uri is written in another form than the request', async () => {
    published = [(await newKey('a')).publicJwk];
    expect(await errorOf(await newKey('unknown'), 'oddly-written')).toBe('invalid_client');
    expect(fetches).toHaveLength(1);
  });

  it('stay cached as long as before when another client names the same address', async () => {
    cacheControl = 'max-age=60';
    const [old, next] = [await newKey('old'), await newKey('next')];
    published = [old.publicJwk];
    expect(await errorOf(old)).toBeUndefined();
    published = [next.publicJwk];
    later(50);
    expect(await errorOf(next, 'copycat')).toBeUndefined();
    later(20);
    expect(await errorOf(old)).toBe('invalid_client');
  });

  it('smart_2.2@341 a removed key is refused when the cache time is over', async () => {
    cacheControl = 'max-age=120';
    const [old, next] = [await newKey('old'), await newKey('next')];
    published = [old.publicJwk];
    expect(await errorOf(old)).toBeUndefined();
    published = [next.publicJwk];
    later(121);
    expect(await errorOf(old)).toBe('invalid_client');
  });

  it('a new kid makes the server read once, also within the cache time', async () => {
    proves('BI-105');
    cacheControl = 'max-age=3600';
    const [old, next] = [await newKey('old'), await newKey('next')];
    published = [old.publicJwk];
    expect(await errorOf(old)).toBeUndefined();
    published = [old.publicJwk, next.publicJwk];
    later(11);
    expect(await errorOf(next)).toBeUndefined();
    expect(fetches).toHaveLength(2);
  });

  it('an unknown kid does not make the server read again and again', async () => {
    proves('BI-105');
    cacheControl = 'max-age=3600';
    const [known, madeUp] = [await newKey('known'), await newKey('made-up')];
    published = [known.publicJwk];
    expect(await errorOf(known)).toBeUndefined();
    later(11);
    for (let attempt = 0; attempt < 5; attempt++) expect(await errorOf(madeUp)).toBe('invalid_client');
    expect(fetches).toHaveLength(2);
  });

  it('smart_2.2@338 are refused when two of them have the kid of the assertion', async () => {
    proves('BI-105');
    const [one, two] = [await newKey('same'), await newKey('same')];
    published = [one.publicJwk, two.publicJwk];
    expect(await errorOf(one)).toBe('invalid_client');
    expect(await errorOf(two)).toBe('invalid_client');
    published = [two.publicJwk];
    later(61);
    expect(await errorOf(two)).toBeUndefined();
  });

  it('may be listed twice, and a single key needs no kid', async () => {
    const key = await newKey('one');
    published = [key.publicJwk, { ...key.publicJwk }];
    expect(await errorOf(key)).toBeUndefined();
    published = [{ ...key.publicJwk, kid: undefined }];
    later(61);
    expect(await errorOf(key)).toBeUndefined();
    expect(await errorOf({ ...key, kid: undefined as never })).toBeUndefined();
    expect(await errorOf(await newKey('one'))).toBe('invalid_client');
  });

  it('smart_2.2@338 may share a kid when their key types differ', async () => {
    const [ec, rsa] = [await newKey('same'), await newKey('same', 'RS384')];
    published = [ec.publicJwk, rsa.publicJwk];
    expect(await errorOf(ec)).toBeUndefined();
    expect(await errorOf(rsa)).toBeUndefined();
  });

  it('a key of another type with the same kid is refused', async () => {
    proves('BI-100');
    const [published1, forged] = [await newKey('same'), await newKey('same', 'RS384')];
    published = [published1.publicJwk];
    expect(await errorOf(forged)).toBe('invalid_client');
  });

  it('that cannot be read are refused, and are accepted once they can be read again', async () => {
    status = 500;
    const key = await newKey('a');
    published = [key.publicJwk];
    expect(await authenticate(key)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    status = 200;
    expect(await errorOf(key)).toBeUndefined();
  });
});
