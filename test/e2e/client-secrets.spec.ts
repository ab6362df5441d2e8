import { jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import type { ClientSettings } from '#src/config/settings/client.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { counted } from '../support/accounts.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { CALLBACK, type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';

const FIRST = 'the-secret-of-last-year';
const SECOND = 'the-secret-of-this-year';
const FOREVER = 'the-secret-without-an-end';
const OVER = 'the-secret-that-has-ended';

/** The same text for all failures, except for the reference, which differs each time. */
const FAILED = /^client authentication failed \(reference [2-9A-Z]{4}-[2-9A-Z]{4}\)$/;
let hospital: Hospital;
let app: SmartApp;
beforeAll(async () => {
  const inAnHour = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, '');
  const service = {
    tokenEndpointAuthMethod: 'client_secret_basic',
    grantTypes: ['client_credentials'],
    scope: 'system/Patient.rs',
  };
  hospital = await startHospital({
    configure: ({ clients }) => {
      clients.push(
        {
          ...service,
          clientId: 'service',
          clientSecrets: [
            { value: OVER, expiresAt: '2020-01-01T00:00:00Z' },
            { value: FIRST, expiresAt: inAnHour },
            { value: SECOND, expiresAt: '2199-01-01T00:00:00+01:00' },
            { value: FOREVER },
          ],
        },
        { ...service, clientId: 'one-secret', clientSecret: FOREVER },
        { ...service, clientId: 'off', clientSecret: FOREVER, enabled: false },
        {
          clientId: 'web-app',
          tokenEndpointAuthMethod: 'client_secret_post',
          clientSecrets: [{ value: FIRST }, { value: SECOND }],
          redirectUris: [CALLBACK],
        },
      );
    },
  });
  app = new SmartApp(hospital);
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => hospital.close());

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const ask = (id: string, secret: string) =>
  app.post('/token', { grant_type: 'client_credentials', scope: 'system/Patient.rs' }, basic(id, secret));

/** Switches the client as an administrator would, once every process has read the change. */
function switched(clientId: string, enabled: boolean): void {
  const client = hospital.app
    .get(Settings)
    .clients.find((one) => one.clientId === clientId) as ClientSettings;
  client.enabled = enabled;
}

describe('a client with several secrets', () => {
  it.each([
    ['one that ends soon', FIRST],
    ['one that ends late', SECOND],
    ['one without an end', FOREVER],
  ])('authenticates with %s', async (_which, secret) => {
    expect((await ask('service', secret)).status).toBe(200);
  });

  it('changes its secret without an interruption: each secret is valid until its time, and no longer', async () => {
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now + 3_590_000);
    expect((await ask('service', FIRST)).status).toBe(200);
    jest.spyOn(Date, 'now').mockReturnValue(now + 3_601_000);
    expect((await ask('service', FIRST)).status).toBe(401);
    expect((await ask('service', SECOND)).status).toBe(200);
  });

  it('gets the same answer for a wrong, an expired and another client’s secret, as do a disabled and an unknown client', async () => {
    proves('BI-108 TM-31');
    const answers = [
      await ask('service', 'not-a-secret-of-anybody'),
      await ask('service', OVER),
      await ask('service', RESOURCE_SERVER.client_secret),
      await ask('off', FOREVER),
      await ask('nobody', FOREVER),
    ];
    for (const { status, body, headers } of answers) {
      expect({ status, body }).toEqual({
        status: 401,
        body: { error: 'invalid_client', error_description: expect.stringMatching(FAILED) },
      });
      expect(headers.get('www-authenticate')).toBe(answers[0]!.headers.get('www-authenticate'));
    }
    const reasons = await hospital.app.get(DataSource).getRepository(AuditEvent).find();
    expect(reasons.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['invalid secret provided', 'the client secret has expired']),
    );
    // An unknown client leaves no row.
    expect(await counted(hospital, 'client.authentication_failed', 'client not found')).toBeGreaterThan(0);
  });

  it.each([
    '',
    ' ',
    FIRST.slice(0, -1),
    `${FIRST} `,
    FIRST.toUpperCase(),
    `${FIRST},${SECOND}`,
    'x'.repeat(20_000),
  ])('is refused with %.30j', async (secret) => {
    proves('BI-108');
    expect([400, 401, 431]).toContain((await ask('service', secret)).status);
  });

  it('signs people in with each of its secrets', async () => {
    for (const secret of [FIRST, SECOND]) {
      const web = new SmartApp(hospital, 'web-app');
      const browser = newBrowser();
      const page = await walkThrough(browser, await browser.get(web.authorizationUrl()), {
        username: 'maria.lindqvist',
      });
      const { status, body } = await web.redeem(web.answer(page).code!, { client_secret: secret });
      expect(status).toBe(200);
      expect((await web.refresh(body.refresh_token, { client_secret: OVER })).status).toBe(401);
      expect((await web.refresh(body.refresh_token, { client_secret: secret })).status).toBe(200);
    }
  });

  it('with one secret works as before', async () => {
    expect((await ask('one-secret', FOREVER)).status).toBe(200);
    expect((await ask('one-secret', FIRST)).status).toBe(401);
  });
});

describe('a disabled client', () => {
  proves('BI-108');
  const introspect = async (token: string) =>
    (
      await app.post(
        '/introspect',
        { token },
        basic(RESOURCE_SERVER.client_id, RESOURCE_SERVER.client_secret),
      )
    ).body;
  afterEach(() => switched('chart', true));

  it('is refused by authorize, token and refresh, and its tokens are not active', async () => {
    const { app: chart, tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    expect(await introspect(tokens.access_token)).toMatchObject({ active: true, client_id: 'chart' });
    switched('chart', false);
    const page = await newBrowser().get(new SmartApp(hospital).authorizationUrl());
    expect(page.url).toMatch(/\/authorize\?/);
    expect(page.status).toBe(400);
    expect(await chart.refresh(tokens.refresh_token)).toMatchObject({
      status: 401,
      body: { error: 'invalid_client', error_description: expect.stringMatching(FAILED) },
    });
    expect(await introspect(tokens.access_token)).toEqual({ active: false });
    switched('chart', true);
    expect(await introspect(tokens.access_token)).toMatchObject({ active: true });
    expect((await chart.refresh(tokens.refresh_token)).status).toBe(200);
  });

  it('cannot finish a sign-in that is under way', async () => {
    const browser = newBrowser();
    const chart = new SmartApp(hospital);
    const page = await browser.get(chart.authorizationUrl());
    switched('chart', false);
    const end = await walkThrough(browser, page, { username: 'maria.lindqvist' });
    expect(end.url.startsWith(CALLBACK)).toBe(false);
    expect(end.status).toBe(400);
  });

  it('cannot redeem a code that it got before', async () => {
    const browser = newBrowser();
    const chart = new SmartApp(hospital);
    const page = await walkThrough(browser, await browser.get(chart.authorizationUrl()), {
      username: 'maria.lindqvist',
    });
    switched('chart', false);
    expect((await chart.redeem(chart.answer(page).code!)).body.error).toBe('invalid_client');
  });
});
