import { createPublicKey, generateKeyPair, type KeyObject, type KeyPairKeyObjectResult } from 'node:crypto';
import { exportJWK, FlattenedEncrypt, type JWK } from 'jose';
import { deflateRawSync } from 'node:zlib';
import { promisify } from 'node:util';
import { AccountStore } from '#src/accounts/account.store.js';
import { LoginAttempt } from '#src/federation/login/login-attempt.entity.js';
import { DataSource } from 'typeorm';
import { type HttpBrowser, type Page } from 'wardkey-sandbox/http-browser.js';
import { compact, es256, hs256, rs256, unsigned } from '../support/forged-token.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import {
  expectRefused,
  nobodysAnswer,
  notActive,
  tooWeak,
  notLetIn,
  notTrusted,
  PATIENCE_MS,
  type Refusal,
} from '../support/refused-sign-in.js';
import {
  type ProviderKeyPair,
  type Script,
  type ScriptedProvider,
  startScriptedProvider,
} from '../support/scripted-provider.js';
import { startClock, stopClock } from '../support/still-clock.js';
import { newBrowser, SmartApp } from '../support/smart-app.js';

const SECRET = 'a-secret-shared-with-the-provider';
const FHIR_USER = 'Practitioner/maria-lindqvist';
const MAPPING = {
  searchParameterName: 'identifier',
  searchParameterValueTemplate: 'https://harbour.example/person-number|{0}',
  copySearchParameterValuesFromClaims: ['employeeid'],
};
const TENANT = '3f8a1c52-7d0e-4b69-9a35-c1e2d40b7f16';
/** A person who can sign in. In each refusal below exactly one thing is wrong. */
const MARIA = { sub: 'maria', name: 'Maria Lindqvist', fhirUser: FHIR_USER };

let provider: ScriptedProvider;
let hospital: Hospital;
let foreign: { key: KeyObject; jwk: JWK };
let decryption: KeyPairKeyObjectResult;
const now = () => Math.floor(Date.now() / 1000);

/** Faulty key sets, each with the algorithm that its identity provider announces and the key that it signs with. */
async function keySets() {
  const rsa = (bits: number) => promisify(generateKeyPair)('rsa', { modulusLength: bits });
  const p256 = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' });
  const publicJwk = async (key: KeyObject, more: object) => ({ ...(await exportJWK(key)), ...more });
  const own = { ...provider.jwk, kid: 'one' };
  const [small, other] = [await rsa(1024), await rsa(2048)];
  return {
    twice: { keys: [own, await publicJwk(other.publicKey, { kid: 'one', alg: 'RS256' })] },
    small: { keys: [await publicJwk(small.publicKey, { kid: 'one' })], sign: rs256(small.privateKey) },
    encryption: { keys: [{ ...own, use: 'enc' }] },
    operations: { keys: [{ ...own, use: undefined, key_ops: ['encrypt'] }] },
    exponent: { keys: [{ ...own, e: 'AQ' }] },
    secret: { keys: [{ ...own, ...(await exportJWK(provider.key)) }] },
    curve: {
      keys: [await publicJwk(p256.publicKey, { kid: 'one', alg: 'ES384' })],
      alg: 'ES384',
      sign: es256(p256.privateKey, 'SHA384'),
    },
    psychic: {
      keys: [await publicJwk(p256.publicKey, { kid: 'one' })],
      alg: 'ES256',
      sign: () => Buffer.alloc(64).toString('base64url'),
    },
  } as Record<string, { keys: JWK[]; alg?: string; sign?: (input: string) => Buffer | string }>;
}
let sets: Awaited<ReturnType<typeof keySets>>;

beforeAll(async () => {
  provider = await startScriptedProvider({ idToken: MARIA });
  sets = await keySets();
  decryption = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const strange = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  foreign = { key: strange.privateKey, jwk: await exportJWK(strange.publicKey) };
  const idTokenDecryptionKey = JSON.stringify({
    ...(await exportJWK(decryption.privateKey)),
    alg: 'RSA-OAEP-256',
  });
  const { origin } = provider;
  const byHand = { authorizationEndpoint: `${origin}/authorize`, tokenEndpoint: `${origin}/token` };
  const kinds: Record<string, object> = {
    hospital: {},
    elliptic: { idTokenSigningAlgorithms: ['ES256'] },
    many: { ...byHand, jwksUri: `${origin}/keys`, issuer: `${origin}/{tenantid}/v2.0`, tenants: [TENANT] },
    strong: { requiredAcr: ['loa3'] },
    sealed: { idTokenDecryptionKey },
    asking: { userinfo: 'always' },
    posting: { responseType: 'id_token', clientSecret: undefined },
    known: {
      allowAutoProvision: false,
      accountMatch: ['sub', 'email'],
      // The domain of the look-alike is trusted too, so that the address itself is the reason of the refusal.
      trustEmailDomains: ['example.org', 'bücher.example', 'ex\u0430mple.org'],
    },
    searching: { userClaimsFromIdToken: [], fhirUserLookupClaimsMapping: [MAPPING] },
    grouped: { autoProvisionFromSecurityGroup: ['Nurses'] },
  };
  for (const [name, { alg = 'RS256' }] of Object.entries(sets))
    kinds[name] = { ...byHand, jwksUri: `${origin}/keys/${name}`, idTokenSigningAlgorithms: [alg] };
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.fhirUser = { lookupCacheSeconds: 0 };
      configuration.externalIdentityProviders.identityProvider = Object.entries(kinds).map(
        ([scheme, settings]) => ({
          scheme,
          authority: origin,
          clientId: 'wardkey',
          clientSecret: SECRET,
          allowAutoProvision: true,
          accountMatch: ['sub'],
          userClaimsFromIdToken: [{ key: 'fhirUser', copyAs: 'fhirUser' }],
          ...settings,
        }),
      );
    },
  });
  // An account made beforehand, which a forged address might match.
  await hospital.app
    .get(AccountStore)
    .create({ email: 'Admin@Example.org', externalIdScheme: 'known', fhirUser: 'Practitioner/wei-chen' });
});
afterAll(async () => {
  await hospital?.close();
  await provider?.close();
});

function script(claims: Record<string, unknown> = {}, more: Partial<Script> = {}): void {
  const routes = Object.fromEntries(
    Object.entries(sets).map(([name, { keys }]) => [
      `/keys/${name}`,
      (response: Parameters<NonNullable<Script['routes']>[string]>[0]) =>
        void response.end(JSON.stringify({ keys })),
    ]),
  );
  provider.script = { idToken: { ...MARIA, ...claims }, ...more, routes: { ...routes, ...more.routes } };
}

/** Goes as far as the identity provider. Its page answers at once and sends the browser on, unless it is stopped. */
async function leaveFor(
  scheme: string,
  options: { browser?: HttpBrowser; parameters?: Record<string, string>; stop?: boolean } = {},
): Promise<{ browser: HttpBrowser; page: Page }> {
  const browser = options.browser ?? newBrowser({ timeoutMs: PATIENCE_MS });
  const chooser = await browser.get(new SmartApp(hospital).authorizationUrl(options.parameters));
  const button = chooser.links.find(({ href }) => href.endsWith(`/providers/${scheme}`))!;
  const stopAt = options.stop ? (url: URL) => url.pathname.startsWith('/federation/') : undefined;
  const page = await browser.get(button.href, stopAt ? { stopAt } : {});
  return { browser, page };
}

const attempt =
  (scheme = 'hospital', parameters?: Record<string, string>) =>
  async (): Promise<Page> => {
    const { browser, page } = await leaveFor(scheme, parameters ? { parameters } : {});
    return scheme === 'posting' ? browser.submit(page, { button: 'on' }) : page;
  };
const isLetIn = (page: Page) =>
  expect({ status: page.status, h1: page.h1 }).toEqual({ status: 200, h1: 'Choose a patient' });

/** Jest passes its own `done` for a parameter that a row leaves out. */
function inFull<Change>(rows: Array<[string, string, Change, string?]>) {
  return rows.map(([what, finding, change, scheme = 'hospital']) => [what, finding, change, scheme] as const);
}

describe('the person of the rows below, unchanged', () => {
  it.each(['hospital', 'posting', 'asking'])('can sign in: %s', async (scheme) => {
    script({}, { userinfo: { sub: MARIA.sub } });
    isLetIn(await attempt(scheme)());
  });
});

describe('ID tokens that are forged or for another client are refused', () => {
  type Forge = (claims: Record<string, unknown>, own: ProviderKeyPair) => string | Promise<string>;
  const headed =
    (header: object): Forge =>
    (claims, { key }) =>
      compact({ alg: 'RS256', kid: 'one', ...header }, claims, rs256(key));
  const worded =
    (change: (json: string) => string | Buffer): Forge =>
    (claims, { key }) =>
      compact({ alg: 'RS256', kid: 'one' }, change(JSON.stringify(claims)), rs256(key));
  const good: Forge = headed({});
  const bent =
    (change: (token: string) => string): Forge =>
    async (claims, own) =>
      change(await good(claims, own));
  const stolen =
    (header: object): Forge =>
    (claims) =>
      compact({ alg: 'RS256', ...header }, claims, rs256(foreign.key));
  const embedded = () => ({ ...foreign.jwk, kid: 'mine' });
  const pem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }) as string;
  const elsewhere = 'http://127.0.0.1:9/keys';
  const ALG = '"alg" (Algorithm) Header Parameter value not allowed';

  const forged: Array<[what: string, finding: string, forge: Forge, scheme?: string]> = [
    proves('BI-01', ['alg none', ALG, (claims) => compact({ alg: 'none' }, claims, unsigned)]),
    proves('BI-02', ['alg None', ALG, (claims) => compact({ alg: 'None' }, claims, unsigned)]),
    proves('BI-03', ['alg nOnE', ALG, (claims) => compact({ alg: 'nOnE' }, claims, unsigned)]),
    proves('BI-04', [
      'an empty signature',
      'signature',
      (claims) => compact({ alg: 'RS256', kid: 'one' }, claims, unsigned),
    ]),
    proves('BI-05', [
      'HS256 with the client secret',
      ALG,
      (claims) => compact({ alg: 'HS256' }, claims, hs256(SECRET)),
    ]),
    proves('BI-05', [
      'HS256 with the public key as PEM',
      ALG,
      (claims, { jwk }) => compact({ alg: 'HS256', kid: 'one' }, claims, hs256(pem(publicKeyOf(jwk)))),
    ]),
    proves('BI-05', [
      'HS256 with the modulus',
      ALG,
      (claims, { jwk }) => compact({ alg: 'HS256' }, claims, hs256(jwk.n!)),
    ]),
    proves('BI-06', ['RS256 where ES256 is configured', ALG, good, 'elliptic']),
    proves('BI-07', ['a foreign key under the published kid', 'signature', stolen({ kid: 'one' })]),
    proves('BI-07', [
      'a key in the header',
      'signature',
      (claims, own) => stolen({ jwk: embedded() })(claims, own),
    ]),
    proves('BI-07', ['jku', 'no applicable key', stolen({ jku: elsewhere, kid: 'mine' })]),
    proves('BI-07', ['x5u', 'signature', stolen({ x5u: elsewhere })]),
    proves('BI-07', ['x5c', 'signature', stolen({ x5c: ['MIIB'] })]),
    proves('BI-08', ['an extension that must be understood', '"x"', headed({ crit: ['x'], x: 1 })]),
    proves('BI-08', [
      'a payload that is not encoded',
      'unencoded payload',
      headed({ crit: ['b64'], b64: false }),
    ]),
    proves('BI-09', ['an unknown kid', 'no applicable key', headed({ kid: 'unknown' })]),
    proves('BI-09', ['a kid like a path', 'no applicable key', headed({ kid: '../../etc/passwd' })]),
    proves('BI-09', ['a kid like SQL', 'no applicable key', headed({ kid: "' OR 1=1" })]),
    proves('BI-09', ['a kid of 10 KB', 'no applicable key', headed({ kid: 'x'.repeat(10_000) })]),
    proves('BI-09', ['a kid that is a number', 'no applicable key', headed({ kid: 1 })]),
    proves('BI-12', ['a changed payload', 'signature', bent((token) => swapPayload(token))]),
    proves('BI-12', ['unused bits in the last character', 'non-canonical', bent(withLeftOverBits)]),
    proves('BI-12', ['padding', 'ID token', bent((token) => `${token}==`)]),
    proves('BI-12', ['a blank', 'ID token', bent((token) => `${token} `)]),
    proves('BI-12', ['a line end within', 'ID token', bent((token) => token.replace('.', '.\n'))]),
    proves('BI-12', [
      'one dot',
      'Invalid Compact JWS',
      bent((token) => token.split('.').slice(0, 2).join('.')),
    ]),
    proves('BI-12', ['three dots', 'Invalid Compact JWS', bent((token) => `${token}.`)]),
    proves('BI-27', ['sub twice', 'twice', worded((json) => json.replace(/}$/, ',"sub":"other"}'))]),
    proves('BI-27', [
      'email twice',
      'twice',
      worded((json) => json.replace(/}$/, ',"email":"a@b.org","email":"c@d.org"}')),
    ]),
    proves('BI-27', [
      'sub twice, once with an escape',
      'twice',
      worded((json) => json.replace(/}$/, ',"s\\u0075b":"other"}')),
    ]),
    proves('BI-27', [
      'alg twice in the header',
      'twice',
      (claims, { key }) => compact('{"alg":"RS256","kid":"one","alg":"RS256"}', claims, rs256(key)),
    ]),
    proves('BI-29', ['text that is not a token', 'Invalid Compact JWS', () => 'not a token']),
    proves('BI-29', [
      'a token of 200 KB',
      'too long',
      worded((json) => json.replace(/}$/, `,"x":"${'x'.repeat(150_000)}"}`)),
    ]),
    proves('BI-29', [
      'ten thousand levels',
      'too deep',
      worded((json) => json.replace(/}$/, `,"x":${nested(10_000)}}`)),
    ]),
    proves('BI-29', [
      'five thousand claims twice over',
      'too long',
      worded((json) =>
        json.replace(/}$/, `,${Array.from({ length: 10_000 }, (_, i) => `"c${i}":1`).join()}}`),
      ),
    ]),
    proves('BI-30', [
      'an encrypted token without a setting for it',
      'encrypted, but',
      (claims, own) => sealed(good, claims, own, {}),
    ]),
    proves('BI-30', [
      'a token in a token',
      'ID token',
      async (claims, own) =>
        compact({ alg: 'RS256', kid: 'one', cty: 'JWT' }, await good(claims, own), rs256(own.key)),
    ]),
    proves('BI-30', ['a plain token where the settings require encryption', 'not encrypted', good, 'sealed']),
    proves('BI-30', [
      'compressed, and very large when unpacked',
      'cannot be decrypted',
      (claims, own) => sealed(good, claims, own, { zip: 'DEF' }, (text) => deflateRawSync(text)),
      'sealed',
    ]),
    proves('BI-30', ['a password with a billion rounds', 'cannot be decrypted', () => pbes2(), 'sealed']),
    proves('BI-36', ['bytes that are not UTF-8', 'ID token', worded((json) => invalidUtf8(json))]),
    proves('BI-36', ['a byte order mark', 'ID token', worded((json) => `\uFEFF${json}`)]),
  ];

  it.each(inFull(forged))('%s', async (_what, finding, forge, scheme) => {
    script({}, { forge });
    await expectRefused(hospital, attempt(scheme), notTrusted(finding));
  });

  it('an answer of one megabyte', async () => {
    proves('BI-29');
    script({}, { tokenResponse: { padding: 'x'.repeat(1_000_000) } });
    await expectRefused(hospital, attempt(), notTrusted('too_large'));
  });

  it('the server never requests an address of a token', async () => {
    proves('BI-07 BI-32');
    const visits: string[] = [];
    const lure = await startScriptedProvider({ idToken: {} });
    const forge = stolen({ jku: `${lure.origin}/keys`, kid: 'mine' });
    script({}, { forge });
    await expectRefused(hospital, attempt(), notTrusted('no applicable key'));
    const sources = {
      _claim_names: { email: 's' },
      _claim_sources: { s: { endpoint: `${lure.origin}/userinfo` } },
    };
    script(sources);
    isLetIn(await attempt()());
    visits.push(...lure.visits);
    await lure.close();
    expect(visits).toEqual([]);
  });

  it('an unknown kid makes the server read the keys once a minute, however often it is sent', async () => {
    proves('BI-09');
    script({}, { forge: headed({ kid: 'gone' }) });
    await attempt()();
    const before = provider.visits.filter((path) => path === '/keys').length;
    await Promise.all(Array.from({ length: 5 }, () => attempt()()));
    expect(provider.visits.filter((path) => path === '/keys').length).toBe(before);
  });

  const badKeys: Array<[what: string, set: string, refusal: Partial<Refusal>]> = [
    proves('BI-11', ['a key of 1024 bits', 'small', { finding: '2048 bits' }]),
    proves('BI-11', ['a key for encryption', 'encryption', { finding: 'no applicable key' }]),
    proves('BI-11', ['a key that may not verify', 'operations', { finding: 'no applicable key' }]),
    proves('BI-11', ['a P-256 key announced as ES384', 'curve', { finding: 'no applicable key' }]),
    proves('BI-11', [
      'an exponent of one',
      'exponent',
      { status: 503, reason: 'provider_unreachable', finding: 'no usable key' },
    ]),
    proves('FI-24', [
      'a published private key',
      'secret',
      { status: 503, reason: 'provider_unreachable', finding: 'no usable key' },
    ]),
    proves('BI-12', ['a signature of zeros', 'psychic', { finding: 'signature' }]),
  ];

  it.each(badKeys)('%s', async (_what, name, refusal) => {
    const { alg = 'RS256', sign } = sets[name]!;
    script({}, { forge: (claims, { key }) => compact({ alg, kid: 'one' }, claims, sign ?? rs256(key)) });
    await expectRefused(hospital, attempt(name), { ...notTrusted(''), ...refusal } as Refusal);
  });

  it('of two keys with one kid both are accepted, and no other key', async () => {
    proves('BI-10');
    script({}, { forge: headed({}) });
    isLetIn(await attempt('twice')());
    script({}, { forge: stolen({ kid: 'one' }) });
    await expectRefused(hospital, attempt('twice'), notTrusted('signature'));
  });

  function swapPayload(token: string): string {
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object;
    return `${header}.${Buffer.from(JSON.stringify({ ...claims, sub: 'wei' })).toString('base64url')}.${signature}`;
  }

  /** The last character of 256 bytes has four bits that count and two that do not. */
  function withLeftOverBits(token: string): string {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    return token.slice(0, -1) + letters[letters.indexOf(token.at(-1)!) + 1];
  }

  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);

  function invalidUtf8(json: string): Buffer {
    return Buffer.concat([
      Buffer.from(json.replace(/}$/, ',"x":"')),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}'),
    ]);
  }

  async function sealed(
    inner: Forge,
    claims: Record<string, unknown>,
    own: ProviderKeyPair,
    header: Record<string, unknown>,
    pack: (text: Buffer) => Buffer = (text) => text,
  ): Promise<string> {
    const plaintext = pack(Buffer.from(await inner(claims, own)));
    const { zip, ...rest } = header;
    const parts = await new FlattenedEncrypt(plaintext)
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM', ...rest, ...(zip ? { 'x-zip': zip } : {}) })
      .encrypt(decryption.publicKey);
    const protectedHeader = zip
      ? Buffer.from(JSON.stringify({ alg: 'RSA-OAEP-256', enc: 'A256GCM', zip })).toString('base64url')
      : parts.protected!;
    return [protectedHeader, parts.encrypted_key, parts.iv, parts.ciphertext, parts.tag].join('.');
  }

  function pbes2(): string {
    const header = { alg: 'PBES2-HS256+A128KW', enc: 'A128GCM', p2c: 1_000_000_000, p2s: 'c2FsdA' };
    return [Buffer.from(JSON.stringify(header)), 'k', 'i', 'c', 't']
      .map((part) => Buffer.from(part).toString('base64url'))
      .join('.');
  }
});

describe('wrong claims are refused', () => {
  const rows: Array<[what: string, finding: string, claims: () => Record<string, unknown>, scheme?: string]> =
    [
      proves('BI-13', ['no issuer', 'iss', () => ({ iss: undefined })]),
      proves('BI-13', ['another issuer', 'iss', () => ({ iss: 'https://evil.example' })]),
      proves('BI-13', ['one more slash', 'iss', () => ({ iss: `${provider.origin}/` })]),
      proves('BI-13', [
        'capitals in the host',
        'iss',
        () => ({ iss: provider.origin.replace('http', 'HTTP') }),
      ]),
      proves('BI-13', ['https for http', 'iss', () => ({ iss: provider.origin.replace('http', 'https') })]),
      proves('BI-13', [
        'a user name before the host',
        'iss',
        () => ({ iss: provider.origin.replace('//', '//a@') }),
      ]),
      proves('BI-13', [
        'another spelling of the IP address',
        'iss',
        () => ({ iss: provider.origin.replace('127.0.0.1', '127.1') }),
      ]),
      proves('BI-13', ['a look-alike letter', 'iss', () => ({ iss: provider.origin.replace('h', 'һ') })]),
      proves('BI-13', ['a list', 'iss', () => ({ iss: [provider.origin] })]),
      proves('BI-14', [
        'a foreign directory',
        'tid',
        () => ({ iss: `${provider.origin}/foreign/v2.0`, tid: 'foreign' }),
        'many',
      ]),
      proves('BI-14', [
        'a foreign directory with the tid of the configured one',
        'tid',
        () => ({ iss: `${provider.origin}/foreign/v2.0`, tid: TENANT }),
        'many',
      ]),
      proves('BI-14', [
        'the configured directory with another tid',
        'tid',
        () => ({ iss: `${provider.origin}/${TENANT}/v2.0`, tid: 'foreign' }),
        'many',
      ]),
      proves('BI-14', [
        'the template itself',
        'tid',
        () => ({ iss: `${provider.origin}/{tenantid}/v2.0`, tid: '{tenantid}' }),
        'many',
      ]),
      proves('BI-15', ['no audience', 'aud', () => ({ aud: undefined })]),
      proves('BI-15', ['no audience in the list', 'aud', () => ({ aud: [] })]),
      proves('BI-16', ['another audience', 'aud', () => ({ aud: 'another' })]),
      proves('BI-17', ['two audiences without azp', 'no azp', () => ({ aud: ['wardkey', 'another'] })]),
      proves('BI-18', ['azp of another client', 'azp', () => ({ azp: 'another' })]),
      proves('BI-18', ['an audience that is an object', 'aud', () => ({ aud: { wardkey: true } })]),
      proves('BI-18', ['an audience that is a number', 'aud', () => ({ aud: 1 })]),
      proves('BI-19', ['no subject', 'sub', () => ({ sub: undefined })]),
      ...(
        [
          ['an empty subject', ''],
          ['a blank subject', '   '],
          ['a subject of 256 characters', 'x'.repeat(256)],
          ['a number', 5],
          ['a list', ['maria']],
          ['an object', { $ne: 1 }],
          ['null', null],
          ['a NUL in it', 'maria\0'],
          ['a line end in it', 'maria\n'],
        ] as Array<[string, unknown]>
      ).map(([what, sub]): [string, string, () => Record<string, unknown>] =>
        proves('BI-19', [`subject: ${what}`, 'sub', () => ({ sub })]),
      ),
      proves('BI-21', ['no expiry', 'exp', () => ({ exp: undefined })]),
      proves('BI-21', ['expired 61 seconds ago', 'exp', () => ({ exp: now() - 61 })]),
      proves('BI-21', ['an expiry in text', 'exp', () => ({ exp: String(now() + 300) })]),
      proves('BI-21', ['a negative expiry', 'exp', () => ({ exp: -1 })]),
      proves('BI-21', ['an expiry of 1e308', 'exp', () => ({ exp: 1e308 })]),
      proves('BI-21', ['an expiry beyond whole numbers', 'exp', () => ({ exp: 2 ** 53 + 2 })]),
      proves('BI-22', ['issued 62 seconds from now', 'iat', () => ({ iat: now() + 62 })]),
      proves('BI-22', ['issued a year ago', 'iat', () => ({ iat: now() - 31_536_000 })]),
      proves('BI-22', ['not valid yet', 'nbf', () => ({ nbf: now() + 120 })]),
      proves('BI-23', ['no nonce', 'nonce', () => ({ nonce: undefined })]),
      proves('BI-23', ['another nonce', 'nonce', () => ({ nonce: 'another' })]),
      proves('BI-23', ['a list of nonces', 'nonce', () => ({ nonce: ['another'] })]),
      proves('BI-24', [
        'a sign-in time in the future, in text',
        'auth_time',
        () => ({ auth_time: String(now() + 120) }),
      ]),
      proves('BI-24', ['a sign-in time in the future', 'auth_time', () => ({ auth_time: now() + 120 })]),
      proves('BI-26', ['at_hash of another token', 'at_hash', () => ({ at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' })]),
      proves('BI-26', ['c_hash of another code', 'c_hash', () => ({ c_hash: 'AAAAAAAAAAAAAAAAAAAAAA' })]),
    ];

  it.each(inFull(rows))('%s', async (_what, finding, claims, scheme) => {
    script(claims());
    await expectRefused(hospital, attempt(scheme), notTrusted(finding));
  });

  it.each([
    ['no acr where one is required', {}],
    ['a weaker acr', { acr: 'loa2' }],
    ['a list of acr', { acr: ['loa3'] }],
  ])('%s', async (_what, claims) => {
    proves('BI-25');
    script(claims);
    const page = await expectRefused(hospital, attempt('strong'), tooWeak('acr'));
    expect(page.links.map(({ text }) => text)).not.toContain('Try again');
  });

  it('the token of an earlier login', async () => {
    proves('BI-23');
    let earlier = '';
    const good = (claims: Record<string, unknown>, { key }: ProviderKeyPair) =>
      (earlier = compact({ alg: 'RS256', kid: 'one' }, claims, rs256(key)));
    script({}, { forge: good });
    isLetIn(await attempt()());
    script({}, { forge: () => earlier });
    await expectRefused(hospital, attempt(), notTrusted('nonce'));
  });

  it('an old sign-in when the app asked for a new one', async () => {
    proves('BI-24');
    script({ auth_time: now() - 3600 });
    isLetIn(await attempt()());
    await expectRefused(
      hospital,
      attempt('hospital', { prompt: 'login' }),
      notTrusted('auth_time is before'),
    );
    script({ auth_time: now() });
    isLetIn(await attempt('hospital', { prompt: 'login' })());
  });

  it.each<[string, Script['routes'] & object, string]>([
    [
      'userinfo about another person',
      { '/userinfo': (response) => response.end('{"sub":"wei"}') },
      'sub at the userinfo',
    ],
    ['userinfo without a person', { '/userinfo': (response) => response.end('{}') }, 'sub at the userinfo'],
    [
      'userinfo as a token without a signature',
      {
        '/userinfo': (response) =>
          response
            .writeHead(200, { 'content-type': 'application/jwt' })
            .end(compact({ alg: 'none' }, { sub: 'maria', fhirUser: FHIR_USER }, unsigned)),
      },
      '"alg" (Algorithm) Header Parameter value not allowed',
    ],
    [
      'userinfo that is a list',
      { '/userinfo': (response) => response.end('[{"sub":"maria"}]') },
      'not an object',
    ],
  ])('%s', async (_what, routes, finding) => {
    proves('BI-32');
    script({}, { routes });
    await expectRefused(hospital, attempt('asking'), notTrusted(finding));
  });
});

describe('unusual claims do no harm', () => {
  // A second more or less changes the result.
  beforeEach(stopClock);
  afterEach(startClock);

  it.each<[string, Record<string, unknown>]>([
    proves('BI-21', ['expired 59 seconds ago', { exp: -59 }]),
    proves('BI-22', ['issued 59 seconds from now', { iat: 59 }]),
    proves('BI-25', ['amr as text', { amr: 'pwd' }]),
    proves('BI-28', [
      'constructor and toString',
      { constructor: { prototype: { isAdmin: true } }, toString: 'x' },
    ]),
    proves('BI-36', ['half of a letter pair, escaped', { nickname: '\ud83d' }]),
  ])('%s', async (_what, claims) => {
    const times = Object.entries(claims).map(([name, value]) => [
      name,
      name === 'exp' || name === 'iat' ? now() + (value as number) : value,
    ]);
    script(Object.fromEntries(times) as Record<string, unknown>);
    isLetIn(await attempt()());
  });

  it('__proto__ changes no other claim', async () => {
    proves('BI-28');
    const forge = (claims: Record<string, unknown>, { key }: ProviderKeyPair) =>
      compact(
        { alg: 'RS256', kid: 'one' },
        JSON.stringify(claims).replace(/}$/, ',"__proto__":{"isAdmin":true,"email_verified":true}}'),
        rs256(key),
      );
    script({ email: 'admin@example.org', sub: 'polluter' }, { forge });
    await expectRefused(hospital, attempt('known'), NO_ACCOUNT);
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

const NO_ACCOUNT = notLetIn(
  'no_account',
  'has not been given access to this service yet',
  'allowAutoProvision is off',
);

describe('the account of the claims', () => {
  const verified = (email: unknown) => ({ sub: 'somebody', email, email_verified: true });
  const rows: Array<[what: string, claims: Record<string, unknown>]> = [
    proves('BI-20', ['a known subject in capitals', { sub: 'MARIA' }]),
    proves('BI-20', ['a known subject with an accent', { sub: 'mari\u00e1' }]),
    proves('BI-20', ['a known subject in fullwidth letters', { sub: 'ｍaria' }]),
    ...(
      [
        ['not said to be verified', undefined],
        ['verified: false', false],
        ['verified in an unknown text', 'yes'],
        ['not verified, in text', 'false'],
        ['verified with 1', 1],
        ['verified in a list', [true]],
      ] as Array<[string, unknown]>
    ).map(([what, said]): [string, Record<string, unknown>] =>
      proves('BI-31', [`an address ${what}`, { ...verified('admin@example.org'), email_verified: said }]),
    ),
    ...(
      [
        proves('BI-37', ['null', null]),
        proves('BI-37', ['no text', '']),
        proves('BI-37', ['a blank', ' ']),
        proves('BI-37', ['an empty list', []]),
        proves('BI-37', ['an object', {}]),
        proves('BI-37', ['zero', 0]),
        proves('BI-38', ['a list of one', ['admin@example.org']]),
        proves('BI-41', ['a dotless i', 'admın@example.org']),
        proves('BI-41', ['a dotted capital I', 'admİn@example.org']),
        proves('BI-41', ['a long s', 'admin@example.org'.replace('ex', 'exſ')]),
        proves('BI-41', ['a Kelvin sign', '\u212Aadmin@example.org']),
        proves('BI-41', ['a ligature', 'admin@ﬁexample.org']),
        proves('BI-42', ['a Cyrillic a in the domain', 'admin@ex\u0430mple.org']),
        proves('BI-43', ['a fullwidth @', 'admin＠example.org']),
        proves('BI-43', ['fullwidth letters', 'ａdmin@example.org']),
        proves('BI-44', ['a zero-width space', 'admin\u200b@example.org']),
        proves('BI-44', ['a change of direction', '\u202eadmin@example.org']),
        proves('BI-44', ['a soft hyphen', 'ad\u00admin@example.org']),
        proves('BI-44', ['a no-break space', 'admin\u00a0@example.org']),
        proves('BI-45', ['letters in parts (NFD)', 'a\u0301dmin@example.org']),
        proves('BI-46', ['a plus address', 'admin+x@example.org']),
        proves('BI-46', ['a quoted name', '"admin"@example.org']),
        proves('BI-46', ['a comment', 'admin(x)@example.org']),
        proves('BI-46', ['two @', 'admin@x@example.org']),
        proves('BI-46', ['a number for a domain', 'admin@[127.0.0.1]']),
        proves('BI-46', ['321 characters', `${'a'.repeat(309)}@example.org`]),
        proves('BI-47', ['two addresses', 'admin@example.org,x@example.org']),
        proves('BI-47', ['a semicolon', 'admin@example.org;']),
        proves('BI-47', ['a line end within', 'admin@exam\nple.org']),
        proves('BI-48', ['an emoji', 'admin😀@example.org']),
        proves('BI-48', ['half an emoji', 'admin\ud83d@example.org']),
        proves('BI-49', ['40 KB', `${'a'.repeat(40_000)}@example.org`]),
        proves('BI-49', [
          'text that makes regular expressions slow',
          `${'a.'.repeat(2_000)}@${'a-'.repeat(2_000)}!`,
        ]),
      ] as Array<[string, unknown]>
    ).map(([what, email]): [string, Record<string, unknown>] => [`an address: ${what}`, verified(email)]),
  ];

  beforeAll(async () => {
    script();
    await attempt()();
  });

  it.each(rows)('%s finds no account', async (_what, claims) => {
    script(claims);
    await expectRefused(hospital, attempt('known'), NO_ACCOUNT);
  });

  it.each([
    ['another case', 'admin@EXAMPLE.org'],
    ['the same case', 'Admin@Example.org'],
  ])('the same address finds the same person: %s', async (what, email) => {
    proves('BI-40');
    // Each row has an address of its own: the first sign-in links the account to its subject.
    const own = email.replace(/@/, `-${what.length}@`);
    await hospital.app
      .get(AccountStore)
      .create({ email: own.toLowerCase(), externalIdScheme: 'known', fhirUser: FHIR_USER });
    script({ ...verified(own), sub: what });
    isLetIn(await attempt('known')());
  });

  it('a domain in Unicode and in ASCII is the same domain', async () => {
    proves('BI-42');
    await hospital.app
      .get(AccountStore)
      .create({ email: 'admin@bücher.example', externalIdScheme: 'known', fhirUser: FHIR_USER });
    script({ ...verified('admin@xn--bcher-kva.example'), sub: 'reader' });
    isLetIn(await attempt('known')());
  });

  it('a line end after the address is not removed', async () => {
    proves('BI-47');
    script(verified('nobody@example.org\n'));
    await expectRefused(hospital, attempt('known'), NO_ACCOUNT);
  });
});

describe('values to search by', () => {
  const searchable = (employeeid: unknown) => ({ sub: 'searched', fhirUser: undefined, employeeid });
  const NOT_FOUND = notLetIn('no_fhir_user', 'could not find your record', 'not searched');

  it.each<[string, unknown]>([
    proves('BI-37', ['absent', undefined]),
    proves('BI-37', ['null', null]),
    proves('BI-37', ['no text', '']),
    proves('BI-37', ['a blank', ' ']),
    proves('BI-37', ['an empty list', []]),
    proves('BI-37', ['an object', {}]),
    proves('BI-37', ['zero', 0]),
    proves('BI-37', ['false', false]),
    proves('BI-38', ['a list of one', ['S10234']]),
    proves('BI-38', ['a list of two', ['S10234', 'S10077']]),
    proves('BI-38', ['a list of objects', [{ value: 'S10234' }]]),
    proves('BI-39', ['a number', 10_234]),
    proves('BI-49', ['40 KB', 'S'.repeat(40_000)]),
  ])('%s: no search is sent', async (_what, employeeid) => {
    script(searchable(employeeid));
    const before = hospital.fhirServer.requests.length;
    await expectRefused(hospital, attempt('searching'), NOT_FOUND);
    expect(hospital.fhirServer.requests.length).toBe(before);
  });

  it('NaN as text is searched like other text, and finds no resource', async () => {
    proves('BI-37');
    script(searchable('NaN'));
    await expectRefused(
      hospital,
      attempt('searching'),
      notLetIn('no_fhir_user', 'could not find your record', 'no resource matches'),
    );
  });

  it('a number as text is found, so the values above are refused because of their type', async () => {
    proves('BI-39');
    script(searchable('S10234'));
    isLetIn(await attempt('searching')());
  });
});

describe('the identity provider’s answer belongs to one login in one browser; refused is', () => {
  beforeEach(() => script());
  const callback = async (scheme = 'hospital') => {
    const { browser, page } = await leaveFor(scheme, { stop: true });
    return { browser, url: new URL(page.url) };
  };

  it.each<[string, (url: URL) => void, Refusal]>([
    proves('BI-33', [
      'an unknown state',
      (url) => url.searchParams.set('state', 'x'.repeat(43)),
      nobodysAnswer(),
    ]),
    proves('BI-33', ['no state', (url) => url.searchParams.delete('state'), nobodysAnswer()]),
    proves('BI-35', ['two states', (url) => url.searchParams.append('state', 'second'), nobodysAnswer()]),
    proves('TM-01', [
      'the callback of another identity provider',
      (url) => (url.pathname = '/federation/many/signin'),
      nobodysAnswer(),
    ]),
    proves('BI-34', [
      'iss of another identity provider',
      (url) => url.searchParams.set('iss', 'https://evil.example'),
      notTrusted('RFC 9207'),
    ]),
    proves('BI-33', [
      'a code that the identity provider did not issue',
      (url) => url.searchParams.set('code', 'forged'),
      notTrusted('invalid_grant'),
    ]),
    proves('BI-33', [
      'a code of 10 KB',
      (url) => url.searchParams.set('code', 'x'.repeat(10_000)),
      notTrusted('no usable code'),
    ]),
    proves('BI-33', ['no code', (url) => url.searchParams.delete('code'), notTrusted('no usable code')]),
    proves('BI-35', [
      'two codes',
      (url) => url.searchParams.append('code', 'second'),
      notTrusted('no usable code'),
    ]),
  ])('%s', async (_what, change, refusal) => {
    const { browser, url } = await callback();
    change(url);
    await expectRefused(hospital, () => browser.get(url), refusal);
  });

  it('a missing iss when the identity provider announces one', async () => {
    proves('BI-34');
    const promised = await startScriptedProvider({
      idToken: MARIA,
      discovery: { authorization_response_iss_parameter_supported: true },
    });
    const own = await startHospital({
      configure: (configuration) => {
        const [entry] = configuration.externalIdentityProviders.identityProvider;
        Object.assign(entry, { authority: promised.origin });
      },
    });
    try {
      const browser = newBrowser({ timeoutMs: PATIENCE_MS });
      await expectRefused(
        own,
        () => browser.get(new SmartApp(own).authorizationUrl()),
        notTrusted('RFC 9207'),
      );
    } finally {
      await own.close();
      await promised.close();
    }
  });

  it('another browser', async () => {
    proves('TM-02 BI-33');
    const { url } = await callback();
    const victim = newBrowser({ timeoutMs: PATIENCE_MS });
    await expectRefused(hospital, () => victim.get(url), notActive('another browser'));
    expect(Object.keys(victim.cookies(hospital.issuer))).not.toContain('wardkey_session');
  });

  it('an answer that was used', async () => {
    proves('BI-33');
    const { browser, url } = await callback();
    isLetIn(await browser.get(url));
    // The answer signs no person in: without the session there is none.
    await hospital.app.get(DataSource).query(`DELETE FROM oidc_artifact WHERE model = 'Session'`);
    await expectRefused(hospital, () => browser.get(url), nobodysAnswer());
  });

  it('an answer that failed is used too, and gives the same refusal again', async () => {
    proves('BI-33');
    const { browser, url } = await callback();
    script({ nonce: 'another' });
    await expectRefused(hospital, () => browser.get(url), notTrusted('nonce'));
    script();
    await expectRefused(hospital, () => browser.get(url), notTrusted('nonce'));
  });

  it('an answer for a login that is over', async () => {
    proves('BI-33');
    const { browser, url } = await callback();
    await hospital.app
      .get(DataSource)
      .getRepository(LoginAttempt)
      .updateAll({ expiresAt: now() - 1 });
    await expectRefused(hospital, () => browser.get(url), notActive('expired'));
  });

  it.each<[string, Record<string, string>]>([
    ['the person cancelled', { error: 'access_denied', code: '' }],
    ['an error and a code', { error: 'access_denied' }],
    [
      'words of the identity provider',
      { error: 'access_denied', error_description: '<script>alert(1)</script>\r\nSet-Cookie: a=b' },
    ],
  ])(
    'an error of the identity provider offers a new attempt, and its words are never shown unescaped: %s',
    async (_what, parameters) => {
      proves('BI-33');
      const { browser, url } = await callback();
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      const page = await expectRefused(hospital, () => browser.get(url), {
        status: 200,
        sentence: 'Sign in',
        event: 'login.failed',
        reason: 'provider_denied',
        finding: `error ${parameters.error}`,
      });
      expect(page.html).not.toContain('alert(1)');
      expect(page.links.some(({ href }) => href.endsWith('/providers/hospital'))).toBe(true);
    },
  );

  describe('an answer by POST', () => {
    const posted = async () => {
      const { browser, page } = await leaveFor('posting');
      const values = Object.fromEntries(page.forms[0]!.fields.map(({ name, value }) => [name, value]));
      return {
        browser,
        action: page.forms[0]!.action,
        values: { id_token: values.id_token!, state: values.state! },
      };
    };
    /** Sends a request that no form sends, but that a script or a proxy might send. */
    const post = async (url: string, body: string, contentType: string) => {
      const response = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': contentType },
        redirect: 'manual',
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = (await response.text()).replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
      return {
        status: response.status,
        text,
        location: response.headers.get('location'),
      } as unknown as Page & {
        location: string | null;
      };
    };

    it.each([
      ['text/plain', (values: Record<string, string>) => new URLSearchParams(values).toString()],
      ['multipart/form-data; boundary=x', () => '--x--'],
      [
        'application/octet-stream',
        (values: Record<string, string>) => new URLSearchParams(values).toString(),
      ],
    ])('as %s', async (contentType, body) => {
      proves('BI-35');
      const { action, values } = await posted();
      await expectRefused(hospital, () => post(action, body(values), contentType), nobodysAnswer());
    });

    it('with two states', async () => {
      proves('BI-35');
      const { action, values } = await posted();
      const body = `${new URLSearchParams(values).toString()}&state=second`;
      await expectRefused(
        hospital,
        () => post(action, body, 'application/x-www-form-urlencoded'),
        nobodysAnswer(),
      );
    });

    it('with two ID tokens', async () => {
      proves('BI-35');
      const { browser, action, values } = await posted();
      const body = `${new URLSearchParams(values).toString()}&id_token=second`;
      const { location } = await post(action, body, 'application/x-www-form-urlencoded');
      await expectRefused(hospital, () => browser.get(new URL(location!, action)), notTrusted('no ID token'));
    });

    it('a token of one megabyte', async () => {
      proves('BI-29');
      const { action, values } = await posted();
      const body = new URLSearchParams({ ...values, id_token: 'x'.repeat(1_000_000) }).toString();
      const page = await post(action, body, 'application/x-www-form-urlencoded');
      expect(page.status).toBe(413);
    });
  });
});

function publicKeyOf(jwk: JWK): KeyObject {
  return createPublicKey({ key: jwk as never, format: 'jwk' });
}
