import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { exportJWK, type JWK } from 'jose';
import { load, problemsOf, provider, withProvider } from '../../../test/support/configuration.js';

const LIST = 'externalIdentityProviders.identityProvider[0]';
const problem = (changes: object) => {
  const [first, ...others] = problemsOf(withProvider(changes));
  expect(others).toEqual([]);
  return { ...first!, path: first!.path.slice(LIST.length + 1) };
};

describe('the authority of an identity provider', () => {
  it.each([
    [
      'https://idp.test/realms/x/.well-known/openid-configuration',
      'https://idp.test/realms/x',
      'the discovery path',
    ],
    ['https://idp.test/.well-known/openid-configuration/', 'https://idp.test', 'with a slash'],
    ['https://idp.test/.WELL-KNOWN/OpenID-Configuration', 'https://idp.test', 'in another case'],
    [
      'https://idp.test/.well-known/oauth-authorization-server/tenant',
      'https://idp.test/tenant',
      'the path of RFC 8414',
    ],
    ['https://idp.test/x?p=policy', 'https://idp.test/x', 'a query'],
    ['https://idp.test/x?', 'https://idp.test/x', 'an empty query'],
    [
      'https://idp.test/x/.well-known/openid-configuration?appid=1',
      'https://idp.test/x',
      'a query after the discovery path',
    ],
    ['https://idp.test/realms/x/.well-known', 'https://idp.test/realms/x', 'half of the discovery path'],
    ['https://idp.test/.well-known/', 'https://idp.test', 'half of it, with a slash'],
  ])('%s is refused, and the problem says the right value: %s (%s)', (authority, right) => {
    for (const key of ['authority', 'issuer'])
      expect(problem({ [key]: authority })).toMatchObject({
        path: key,
        message: expect.stringContaining(
          `must be the issuer alone, without query or discovery path: ${right};`,
        ),
      });
  });

  it.each([
    ['https://idp.test/realms/x#top', 'https://idp.test/realms/x'],
    ['https://idp.test/#', 'https://idp.test/'],
    ['https://idp.test/x/.well-known/openid-configuration?a=b#c', 'https://idp.test/x'],
  ])('%s has a fragment, and is refused with the right value: %s', (authority, right) => {
    for (const key of ['authority', 'issuer'])
      expect(problem({ [key]: authority })).toMatchObject({
        path: key,
        message: expect.stringContaining(`without query, fragment or discovery path: ${right};`),
      });
  });

  it.each(['https://idp.test', 'https://idp.test/', 'https://idp.test/.well-known-people'])(
    '%s is accepted',
    (authority) => expect(() => load(withProvider({ authority }))).not.toThrow(),
  );
});

describe('an identity provider without an authority', () => {
  const endpoints = {
    issuer: 'https://idp.test',
    authorizationEndpoint: 'https://idp.test/authorize',
    tokenEndpoint: 'https://idp.test/token',
    jwksUri: 'https://idp.test/keys',
    userinfoEndpoint: 'https://idp.test/userinfo',
  };
  const whole = { authority: undefined, ...endpoints };

  it('is complete with issuer and endpoints, in the file and in the environment', () => {
    const inFile = load(withProvider(whole)).settings.externalIdentityProviders.identityProvider[0]!;
    const environment = Object.fromEntries(
      Object.entries({ ...provider(whole) })
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [
          `WARDKEY__EXTERNALIDENTITYPROVIDERS__IDENTITYPROVIDER__0__${name.toUpperCase()}`,
          String(value),
        ]),
    );
    expect(load('', environment).settings.externalIdentityProviders.identityProvider).toEqual([inFile]);
    expect(inFile).toMatchObject({ ...endpoints, expectedIssuer: 'https://idp.test' });
  });

  it.each(['issuer', 'authorizationEndpoint', 'tokenEndpoint', 'jwksUri'])(
    'is incomplete without %s',
    (name) => {
      expect(problem({ ...whole, [name]: undefined })).toMatchObject({
        path: 'authority',
        message: expect.stringContaining(`must be given (missing: ${name})`),
      });
    },
  );

  it('needs no token endpoint in the implicit flow, and a userinfo endpoint only when userinfo is used', () => {
    const implicit = {
      ...whole,
      tokenEndpoint: undefined,
      responseType: 'id_token',
      clientSecret: undefined,
    };
    expect(() => load(withProvider(implicit))).not.toThrow();
    const thin = { ...whole, userinfoEndpoint: undefined };
    expect(() => load(withProvider(thin))).not.toThrow();
    expect(problem({ ...thin, userinfo: 'always' }).path).toBe('userinfoEndpoint');
    expect(problem({ ...whole, pushedAuthorizationRequests: 'always' }).path).toBe(
      'pushedAuthorizationRequestEndpoint',
    );
  });
});

describe('further parameters of the authorization request', () => {
  it.each([
    ['state', 'must not hold state'],
    ['Redirect_URI', 'must not hold redirect_uri'],
    ['redirect.uri', 'must not hold redirect_uri'],
    ['nonce', 'must not hold nonce'],
    ['response_mode', 'must not hold response_mode'],
    ['code_challenge_method', 'must not hold code_challenge_method'],
    ['request_uri', 'must not hold request_uri'],
    ['client_id', 'must not hold client_id'],
    ['prompt', 'has a setting of its own: prompt'],
    ['acr_values', 'has a setting of its own: acrValues'],
    ['scope', 'has a setting of its own: scope'],
    ['a b', 'must have names of letters'],
    ['state[0]', 'must have names of letters'],
  ])('cannot be %s', (name, message) => {
    expect(problem({ authorizationParameters: { [name]: 'x' } })).toMatchObject({
      path: 'authorizationParameters',
      message: expect.stringContaining(message),
    });
  });

  it.each([[['x']], ['x'], [{ hd: 1 }], [{ hd: 'a\nb' }]])('cannot be %j', (authorizationParameters) => {
    expect(problem({ authorizationParameters }).path).toBe('authorizationParameters');
  });

  it('may be those that identity providers know', () => {
    const authorizationParameters = { domain_hint: 'x.test', hd: 'x.test', kc_idp_hint: 'a', audience: 'b' };
    expect(() => load(withProvider({ authorizationParameters }))).not.toThrow();
  });
});

describe('the private keys of an identity provider’s registration', () => {
  const keys = (async () => {
    const rsa = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    const small = await promisify(generateKeyPair)('rsa', { modulusLength: 1024 });
    const ec = await promisify(generateKeyPair)('ec', { namedCurve: 'P-384' });
    return {
      rsa: await exportJWK(rsa.privateKey),
      small: await exportJWK(small.privateKey),
      public: await exportJWK(rsa.publicKey),
      ec: await exportJWK(ec.privateKey),
    };
  })();
  const text = (value: object) => JSON.stringify(value);

  it.each<[string, (all: Awaited<typeof keys>) => string]>([
    ['a JWK without alg', ({ rsa }) => text(rsa)],
    ['an EC key', ({ ec }) => text({ ...ec, alg: 'ECDH-ES+A192KW', use: 'enc' })],
    ['in a JWK Set with a signing key', ({ rsa, ec }) => text({ keys: [{ ...ec, use: 'sig' }, rsa] })],
  ])('may be %s', async (_what, make) => {
    const idTokenDecryptionKey = make(await keys);
    expect(() => load(withProvider({ idTokenDecryptionKey }))).not.toThrow();
  });

  it.each<[string, string, (all: Awaited<typeof keys>) => string]>([
    ['public', 'must contain only private', (all) => text(all.public)],
    ['incomplete', 'an incomplete private', ({ rsa: { p: _p, ...rest } }) => text(rest)],
    ['not a point of their curve', 'an incomplete private', ({ ec }) => text({ ...ec, x: ec.y, y: ec.x })],
    ['too small', 'RSA key of 1024 bits', ({ small }) => text(small)],
    ['for signatures', 'must contain a key that may decrypt', ({ rsa }) => text({ ...rsa, use: 'sig' })],
    [
      'for signatures by alg',
      'must contain a key that may decrypt',
      ({ ec }) => text({ ...ec, alg: 'ES384' }),
    ],
    ['symmetric', 'must contain only private', () => text({ kty: 'oct', k: 'AAAA', d: 'x' } as JWK)],
    ['an empty set', 'must be a private RSA or EC key', () => text({ keys: [] })],
    ['not JSON', 'must be a private RSA or EC key', () => '-----BEGIN PRIVATE KEY-----'],
    ['null', 'must be a private RSA or EC key', () => 'null'],
  ])('cannot be %s', async (_what, message, make) => {
    const value = make(await keys);
    for (const key of ['idTokenDecryptionKey', 'userinfoDecryptionKey']) {
      const found = problem({ [key]: value });
      expect(found).toMatchObject({ path: key, message: expect.stringContaining(message) });
      expect(found.message).not.toContain(String((await keys).rsa.d));
    }
  });

  it('that are for encryption cannot sign', async () => {
    const clientPrivateKey = text({ ...(await keys).rsa, use: 'enc' });
    expect(problem({ clientAuthentication: 'private_key_jwt', clientPrivateKey })).toMatchObject({
      path: 'clientPrivateKey',
      message: expect.stringContaining('must contain a key that may sign'),
    });
  });

  it('are not needed for client_secret_jwt, but a secret that is too short for it gets a warning', () => {
    const warnings = (clientSecret: string) =>
      load(withProvider({ clientAuthentication: 'client_secret_jwt', clientSecret })).warnings;
    expect(warnings('k3Ep-1t.tO_y0urs3lf~')).toMatchObject([{ path: `${LIST}.clientSecret` }]);
    expect(warnings('k3Ep-1t.tO_y0urs3lf~k3Ep-1t.tO_y')).toEqual([]);
  });
});
