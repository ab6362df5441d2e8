import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JWTPayload } from 'jose';
import { DataSource } from 'typeorm';
import { Account } from '#src/accounts/account.entity.js';
import { FederatedIdentity } from '#src/accounts/federated-identity.entity.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import type { Tamper } from 'wardkey-sandbox/identity-provider/tamper.js';
import type { HttpBrowser, Page } from 'wardkey-sandbox/http-browser.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

let hospital: Hospital;

beforeAll(async () => {
  // Every sign-in here asks the FHIR server, whatever it answered a moment ago.
  hospital = await startHospital({
    configure: (configuration) => (configuration.fhirUser = { lookupCacheSeconds: 0 }),
  });
});
afterAll(() => hospital.close());
afterEach(() => {
  hospital.identityProvider.setTamper();
  hospital.fhirServer.setFault();
});

const rows = (entity: typeof Account | typeof FederatedIdentity) =>
  hospital.app.get(DataSource).getRepository(entity).count();
const REFERENCE = /[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}/;
/** What a person reads; the random reference may spell anything. */
const wordsOf = (page: Page) => page.text.replace(REFERENCE, '');
const audit = async (page: Page) => {
  const [reference] = REFERENCE.exec(page.text) ?? [];
  return hospital.app.get(DataSource).getRepository(AuditEvent).findOneByOrFail({ reference: reference! });
};
const startLogin = async (browser: HttpBrowser): Promise<Page> =>
  browser.get(new SmartApp(hospital).authorizationUrl());
const unsigned = (header: object, claims: object, signature = '') =>
  [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.') +
  `.${signature}`;

describe('TM-03 TM-04 an ID token that fails a check is refused, and no account is made', () => {
  type Forgery = NonNullable<Tamper['idToken']>;
  const now = () => Math.floor(Date.now() / 1000);
  const other = 'another-client';
  const changed =
    (change: (claims: JWTPayload) => Record<string, unknown>): Forgery =>
    (claims, sign) =>
      sign({ ...claims, ...change(claims) } as JWTPayload);

  const forgeries: Array<[string, string, Forgery]> = [
    ['BI-01 alg none', 'alg', (claims) => unsigned({ alg: 'none' }, claims)],
    ['BI-02 alg None', 'alg', (claims) => unsigned({ alg: 'None' }, claims)],
    ['BI-04 an empty signature', 'signature', (claims) => unsigned({ alg: 'RS256' }, claims)],
    ['BI-05 HS256 with our client secret', 'alg', (claims, sign) => sign(claims, { alg: 'HS256' })],
    [
      'BI-07 a foreign key under the published kid',
      'signature',
      (claims, sign) => sign(claims, { key: 'foreign' }),
    ],
    ['BI-09 an unknown kid', 'no applicable key', (claims, sign) => sign(claims, { kid: 'unknown' })],
    [
      'BI-09 a kid like a path',
      'no applicable key',
      (claims, sign) => sign(claims, { kid: '../../etc/passwd', key: 'foreign' }),
    ],
    [
      'BI-12 a changed payload',
      'signature',
      async (claims, sign) => {
        const [header, , signature] = (await sign(claims)).split('.');
        return `${header}.${Buffer.from(JSON.stringify({ ...claims, oid: 'somebody-else' })).toString('base64url')}.${signature}`;
      },
    ],
    ['BI-13 another issuer', 'iss', changed(() => ({ iss: 'https://evil.example' }))],
    ['BI-13 the issuer with a slash', 'iss', changed((claims) => ({ iss: `${claims.iss}/` }))],
    ['BI-15 no audience', 'aud', changed(() => ({ aud: undefined }))],
    ['BI-16 another audience', 'aud', changed(() => ({ aud: other }))],
    ['BI-17 two audiences without azp', 'no azp', changed((claims) => ({ aud: [claims.aud, other] }))],
    ['BI-18 azp of another client', 'azp', changed(() => ({ azp: other }))],
    ['BI-19 no subject', 'sub', changed(() => ({ sub: undefined }))],
    ['BI-19 an empty subject', 'sub', changed(() => ({ sub: ' ' }))],
    ['BI-19 a subject of 256 characters', 'sub', changed(() => ({ sub: 'x'.repeat(256) }))],
    ['BI-21 expired', 'exp', changed(() => ({ exp: now() - 61 }))],
    ['BI-21 no expiry', 'exp', changed(() => ({ exp: undefined }))],
    ['BI-22 issued in the future', 'iat', changed(() => ({ iat: now() + 120 }))],
    ['BI-22 not valid yet', 'nbf', changed(() => ({ nbf: now() + 120 }))],
    ['BI-23 another nonce', 'nonce', changed(() => ({ nonce: 'another' }))],
    ['BI-23 no nonce', 'nonce', changed(() => ({ nonce: undefined }))],
    ['BI-29 something that is no token', 'Invalid Compact JWS', () => 'not a token'],
  ];

  it.each(forgeries)('%s', async (_what, failedCheck, idToken) => {
    const before = [await rows(Account), await rows(FederatedIdentity)];
    hospital.identityProvider.setTamper({ idToken });
    const browser = newBrowser();
    const page = await walkThrough(browser, await startLogin(browser), { username: 'maria.lindqvist' });
    expect(page.status).toBe(403);
    expect(page.text).toContain('Hospital account does not answer as it should');
    expect(wordsOf(page)).not.toMatch(/signature|nonce|JWS|JWT|claim|stack/i);
    expect([await rows(Account), await rows(FederatedIdentity)]).toEqual(before);
    expect(await audit(page)).toMatchObject({
      event: 'login.failed',
      reason: 'response_not_trusted',
      scheme: 'hospital',
      trail: [{ step: 'id_token_verify', finding: expect.stringContaining(failedCheck) }],
    });
  });

  it('BI-21 a clock that is 59 seconds behind is forgiven', async () => {
    hospital.identityProvider.setTamper({ idToken: (claims, sign) => sign({ ...claims, exp: now() - 50 }) });
    expect((await getTokens(hospital, { username: 'maria.lindqvist' })).tokens.access_token).toBeDefined();
  });
});

describe('the provider’s answer belongs to one login in one browser', () => {
  /** Stops where the provider sends the browser back to us. */
  async function untilCallback(browser: HttpBrowser): Promise<URL> {
    const page = await startLogin(browser);
    const back = await browser.submit(page, {
      button: 'maria.lindqvist',
      stopAt: (url) => url.pathname === '/federation/hospital/signin',
    });
    return new URL(back.url);
  }

  it('TM-02 BI-33 another browser cannot use it', async () => {
    const before = await rows(FederatedIdentity);
    const callback = await untilCallback(newBrowser());
    const victim = newBrowser();
    const page = await victim.get(callback);
    expect(page.status).toBe(400);
    expect(page.text).toContain('no longer active');
    expect(Object.keys(victim.cookies(hospital.issuer))).not.toContain('wardkey_session');
    expect(await rows(FederatedIdentity)).toBe(before);
  });

  it('BI-33 it cannot be used twice', async () => {
    const browser = newBrowser();
    const app = new SmartApp(hospital);
    const start = await browser.get(app.authorizationUrl());
    const back = await browser.submit(start, {
      button: 'maria.lindqvist',
      stopAt: (url) => url.pathname === '/federation/hospital/signin',
    });
    const first = await browser.get(back.url);
    expect(first.status).toBe(200);
    const again = await browser.get(back.url);
    expect(again.status).toBe(400);
    expect(again.text).toContain('no longer active');
  });

  it.each([
    ['BI-33 an unknown state', (url: URL) => url.searchParams.set('state', 'x'.repeat(43))],
    ['BI-33 no state', (url: URL) => url.searchParams.delete('state')],
    ['BI-35 two states', (url: URL) => url.searchParams.append('state', 'second')],
    ['TM-01 another provider’s callback', (url: URL) => (url.pathname = '/federation/other/signin')],
  ])('%s is refused', async (_what, change) => {
    const browser = newBrowser();
    const callback = await untilCallback(browser);
    change(callback);
    const page = await browser.get(callback);
    expect(page.status).toBe(400);
    expect(page.text).toContain('no longer active');
  });

  it.each([
    [
      'TM-01 BI-34 iss of another provider',
      (url: URL) => url.searchParams.set('iss', 'https://evil.example'),
    ],
    ['BI-34 no iss although the provider promises one', (url: URL) => url.searchParams.delete('iss')],
    ['BI-33 a code that is not the provider’s', (url: URL) => url.searchParams.set('code', 'forged')],
    ['BI-33 a code of 10 KB', (url: URL) => url.searchParams.set('code', 'x'.repeat(10_000))],
    ['BI-33 no code', (url: URL) => url.searchParams.delete('code')],
  ])('%s is not trusted', async (_what, change) => {
    const browser = newBrowser();
    const callback = await untilCallback(browser);
    change(callback);
    const page = await browser.get(callback);
    expect(page.status).toBe(403);
    expect((await audit(page)).reason).toBe('response_not_trusted');
  });

  it('BI-33 an error from the provider is shown as a choice to try again, never as it was written', async () => {
    const browser = newBrowser();
    const callback = await untilCallback(browser);
    callback.searchParams.delete('code');
    callback.searchParams.set('error', 'access_denied');
    callback.searchParams.set('error_description', '<script>alert(1)</script>');
    const page = await browser.get(callback);
    expect(page.status).toBe(200);
    expect(page.html).not.toContain('alert(1)');
    expect(page.links.some(({ href }) => href.endsWith('/providers/hospital'))).toBe(true);
  });

  it('parallel first logins of one person make one account', async () => {
    const before = await rows(Account);
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => getTokens(hospital, { username: 'james.okafor' })),
    );
    expect(
      new Set(
        answers.map(
          ({ tokens }) => JSON.parse(Buffer.from(tokens.id_token.split('.')[1], 'base64url').toString()).sub,
        ),
      ).size,
    ).toBe(1);
    expect(await rows(Account)).toBe(before + 1);
  });
});

describe('when another server fails, the person gets a page with a retry and we get an audit row', () => {
  it.each<[string, Tamper]>([
    ['FI-22 the token endpoint answers 500', { status: 500, body: 'boom' }],
    ['FI-22 the token endpoint answers HTML', { status: 200, body: '<html>' }],
    ['FI-24 the keys answer 500', { endpoint: 'jwks', status: 500, body: '' }],
  ])('%s', async (_what, tamper) => {
    // A hospital of its own: keys once read are kept for a while.
    const own = await startHospital();
    try {
      own.identityProvider.setTamper(tamper);
      const browser = newBrowser();
      const page = await walkThrough(browser, await browser.get(new SmartApp(own).authorizationUrl()), {
        username: 'maria.lindqvist',
      });
      expect([403, 503]).toContain(page.status);
      expect(page.text).toContain('Hospital account does not answer as it should');
      expect(page.links.map(({ text }) => text)).toContain('Try again');
    } finally {
      await own.close();
    }
  });

  it('FI-21 a token endpoint that hangs is cut off within six seconds', async () => {
    hospital.identityProvider.setTamper({ delayMs: 20_000 });
    const browser = newBrowser();
    const started = Date.now();
    const page = await walkThrough(browser, await startLogin(browser), { username: 'maria.lindqvist' });
    expect(page.status).toBe(503);
    expect(Date.now() - started).toBeLessThan(6_500);
    expect(await audit(page)).toMatchObject({ event: 'login.failed', reason: 'provider_unreachable' });
  });

  it('FI-20 a provider that is not there: a page at once, and the retry works when it is back', async () => {
    const gone = createServer();
    await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve));
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    const own = await startHospital({
      configure: (configuration, { identityProvider }) => {
        configuration.externalIdentityProviders.identityProvider[0].authority = `http://127.0.0.1:${port}`;
        expect(identityProvider.issuer).toBeDefined();
      },
    });
    try {
      const page = await newBrowser().get(new SmartApp(own).authorizationUrl());
      expect(page.status).toBe(503);
      expect(page.text).toContain('Hospital account does not answer as it should');
    } finally {
      await own.close();
    }
  });

  it.each([
    ['FI-29 answers 500', { status: 500 }],
    ['FI-29 answers 403', { status: 403 }],
    ['FI-29 answers 429', { status: 429 }],
    ['FI-31 answers HTML', { status: 200, body: '<html>', contentType: 'text/html' }],
    ['FI-31 answers an OperationOutcome', { status: 200, body: '{"resourceType":"OperationOutcome"}' }],
    ['FI-31 answers nothing', { status: 200, body: '' }],
    [
      'FI-30 answers two megabytes',
      { status: 200, body: `{"resourceType":"Bundle","type":"searchset","x":"${'x'.repeat(2_000_000)}"}` },
    ],
  ])('the FHIR server %s: "try again", not "no access", and no account', async (_what, fault) => {
    const before = await rows(Account);
    hospital.fhirServer.setFault(fault);
    const browser = newBrowser();
    const page = await walkThrough(browser, await startLogin(browser), { username: 'wei.chen' });
    expect(page.status).toBe(503);
    expect(page.text).toContain('The care system does not answer at the moment');
    expect(page.text).toContain('This is not about your access');
    expect(await rows(Account)).toBe(before);
    expect(await audit(page)).toMatchObject({ event: 'login.refused', reason: 'fhir_server_unavailable' });

    hospital.fhirServer.setFault();
    const retried = await walkThrough(browser, await browser.click(page, 'Try again'), {
      username: 'wei.chen',
    });
    expect(retried.status).toBe(0);
    await hospital.app.get(DataSource).getRepository(Account).delete({ displayName: 'Wei Chen' });
  });
});
