import { DataSource } from 'typeorm';
import { OidcArtifact } from '#src/authorization-server/storage/artifact.entity.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital();
});
afterAll(() => hospital.close());

/** The parameters of an authorization request, as a form. */
const formOf = (app: SmartApp, parameters: Record<string, string | undefined> = {}) =>
  new URL(app.authorizationUrl(parameters)).searchParams;
/** 20 kB of scopes that a FHIR server may really have. */
const LONG_SCOPE = [
  'openid fhirUser launch/patient',
  ...Array.from(
    { length: 170 },
    (_, index) =>
      `patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|category-${index}-${'x'.repeat(15)}`,
  ),
].join(' ');

describe('an authorization request by POST', () => {
  it('smart_2.2@49 smart_2.2@354 is answered like a request by GET', async () => {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const start = await browser.post(`${hospital.issuer}/authorize`, formOf(app));
    expect(browser.history.slice(0, 2).map(({ method, status }) => [method, status])).toEqual([
      ['POST', 303],
      ['GET', 303],
    ]);
    const page = await walkThrough(browser, start, { username: 'maria.lindqvist' });
    expect(app.answer(page)).toMatchObject({ state: app.state, iss: hospital.issuer });
    expect((await app.redeem(app.answer(page).code!)).status).toBe(200);
  });

  it('finds the signed-in person', async () => {
    const { browser } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const app = new SmartApp(hospital);
    const before = browser.history.length;
    const start = await browser.post(`${hospital.issuer}/authorize`, formOf(app));
    expect(start.h1).toBe('Choose a patient');
    const visited = browser.history.slice(before).map(({ url }) => url);
    expect(visited.some((url) => url.startsWith(hospital.identityProvider.issuer))).toBe(false);
  });

  it('with an unregistered redirect URI never sends the browser there', async () => {
    proves('BI-93');
    const form = formOf(new SmartApp(hospital), { redirect_uri: 'https://evil.example/' });
    const page = await newBrowser().post(`${hospital.issuer}/authorize`, form);
    expect([page.status, page.h1]).toEqual([400, 'This app is not set up correctly']);
  });

  it('with a parameter twice is refused', async () => {
    proves('BI-98');
    const app = new SmartApp(hospital);
    const form = formOf(app);
    form.append('scope', 'openid');
    const answer = app.answer(await newBrowser().post(`${hospital.issuer}/authorize`, form));
    expect(answer.error).toBe('invalid_request');
  });

  it('is kept for one minute under a handle, and the database does not contain the handle', async () => {
    const response = await fetch(`${hospital.issuer}/authorize`, {
      method: 'POST',
      body: formOf(new SmartApp(hospital)),
      redirect: 'manual',
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const handle = new URL(response.headers.get('location')!, hospital.issuer).searchParams.get(
      'posted_request',
    )!;
    expect(Buffer.from(handle, 'base64url')).toHaveLength(32);
    const rows = hospital.app.get(DataSource).getRepository(OidcArtifact);
    expect(JSON.stringify(await rows.find())).not.toContain(handle);
    await rows.update({ model: 'PostedRequest' }, { expiresAt: Math.floor(Date.now() / 1000) - 1 });
    const page = await newBrowser().get(`${hospital.issuer}/authorize?posted_request=${handle}`);
    expect(page.status).toBe(400);
  });

  it.each<[string, Record<string, string>, string, number?]>([
    proves('BI-98', ['JSON', { 'content-type': 'application/json' }, '{"client_id":"chart"}']),
    proves('BI-98', ['a multipart form', { 'content-type': 'multipart/form-data; boundary=x' }, '--x--']),
    proves('BI-119', ['an empty body', {}, '']),
    proves('BI-119', [
      '70 KiB',
      { 'content-type': 'application/x-www-form-urlencoded' },
      `scope=${'x'.repeat(70_000)}`,
      413,
    ]),
  ])('%s is refused with a page, and the server goes on', async (_what, headers, body, status = 400) => {
    const response = await fetch(`${hospital.issuer}/authorize`, { method: 'POST', headers, body });
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(await response.text()).toContain('<h1');
  });
});

describe('20 kB of scopes', () => {
  it.each(['GET', 'POST'])('in a request by %s are all checked and granted', async (method) => {
    expect(LONG_SCOPE.length).toBeGreaterThan(20_000);
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const start =
      method === 'GET'
        ? await browser.get(app.authorizationUrl({ scope: LONG_SCOPE }))
        : await browser.post(`${hospital.issuer}/authorize`, formOf(app, { scope: LONG_SCOPE }));
    const page = await walkThrough(browser, start, { username: 'maria.lindqvist' });
    expect((await app.redeem(app.answer(page).code!)).body.scope).toBe(LONG_SCOPE);
  });

  it('smart_2.2@134 do not make an opaque access token longer', async () => {
    const opaque = await startHospital({
      configure: (configuration) => {
        configuration.fhirServers[0].accessTokenFormat = 'opaque';
      },
    });
    try {
      const parameters = { scope: LONG_SCOPE };
      const { tokens } = await getTokens(opaque, { username: 'maria.lindqvist' }, { parameters });
      expect(tokens.scope).toBe(LONG_SCOPE);
      expect(tokens.access_token.length).toBeLessThan(100);
    } finally {
      await opaque.close();
    }
  });
});
