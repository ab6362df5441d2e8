import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { CompactEncrypt, exportJWK, importJWK, type JWK } from 'jose';
import { IdentityProviderAdministration } from '#src/administration/identity-provider-administration.js';
import { COMMAND_LINE } from '#src/roles/policy.js';
import { compact, rs256 } from '../support/forged-token.js';
import type { Hospital } from '../support/hospital.js';
import { expectLetIn, MARIA, signInAt, startWithProviders } from '../support/providers-in-turn.js';
import { expectRefused, notTrusted } from '../support/refused-sign-in.js';
import {
  type ProviderKeyPair,
  type Script,
  type ScriptedProvider,
  startScriptedProvider,
} from '../support/scripted-provider.js';

interface KeyPair {
  privateJwk: JWK;
  publicJwk: JWK;
  privateKey: KeyObject;
}

async function newPair(kind: string, more: JWK = {}): Promise<KeyPair> {
  const { privateKey, publicKey } =
    kind === 'RSA'
      ? await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
      : kind === 'X25519'
        ? await promisify(generateKeyPair)('x25519')
        : await promisify(generateKeyPair)('ec', { namedCurve: kind });
  const [privateJwk, publicJwk] = [await exportJWK(privateKey), await exportJWK(publicKey)];
  return { privateKey, privateJwk: { ...privateJwk, ...more }, publicJwk: { ...publicJwk, ...more } };
}

/** Encrypts as an identity provider does: a signed token, or other text, is inside. */
async function sealed(
  text: string,
  to: KeyPair,
  { alg = 'RSA-OAEP-256', enc = 'A256GCM', kid }: { alg?: string; enc?: string; kid?: string } = {},
): Promise<string> {
  const { use: _use, ...publicJwk } = to.publicJwk;
  const key = await importJWK({ ...publicJwk, alg: undefined }, alg);
  const header = { alg, enc, cty: 'JWT', ...(kid === undefined ? {} : { kid }) };
  return new CompactEncrypt(new TextEncoder().encode(text)).setProtectedHeader(header).encrypt(key);
}

const signed = (claims: Record<string, unknown>, { key }: ProviderKeyPair, header: object = { kid: 'one' }) =>
  compact({ alg: 'RS256', ...header }, claims, rs256(key));
const publishing =
  (...keys: JWK[]): NonNullable<Script['routes']>[string] =>
  (response) =>
    void response.end(JSON.stringify({ keys }));

let provider: ScriptedProvider;
beforeAll(async () => {
  provider = await startScriptedProvider({ idToken: MARIA });
});
afterAll(() => provider.close());

describe('with the settings that exist for a long time', () => {
  let hospital: Hospital;
  const ours: Record<string, KeyPair> = {};
  const KINDS = ['RSA', 'P-256', 'P-384', 'P-521'];
  /** Each scheme reads the keys of the identity provider at an address of its own, which was not read before. */
  const PLACES = ['twice', 'one-kid', 'unnamed', 'rotated', 'rotated-unnamed', 'mixed', 'operations', 'many'];

  beforeAll(async () => {
    const { origin } = provider;
    for (const kind of KINDS) ours[kind] = await newPair(kind);
    const endpoints = { authorizationEndpoint: `${origin}/authorize`, tokenEndpoint: `${origin}/token` };
    hospital = await startWithProviders(provider, {
      ...Object.fromEntries(
        KINDS.map((kind) => [
          `sealed-${kind}`,
          { idTokenDecryptionKey: JSON.stringify(ours[kind]!.privateJwk) },
        ]),
      ),
      ...Object.fromEntries(
        PLACES.map((place) => [place, { ...endpoints, jwksUri: `${origin}/keys/${place}` }]),
      ),
      asking: { userinfo: 'always', userClaimsFromIdToken: [{ key: 'fhirUser', copyAs: 'fhirUser' }] },
      'asking-sealed': {
        userinfo: 'always',
        idTokenDecryptionKey: JSON.stringify(ours.RSA!.privateJwk),
      },
    });
  });
  afterAll(() => hospital.close());

  describe('an ID token that is encrypted to a key without alg', () => {
    it.each([
      ['RSA', 'RSA-OAEP', 'A256GCM'],
      ['RSA', 'RSA-OAEP-256', 'A192CBC-HS384'],
      ['RSA', 'RSA-OAEP-384', 'A128CBC-HS256'],
      ['RSA', 'RSA-OAEP-512', 'A256CBC-HS512'],
      ['P-256', 'ECDH-ES', 'A128GCM'],
      ['P-384', 'ECDH-ES', 'A192CBC-HS384'],
      ['P-256', 'ECDH-ES+A128KW', 'A128GCM'],
      ['P-384', 'ECDH-ES+A192KW', 'A192GCM'],
      ['P-521', 'ECDH-ES+A256KW', 'A256CBC-HS512'],
    ])('%s is opened by the algorithm that it names: %s, %s', async (kind, alg, enc) => {
      const forge: Script['forge'] = (claims, own) => sealed(signed(claims, own), ours[kind]!, { alg, enc });
      provider.script = { idToken: MARIA, forge };
      expectLetIn(await signInAt(hospital, `sealed-${kind}`));
    });

    it('an algorithm for another type of key is refused, and the trail names the algorithm', async () => {
      const forge: Script['forge'] = (claims, own) =>
        sealed(signed(claims, own), ours['P-256']!, { alg: 'ECDH-ES' });
      provider.script = { idToken: MARIA, forge };
      await expectRefused(
        hospital,
        () => signInAt(hospital, 'sealed-RSA'),
        notTrusted('it is encrypted with ECDH-ES, and this server has no key for that'),
      );
    });
  });

  describe('the keys of an identity provider', () => {
    const another = newPair('RSA', { kid: 'one' });
    const other = newPair('RSA');
    /** Signs with a key that the identity provider has just published. */
    const by =
      (pair: KeyPair, header: object): Script['forge'] =>
      (claims) =>
        compact({ alg: 'RS256', ...header }, claims, rs256(pair.privateKey));

    it('a key with further operations beside verify is accepted', async () => {
      const jwk = { ...provider.jwk, key_ops: ['verify', 'wrapKey'] };
      provider.script = { idToken: MARIA, routes: { '/keys/operations': publishing(jwk) } };
      expectLetIn(await signInAt(hospital, 'operations'));
    });

    it('a key that is listed many times counts once for the limit', async () => {
      const many = Array.from({ length: 150 }, () => provider.jwk);
      provider.script = { idToken: MARIA, routes: { '/keys/many': publishing(...many) } };
      expectLetIn(await signInAt(hospital, 'many'));
    });

    it('the same key twice is accepted', async () => {
      const routes = { '/keys/twice': publishing(provider.jwk, { ...provider.jwk }) };
      provider.script = { idToken: MARIA, routes };
      expectLetIn(await signInAt(hospital, 'twice'));
    });

    it('two keys with one kid are both tried', async () => {
      const pair = await another;
      const routes = { '/keys/one-kid': publishing(pair.publicJwk, provider.jwk) };
      provider.script = { idToken: MARIA, routes };
      expectLetIn(await signInAt(hospital, 'one-kid'));
      provider.script = { idToken: MARIA, routes, forge: by(pair, { kid: 'one' }) };
      expectLetIn(await signInAt(hospital, 'one-kid'));
      provider.script = { idToken: MARIA, routes, forge: by(await other, { kid: 'one' }) };
      await expectRefused(hospital, () => signInAt(hospital, 'one-kid'), notTrusted('signature'));
    });

    it('several keys without kid are all tried, also when the token has a kid', async () => {
      const pair = await other;
      const { kid: _kid, ...unnamed } = provider.jwk;
      const routes = { '/keys/unnamed': publishing(unnamed, pair.publicJwk) };
      for (const header of [{}, { kid: 'named-elsewhere' }]) {
        provider.script = { idToken: MARIA, routes, forge: by(pair, header) };
        expectLetIn(await signInAt(hospital, 'unnamed'));
      }
    });

    it.each([
      ['rotated', 'the kid of before', { kid: 'one' }],
      ['rotated-unnamed', 'no kid', {}],
    ])(
      '%s: a new key under %s is accepted at once, and the old key is not accepted any more',
      async (place, _what, header) => {
        const path = `/keys/${place}`;
        const before = { ...provider.jwk, kid: undefined, ...header };
        const forge: Script['forge'] = (claims, own) => signed(claims, own, header);
        provider.script = { idToken: MARIA, forge, routes: { [path]: publishing(before) } };
        expectLetIn(await signInAt(hospital, place));
        const pair = await newPair('RSA', header);
        const routes = { [path]: publishing(pair.publicJwk) };
        provider.script = { idToken: MARIA, routes, forge: by(pair, header) };
        expectLetIn(await signInAt(hospital, place));
        provider.visits.length = 0;
        provider.script = { idToken: MARIA, routes, forge };
        for (let i = 0; i < 3; i += 1)
          await expectRefused(hospital, () => signInAt(hospital, place), notTrusted('signature'));
        expect(provider.visits).not.toContain(path);
      },
    );

    it('a key for encryption with the same kid is not used for signatures', async () => {
      const { publicJwk } = await other;
      const beside = [
        { ...publicJwk, kid: 'one', use: 'enc' },
        { ...publicJwk, kid: 'one', alg: 'RSA-OAEP-256' },
      ];
      provider.script = { idToken: MARIA, routes: { '/keys/mixed': publishing(...beside, provider.jwk) } };
      expectLetIn(await signInAt(hospital, 'mixed'));
    });
  });

  describe('userinfo as application/jwt', () => {
    const said = { sub: MARIA.sub, fhirUser: MARIA.fhirUser };
    const answering = (text: string, type: string = 'application/jwt'): Script => ({
      idToken: { ...MARIA, fhirUser: undefined },
      routes: { '/userinfo': (response) => void response.writeHead(200, { 'content-type': type }).end(text) },
    });
    const ofProvider = (changes: Record<string, unknown> = {}) => ({
      iss: provider.origin,
      aud: 'wardkey',
      ...said,
      ...changes,
    });

    it.each<[string, string, () => string]>([
      ['signed', 'application/jwt', () => signed(ofProvider(), provider)],
      [
        'for several clients',
        'application/jwt',
        () => signed(ofProvider({ aud: ['other', 'wardkey'] }), provider),
      ],
      [
        'without iss and aud, which the specification allows',
        'application/jwt',
        () => signed(said, provider),
      ],
      [
        'with a parameter in its type',
        'application/JWT; charset=utf-8',
        () => signed(ofProvider(), provider),
      ],
    ])('%s is verified, and its claims are used', async (_what, type, make) => {
      provider.script = answering(make(), type);
      expectLetIn(await signInAt(hospital, 'asking'));
    });

    it.each<[string, string, () => string | Promise<string>]>([
      ['of another client', 'aud', () => signed(ofProvider({ aud: 'other' }), provider)],
      ['of another issuer', 'iss', () => signed(ofProvider({ iss: 'https://evil.example' }), provider)],
      ['about another person', 'sub at the userinfo', () => signed(ofProvider({ sub: 'wei' }), provider)],
      ['without a subject', 'sub at the userinfo', () => signed(ofProvider({ sub: undefined }), provider)],
      ['that has expired', '"exp"', () => signed(ofProvider({ exp: 1 }), provider)],
      ['without a signature', '"alg"', () => compact({ alg: 'none' }, ofProvider(), () => '')],
      [
        'signed with another key',
        'signature',
        async () => signed(ofProvider(), { key: (await newPair('RSA')).privateKey, jwk: {} }),
      ],
      [
        'that says sub twice',
        'twice',
        () =>
          compact(
            { alg: 'RS256', kid: 'one' },
            JSON.stringify(ofProvider()).replace(/}$/, ',"sub":"maria"}'),
            rs256(provider.key),
          ),
      ],
      ['that is encrypted, although there is no key for it', 'encrypted, but', () => sealed('{}', ours.RSA!)],
      ['that is not a token', 'Invalid Compact JWS', () => JSON.stringify(said)],
    ])('%s is refused', async (_what, finding, make) => {
      provider.script = answering(await make());
      await expectRefused(hospital, () => signInAt(hospital, 'asking'), notTrusted(finding));
    });

    it.each<[string, () => string]>([
      ['signed and encrypted', () => signed(ofProvider(), provider)],
      ['only encrypted', () => JSON.stringify(said)],
    ])('%s is decrypted', async (_what, inside) => {
      const forge: Script['forge'] = (claims, own) => sealed(signed(claims, own), ours.RSA!);
      provider.script = { ...answering(await sealed(inside(), ours.RSA!)), forge };
      expectLetIn(await signInAt(hospital, 'asking-sealed'));
    });

    it('an encrypted one is verified like a plain one', async () => {
      const forge: Script['forge'] = (claims, own) => sealed(signed(claims, own), ours.RSA!);
      const inside = signed(ofProvider({ aud: 'other' }), provider);
      provider.script = { ...answering(await sealed(inside, ours.RSA!)), forge };
      await expectRefused(hospital, () => signInAt(hospital, 'asking-sealed'), notTrusted('aud'));
    });
  });
});

describe('with several keys of this server', () => {
  let hospital: Hospital;
  let [next, before, elliptic, forSigning, foreign]: KeyPair[] = [];
  const jwks = (...pairs: Array<KeyPair | undefined>) =>
    JSON.stringify({ keys: pairs.map((pair) => pair!.privateJwk) });
  const published = async (scheme: string) => {
    const response = await fetch(`${hospital.issuer}/federation/${scheme}/jwks`);
    return { response, body: (await response.json()) as { keys: JWK[] } };
  };

  beforeAll(async () => {
    [next, before, elliptic, forSigning, foreign] = await Promise.all([
      newPair('RSA', { kid: 'next', use: 'enc', alg: 'RSA-OAEP-256' }),
      newPair('RSA', { kid: 'before' }),
      newPair('X25519', { kid: 'x', use: 'enc' }),
      newPair('P-256', { kid: 'sign', use: 'sig', alg: 'ES256' }),
      newPair('RSA'),
    ]);
    const all = jwks(forSigning, next, before, elliptic);
    const byKey = { clientAuthentication: 'private_key_jwt', clientPrivateKey: all, clientSecret: undefined };
    hospital = await startWithProviders(provider, {
      sealed: { ...byKey, idTokenDecryptionKey: all },
      plain: {},
      off: { ...byKey, clientPrivateKey: JSON.stringify(forSigning.privateJwk), enabled: false },
      'userinfo-only': { userinfo: 'always', userinfoDecryptionKey: jwks(next) },
    });
  });
  afterAll(() => hospital.close());

  it.each<[string, () => KeyPair, object]>([
    ['for the new key, with its kid', () => next!, { kid: 'next' }],
    ['for the former key, with its kid', () => before!, { kid: 'before' }],
    ['for the former key, without a kid', () => before!, {}],
    ['for the former key, with an unknown kid', () => before!, { kid: 'theirs' }],
    ['for a key of another type', () => elliptic!, { alg: 'ECDH-ES+A192KW', enc: 'A192CBC-HS384' }],
    ['for a key that names no algorithm', () => before!, { alg: 'RSA-OAEP' }],
    ['by another algorithm than that of its key', () => next!, { alg: 'RSA-OAEP', kid: 'next' }],
    ['for one key, with the kid of another one', () => before!, { kid: 'next' }],
  ])('an ID token %s is decrypted', async (_what, key, header) => {
    const forge: Script['forge'] = (claims, own) => sealed(signed(claims, own), key(), header);
    provider.script = { idToken: MARIA, forge };
    expectLetIn(await signInAt(hospital, 'sealed'));
  });

  it('an ID token for an unknown key is refused', async () => {
    const forge: Script['forge'] = (claims, own) => sealed(signed(claims, own), foreign!);
    provider.script = { idToken: MARIA, forge };
    await expectRefused(
      hospital,
      () => signInAt(hospital, 'sealed'),
      notTrusted('cannot be decrypted with any key'),
    );
  });

  it('the first key that may sign signs the client assertions', () => {
    const assertion = provider.tokenRequests.at(-1)!.form.get('client_assertion')!;
    expect(JSON.parse(Buffer.from(assertion.split('.')[0]!, 'base64url').toString())).toMatchObject({
      alg: 'ES256',
      kid: 'sign',
    });
  });

  it('userinfo may be encrypted for its own key, and plain userinfo is refused then', async () => {
    const person = { idToken: { ...MARIA, fhirUser: undefined } };
    const said = JSON.stringify({ sub: MARIA.sub, fhirUser: MARIA.fhirUser });
    const answer = (text: string, type: string): Script => ({
      ...person,
      routes: { '/userinfo': (response) => void response.writeHead(200, { 'content-type': type }).end(text) },
    });
    provider.script = answer(await sealed(said, next!), 'application/jwt');
    expectLetIn(await signInAt(hospital, 'userinfo-only'));
    provider.script = answer(said, 'application/json');
    await expectRefused(hospital, () => signInAt(hospital, 'userinfo-only'), notTrusted('not encrypted'));
  });

  describe('the public keys for the identity provider are published', () => {
    it('each with its use, and a cache may keep them', async () => {
      const { response, body } = await published('sealed');
      expect(response.headers.get('content-type')).toMatch(/^application\/jwk-set\+json/);
      expect(response.headers.get('cache-control')).toBe('public, max-age=300');
      const { kty: _kty, ...ofBefore } = before!.publicJwk;
      // This key is in both settings and has no use: it serves both.
      expect(body.keys).toEqual([
        forSigning!.publicJwk,
        { kty: 'RSA', ...ofBefore },
        next!.publicJwk,
        elliptic!.publicJwk,
      ]);
      expect(JSON.stringify(body)).not.toMatch(/"(d|p|q|dp|dq|qi)":/);
    });

    it('for a disabled identity provider too, and as an empty set when there are no keys', async () => {
      expect((await published('off')).body.keys.map(({ kid }) => kid)).toEqual(['sign']);
      expect((await published('plain')).body).toEqual({ keys: [] });
    });

    it('for an identity provider of the database as soon as it is added', async () => {
      expect((await published('clinic')).response.status).toBe(404);
      const managed = hospital.app.get(IdentityProviderAdministration, { strict: false });
      await managed.put(
        {
          scheme: 'clinic',
          issuer: 'https://clinic.example',
          authorizationEndpoint: 'https://clinic.example/authorize',
          tokenEndpoint: 'https://clinic.example/token',
          jwksUri: 'https://clinic.example/keys',
          clientId: 'wardkey',
          accountMatch: ['sub'],
          clientAuthentication: 'private_key_jwt',
          clientPrivateKey: jwks(forSigning),
        },
        COMMAND_LINE,
      );
      expect((await published('clinic')).body.keys).toEqual([forSigning!.publicJwk]);
      await managed.remove('clinic', COMMAND_LINE);
    });

    it.each(['unknown', 'SEALED', '..%2Fsealed'])('but not for the scheme %s', async (scheme) => {
      const { response } = await published(scheme);
      expect(response.status).toBe(404);
      expect(response.headers.get('cache-control')).toBe('no-store');
    });
  });
});
