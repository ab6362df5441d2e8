import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { exportJWK } from 'jose';
import type { Page } from 'wardkey-sandbox/http-browser.js';
import { compact, rs256 } from '../support/forged-token.js';
import { freePort, type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import {
  expectRefused,
  notTrusted,
  PATIENCE_MS,
  type Refusal,
  unreachable,
} from '../support/refused-sign-in.js';
import {
  type Script,
  scriptedHospital,
  type ScriptedProvider,
  startScriptedProvider,
} from '../support/scripted-provider.js';
import { newBrowser, SmartApp } from '../support/smart-app.js';

const MARIA = { sub: 'maria', name: 'Maria Lindqvist', fhirUser: 'Practitioner/maria-lindqvist' };
type Answer = (response: ServerResponse) => void;

let provider: ScriptedProvider;
let hospital: Hospital;

/** A hospital with one identity provider, whose keys and discovery document were not read yet. */
async function start(script: Partial<Script> = {}, more: Record<string, unknown> = {}): Promise<void> {
  provider = await startScriptedProvider({ idToken: MARIA, ...script });
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.externalIdentityProviders.identityProvider = [{ ...scriptedHospital(provider), ...more }];
    },
  });
}
async function stop(): Promise<void> {
  await hospital?.close();
  await provider?.close();
}

const attempt = async (): Promise<Page> =>
  newBrowser({ timeoutMs: PATIENCE_MS }).get(new SmartApp(hospital).authorizationUrl());
const isLetIn = (page: Page) => expect(page.h1).toBe('Choose a patient');
const asked = (path: string) => provider.visits.filter((visited) => visited === path).length;
/** After each fault, sign-ins work again when the identity provider does, without a restart. */
const recovers = async () => {
  provider.script = { idToken: MARIA };
  isLetIn(await attempt());
};

const html: Answer = (response) =>
  void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Maintenance</html>');
const elsewhere: Answer = (response) =>
  void response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end();
const never: Answer = () => {};
const headOnly: Answer = (response) => response.writeHead(200).flushHeaders();
const dripping: Answer = (response) => {
  const timer = setInterval(() => response.write(' '), 1_000);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.once('close', () => clearInterval(timer));
};
const endless: Answer = (response) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const more = () => {
    while (!response.destroyed && response.write(' '.repeat(16_384)));
  };
  response.on('drain', more);
  more();
};
const answering =
  (status: number): Answer =>
  (response) =>
    void response.writeHead(status, { 'retry-after': '120' }).end('boom');

/** Each silent endpoint costs the five seconds of the time limit, so each is silent in another way. */
describe.each<[string, string, string, Answer]>([
  ['discovery', '/.well-known/openid-configuration', 'is silent', never],
  ['token endpoint', '/token', 'sends a byte a second', dripping],
  ['key set', '/keys', 'stops after the head', headOnly],
  ['userinfo', '/userinfo', 'is silent', never],
])('the identity provider’s %s', (_endpoint, path, silence, silent) => {
  const userinfo = { sub: MARIA.sub };

  it.each<[string, Answer, (finding: string) => Refusal, string]>([
    proves('FI-21', ['never ends', endless, notTrusted, 'too_large']),
    proves('FI-22', ['redirects to another host', elsewhere, notTrusted, 'redirected']),
    proves('FI-22', ['answers 500', answering(500), unreachable, '']),
    proves('FI-22', ['answers 429 and asks to wait', answering(429), unreachable, '']),
    proves('FI-22', [
      'answers with a page',
      html,
      path === '/token' || path === '/userinfo' ? notTrusted : unreachable,
      '',
    ]),
    proves('FI-21', [silence, silent, unreachable, 'timeout']),
  ])('%s: one request, no repetition', async (_what, answer, refusal, finding) => {
    provider.script = { idToken: MARIA, userinfo, routes: { [path]: answer } };
    provider.visits.length = 0;
    await expectRefused(hospital, attempt, refusal(finding));
    expect(asked(path)).toBe(1);
  });

  it('works again, and so do sign-ins', async () => {
    provider.script = { idToken: MARIA, userinfo };
    isLetIn(await attempt());
  });

  beforeAll(() => start({ userinfo }, { userinfo: 'always' }));
  afterAll(stop);
});

describe('with a hospital of its own for each test', () => {
  afterEach(stop);

  describe('an identity provider that cannot be reached', () => {
    proves('FI-20');
    it('gives a page with a way to try again, and other identity providers stay usable', async () => {
      const gone = await freePort();
      await start();
      await hospital.close();
      hospital = await startHospital({
        configure: (configuration) => {
          const [entry] = configuration.externalIdentityProviders.identityProvider;
          const shared = {
            ...entry,
            authority: provider.origin,
            accountMatch: ['sub'],
            userClaimsFromIdToken: [{ key: 'fhirUser' }],
          };
          configuration.externalIdentityProviders.identityProvider = [
            { ...shared, scheme: 'gone', displayName: 'Gone', authority: `http://127.0.0.1:${gone}` },
            { ...shared, scheme: 'there', displayName: 'There' },
          ];
        },
      });
      const browser = newBrowser({ timeoutMs: PATIENCE_MS });
      const chooser = await browser.get(new SmartApp(hospital).authorizationUrl());
      const page = await expectRefused(
        hospital,
        () => browser.click(chooser, 'Gone'),
        unreachable('ECONNREFUSED'),
      );
      expect(page.links.map(({ text }) => text)).toContain('Try again');

      // After five failures a person does not wait, and the page says so beforehand. The button stays.
      for (let i = 0; i < 4; i += 1) await browser.click(chooser, 'Gone');
      await expectRefused(hospital, () => browser.click(chooser, 'Gone'), unreachable('left_alone'));
      const later = await newBrowser().get(new SmartApp(hospital).authorizationUrl());
      expect(later.text).toMatch(/Gone[^.]*Does not answer at the moment/);
      isLetIn(await browser.click(page, 'There'));
    });

    it('is the same with a name that does not exist', async () => {
      await start({}, { authority: 'https://idp.wardkey.invalid' });
      await expectRefused(hospital, attempt, unreachable('(E'));
    });
  });

  it('an identity provider that takes four seconds still works', async () => {
    proves('FI-21');
    await start();
    await recovers();
    const slow: Answer = (response) => {
      setTimeout(() => response.writeHead(400).end('{"error":"invalid_grant"}'), 4_000);
    };
    provider.script = { idToken: MARIA, routes: { '/token': slow } };
    await expectRefused(hospital, attempt, notTrusted('invalid_grant'));
  });

  describe('keys that change', () => {
    async function newKey(kid: string) {
      const pair = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
      const jwk = { ...(await exportJWK(pair.publicKey)), kid };
      return {
        jwk,
        forge: (claims: Record<string, unknown>) =>
          compact({ alg: 'RS256', kid }, claims, rs256(pair.privateKey)),
      };
    }
    const publishing = (...keys: object[]): Script['routes'] => ({
      '/keys': (response) => void response.end(JSON.stringify({ keys })),
    });

    it('a new key is found at once, with one reading for all sign-ins at the same time', async () => {
      proves('FI-23');
      await start();
      await recovers();
      const next = await newKey('two');
      provider.script = { idToken: MARIA, forge: next.forge, routes: publishing(provider.jwk, next.jwk) };
      provider.visits.length = 0;
      for (const page of await Promise.all(Array.from({ length: 5 }, attempt))) isLetIn(page);
      expect(asked('/keys')).toBe(1);
    });

    it('a removed key is not accepted any more once the set was read again', async () => {
      proves('FI-23');
      await start();
      await recovers();
      const next = await newKey('two');
      provider.script = { idToken: MARIA, forge: next.forge, routes: publishing(next.jwk) };
      isLetIn(await attempt());
      provider.script = { idToken: MARIA, routes: publishing(next.jwk) };
      await expectRefused(hospital, attempt, notTrusted('no applicable key'));
    });

    it('a token that is signed with a key before the key is published is refused', async () => {
      proves('FI-23');
      await start();
      await recovers();
      const next = await newKey('two');
      provider.script = { idToken: MARIA, forge: next.forge };
      await expectRefused(hospital, attempt, notTrusted('no applicable key'));
    });

    it.each<[string, object, (finding: string) => Refusal, string]>([
      ['no keys', { keys: [] }, unreachable, 'no usable key'],
      ['keys that are not a list', { keys: {} }, unreachable, 'not a JWK Set'],
      ['ten thousand keys', { keys: Array.from({ length: 10_000 }, () => ({})) }, unreachable, '10000 keys'],
      ['ten megabytes', { keys: [], padding: 'x'.repeat(10_000_000) }, notTrusted, 'too_large'],
    ])('%s, when no keys are cached', async (_what, document, refusal, finding) => {
      proves('FI-24');
      await start({ routes: { '/keys': (response) => void response.end(JSON.stringify(document)) } });
      await expectRefused(hospital, attempt, refusal(finding));
      await recovers();
    });
  });

  describe('a discovery document that has changed', () => {
    it.each<[string, Record<string, unknown>, string]>([
      ['another issuer', { issuer: 'https://evil.example' }, 'names issuer'],
      ['no issuer', { issuer: undefined }, 'names issuer'],
      ['a token endpoint without TLS', { token_endpoint: 'http://evil.example/token' }, 'not https'],
      ['keys in a file', { jwks_uri: 'file:///etc/passwd' }, 'not https'],
      ['no authorization endpoint', { authorization_endpoint: undefined }, 'no usable'],
    ])('%s is refused until it is right again', async (_what, discovery, finding) => {
      proves('FI-25');
      await start({ discovery });
      await expectRefused(hospital, attempt, notTrusted(finding));
      await recovers();
    });
  });

  describe('the clock of an identity provider', () => {
    const shifted = (seconds: number) => {
      const now = Math.floor(Date.now() / 1000) + seconds;
      return { idToken: { ...MARIA, iat: now, nbf: now, exp: now + 300 } };
    };

    it.each([
      ['30 seconds behind', -30],
      ['30 seconds ahead', 30],
    ])('%s is tolerated', async (_what, seconds) => {
      proves('FI-26');
      await start(shifted(seconds));
      isLetIn(await attempt());
    });

    it.each([
      ['ten minutes behind', -600, '"exp"'],
      ['ten minutes ahead', 600, '"nbf"'],
      ['in the year 2106', 4_294_967_296 - 1_795_000_000, '"nbf"'],
    ])('%s is refused, and the trail says so', async (_what, seconds, finding) => {
      proves('FI-26');
      await start(shifted(seconds));
      await expectRefused(hospital, attempt, notTrusted(finding));
    });
  });

  describe('an identity provider with faulty TLS', () => {
    /** A self-signed certificate, which this server does not trust. */
    function certificate(...options: string[]): { key: Buffer; cert: Buffer } {
      const folder = mkdtempSync(join(tmpdir(), 'wardkey-tls-'));
      const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
      execFileSync(
        'openssl',
        [
          'req',
          '-x509',
          '-newkey',
          'rsa:2048',
          '-nodes',
          '-keyout',
          key,
          '-out',
          cert,
          '-subj',
          '/CN=idp',
          ...options,
        ],
        { stdio: 'pipe' },
      );
      return { key: readFileSync(key), cert: readFileSync(cert) };
    }

    it.each<[string, () => object, string]>([
      ['a certificate that is not trusted', () => certificate('-days', '1'), 'DEPTH_ZERO_SELF_SIGNED_CERT'],
      ['TLS 1.1', () => ({ ...certificate('-days', '1'), minVersion: 'TLSv1', maxVersion: 'TLSv1.1' }), '(E'],
    ])('%s: refused, and named in the audit row', async (_what, options, finding) => {
      proves('FI-27');
      const server = createServer(options(), (_request, response) => response.end('{}'));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      try {
        await start({}, { authority: `https://127.0.0.1:${(server.address() as AddressInfo).port}` });
        await expectRefused(hospital, attempt, unreachable(finding));
      } finally {
        server.close();
        server.closeAllConnections();
      }
    });
  });
});
