import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { EhrLaunch } from '#src/smart/launch/ehr-launch.entity.js';
import { type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const EHR = { clientId: 'ehr', clientSecret: 'the-ehrs-own-client-secret' };
const SCOPE = 'openid fhirUser launch patient/Patient.rs';
const CHART = 'https://chart.example/launch?tenant=1';
let hospital: Hospital;
let token: string;

beforeAll(async () => {
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.fhirServers[0].fhirVersion = '4.0.1';
      configuration.clients[0].launchUris = [CHART];
      configuration.clients.push(
        {
          ...EHR,
          tokenEndpointAuthMethod: 'client_secret_basic',
          grantTypes: ['client_credentials'],
          scope: '__wardkey/launch-contexts.write __wardkey/accounts.read',
        },
        {
          ...configuration.clients[0],
          clientId: 'older-app',
          launchUris: ['https://older.example/a', 'https://older.example/b'],
          fhirContextForm: 'strings',
        },
        { ...configuration.clients[0], clientId: 'details-app', authorizationDetails: true },
        { ...configuration.clients[0], clientId: 'standalone-only', launchUris: [] },
        {
          ...configuration.clients[0],
          clientId: 'not-for-ehrs',
          scope: 'openid launch/patient patient/*.rs',
        },
      );
    },
  });
  token = await ehrToken('__wardkey/launch-contexts.write');
});
afterAll(() => hospital.close());

const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

async function ehrToken(scope: string): Promise<string> {
  const form = { grant_type: 'client_credentials', scope };
  const { body } = await new SmartApp(hospital).post('/token', form, basic(EHR.clientId, EHR.clientSecret));
  return body.access_token as string;
}

async function prepare(body: object, bearer = token) {
  const response = await fetch(`${hospital.issuer}/api/v1/launch-contexts`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify({ client_id: 'chart', ...body }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, any>,
  };
}

/**
 * Opens the app with a launch, and does what the person does.
 * @returns the parameters that the app gets back
 */
async function open(launch: string, options: { username?: string; scope?: string; clientId?: string } = {}) {
  const app = new SmartApp(hospital, options.clientId);
  const browser = newBrowser();
  const start = await browser.get(app.authorizationUrl({ launch, scope: options.scope ?? SCOPE }));
  const page = await walkThrough(browser, start, { username: options.username ?? 'maria.lindqvist' });
  return { app, browser, page };
}

const introspect = async (token: string) =>
  (
    await new SmartApp(hospital).post(
      '/introspect',
      { token },
      basic(RESOURCE_SERVER.client_id, RESOURCE_SERVER.client_secret),
    )
  ).body;

describe('an EHR prepares a launch', () => {
  it('smart_2.2@18 smart_2.2@352 gets the complete address to open: the registered one, with iss in the spelling that the app must send back', async () => {
    const { status, headers, body } = await prepare({ patient: 'noah-jansen' });
    expect([status, headers.get('cache-control')]).toEqual([201, 'no-store']);
    const url = new URL(body.launch_url);
    expect(url.origin + url.pathname).toBe('https://chart.example/launch');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      tenant: '1',
      iss: hospital.fhirServer.baseUrl,
      launch: body.launch,
    });
    expect(Buffer.from(body.launch, 'base64url')).toHaveLength(32);
    expect(body.expires_in).toBe(300);
    const rows = await hospital.app.get(DataSource).getRepository(EhrLaunch).find();
    expect(JSON.stringify(rows)).not.toContain(body.launch);
  });

  it('smart_2.2@352 smart_2.2@168 smart_2.2@169 smart_2.2@170 smart_2.2@171 smart_2.2@172 smart_2.2@173 smart_2.2@174 smart_2.2@175 smart_2.2@176 smart_2.2@180 smart_2.2@192 smart_2.2@359 smart_2.2@360 smart_2.2@361 smart_2.2@362 smart_2.2@277 and all its context reaches the app, on refresh and at introspection too', async () => {
    const context = {
      patient: 'noah-jansen',
      encounter: 'e-1',
      fhirContext: [
        { reference: 'ImagingStudy/7' },
        { reference: 'ImagingStudy/8' },
        { reference: 'Patient/mother', role: 'https://harbour.example/role/mother' },
        { canonical: 'https://harbour.example/Questionnaire/phq9|2', type: 'Questionnaire' },
      ],
      intent: 'reconcile-medications',
      need_patient_banner: false,
      smart_style_url: 'https://ehr.example/style/v3.json',
      tenant: 'harbour',
    };
    const { body } = await prepare({ ...context, user: 'Practitioner/maria-lindqvist' });
    const scope = `${SCOPE} offline_access`;
    const { app, page } = await open(body.launch, { scope });
    const tokens = (await app.redeem(app.answer(page).code!)).body;
    expect(tokens).toMatchObject({ ...context, scope });
    expect(tokens).not.toHaveProperty('user');
    expect((await app.refresh(tokens.refresh_token)).body).toMatchObject(context);
    expect(await introspect(tokens.access_token)).toMatchObject({ active: true, ...context });
  });

  it('smart_2.2@175 every app gets a style: that of this server when the EHR names none or when there was no launch', async () => {
    const { body } = await prepare({ patient: 'noah-jansen' });
    const launched = await open(body.launch, { scope: `${SCOPE} offline_access` });
    const first = (await launched.app.redeem(launched.app.answer(launched.page).code!)).body;
    const alone = await getTokens(
      hospital,
      { username: 'maria.lindqvist' },
      { parameters: { scope: 'openid launch/patient offline_access patient/Patient.rs' } },
    );
    for (const { app, tokens } of [{ app: launched.app, tokens: first }, alone]) {
      const style = tokens.smart_style_url as string;
      const document = await fetch(style);
      expect([document.status, Object.keys((await document.json()) as object)]).toEqual([
        200,
        expect.arrayContaining(['color_background', 'font_family_body']),
      ]);
      // Introspection returns everything that the token response returned.
      expect(await introspect(tokens.access_token as string)).toMatchObject({ smart_style_url: style });
      expect((await app.refresh(tokens.refresh_token as string)).body.smart_style_url).toBe(style);
    }
  });

  it('smart_2.2@154 smart_2.2@159 smart_2.2@160 a scope for other context is granted when the EHR has such a resource open', async () => {
    const fhirContext = [
      { reference: 'ImagingStudy/7' },
      { reference: 'List/1', role: 'https://harbour.example/role/at-home' },
    ];
    const { body } = await prepare({ patient: 'noah-jansen', fhirContext });
    const granted = `${SCOPE} launch/imagingstudy launch/list?role=https://harbour.example/role/at-home offline_access`;
    const scope = `${granted} launch/list?role=urn:x:other launch/goal launch/nothing launch/list?role=a&role=b`;
    const { app, page } = await open(body.launch, { scope });
    const tokens = (await app.redeem(app.answer(page).code!)).body;
    // Not in the role that the app asked for, but the app gets it nevertheless.
    expect(tokens).toMatchObject({ scope: granted, fhirContext });
    expect((await app.refresh(tokens.refresh_token)).body).toMatchObject({ scope: granted, fhirContext });
    expect(await introspect(tokens.access_token)).toMatchObject({ scope: granted, fhirContext });
  });

  it('fhirContext has the form of version 2.0 for an app with this setting', async () => {
    const prepared = await prepare({
      client_id: 'older-app',
      launch_uri: 'https://older.example/b',
      patient: 'noah-jansen',
      fhirContext: [{ reference: 'ImagingStudy/7' }, { canonical: 'https://harbour.example/q' }],
    });
    expect(prepared.body.launch_url).toMatch(/^https:\/\/older\.example\/b\?iss=/);
    const { app, page } = await open(prepared.body.launch, { clientId: 'older-app' });
    const { body } = await app.redeem(app.answer(page).code!);
    expect(body.fhirContext).toEqual(['ImagingStudy/7']);
    expect((await introspect(body.access_token)).fhirContext).toEqual(['ImagingStudy/7']);
  });

  it('smart_2.2@82 an app with this setting is told where its token can be used, on refresh too', async () => {
    const authorization_details = [
      { type: 'smart_on_fhir', locations: [hospital.fhirServer.baseUrl], fhirVersions: ['4.0.1'] },
    ];
    const { body } = await prepare({ client_id: 'details-app', patient: 'noah-jansen' });
    const scope = `${SCOPE} offline_access`;
    const { app, page } = await open(body.launch, { clientId: 'details-app', scope });
    const tokens = (await app.redeem(app.answer(page).code!)).body;
    expect(tokens).toMatchObject({ patient: 'noah-jansen', authorization_details });
    expect((await app.refresh(tokens.refresh_token)).body).toMatchObject({ authorization_details });
    expect(await introspect(tokens.access_token)).not.toHaveProperty('authorization_details');
    const other = await getTokens(hospital, { username: 'maria.lindqvist' });
    expect(other.tokens).not.toHaveProperty('authorization_details');
  });

  it.each<[string, object, string, RegExp]>([
    ['an unknown app', { client_id: 'nobody' }, 'client_id', /not a registered app/],
    ['a client without sign-in', { client_id: 'ehr' }, 'client_id', /not a registered app/],
    ['an app without launch address', { client_id: 'standalone-only' }, 'client_id', /no launch address/],
    ['another address', { launch_uri: 'https://evil.example/' }, 'launch_uri', /not registered/],
    ['one of several addresses', { client_id: 'older-app' }, 'launch_uri', /is required/],
    [
      'another FHIR server',
      { iss: 'https://other.example/fhir' },
      'iss',
      /not the base URL of a FHIR server/,
    ],
    ['a patient with its type', { patient: 'Patient/1' }, 'patient', /without its type/],
    ['a path', { encounter: '..' }, 'encounter', /without its type/],
    proves('TM-31', [
      'an encounter without a patient',
      { encounter: 'noah-jansen-2026-09-14' },
      'patient',
      /is required/,
    ]),
    [
      'a person on another server',
      { user: 'https://other.example/Practitioner/1' },
      'user',
      /not on the FHIR server/,
    ],
    ['a user who is a device', { user: 'Device/1' }, 'user', /not a reference/],
    [
      'context without a resource',
      { fhirContext: [{ type: 'ImagingStudy' }] },
      'fhirContext.0',
      /at least one/,
    ],
    ['context that is text', { fhirContext: ['ImagingStudy/1'] }, 'fhirContext.0', /objects/],
    ['an unknown member', { patiant: 'x' }, 'patiant', /not known here/],
    ['a style that is a script', { smart_style_url: 'javascript:alert(1)' }, 'smart_style_url', /absolute/],
  ])('is refused with %s', async (_what, body, field, message) => {
    proves('BI-119');
    const answer = await prepare(body);
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body.errors).toContainEqual({ field, message: expect.stringMatching(message) });
  });

  it('is refused without a token that has the scope for it', async () => {
    expect((await prepare({}, 'nonsense')).status).toBe(401);
    expect((await prepare({}, await ehrToken('__wardkey/accounts.read'))).status).toBe(403);
  });
});

describe('a launch', () => {
  const launchFor = async (body: object) => (await prepare(body)).body.launch as string;
  const errorOf = ({ app, page }: Awaited<ReturnType<typeof open>>) => app.answer(page).error;

  it('smart_2.2@164 without a patient asks for one when the app wants to read a record', async () => {
    const launch = await launchFor({ intent: 'order' });
    const { app, page, browser } = await open(launch);
    expect(browser.history.some(({ url }) => url.endsWith('/launch-context'))).toBe(true);
    const { body } = await app.redeem(app.answer(page).code!);
    expect(body).toMatchObject({ intent: 'order', patient: expect.any(String), need_patient_banner: true });
  });

  it('without a patient asks for none when the app needs none', async () => {
    const scope = 'openid fhirUser launch user/Patient.rs';
    const { app, page } = await open(await launchFor({ intent: 'order' }), { scope });
    const { body } = await app.redeem(app.answer(page).code!);
    expect(body.intent).toBe('order');
    expect(body).not.toHaveProperty('patient');
  });

  it('smart_2.2@163 without the encounter that the app asks for goes on without one, and the person is not asked', async () => {
    const launch = await launchFor({ patient: 'noah-jansen' });
    const scope = `${SCOPE} launch/patient launch/encounter`;
    const { app, page, browser } = await open(launch, { scope });
    expect(browser.history.some(({ url }) => url.includes('/launch-context/encounter'))).toBe(false);
    const { body } = await app.redeem(app.answer(page).code!);
    expect(body.patient).toBe('noah-jansen');
    expect(body).not.toHaveProperty('encounter');
  });

  it('for one person is refused to another, and the audit log says so', async () => {
    proves('TM-31');
    const launch = await launchFor({ patient: 'noah-jansen', user: 'Practitioner/somebody-else' });
    expect(errorOf(await open(launch))).toBe('access_denied');
    const events = hospital.app.get(DataSource).getRepository(AuditEvent);
    expect(await events.findBy({ event: 'launch.refused' })).toEqual([
      expect.objectContaining({ reason: 'access_denied', clientId: 'chart' }),
    ]);
  });

  it('for one person starts a sign-in when another person is still signed in on this browser', async () => {
    proves('TM-31');
    const { browser } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const launch = await launchFor({ patient: 'noah-jansen', user: 'Practitioner/robert-hale' });
    const app = new SmartApp(hospital);
    const before = browser.history.length;
    const page = await browser.get(app.authorizationUrl({ launch, scope: SCOPE }));
    const visited = browser.history.slice(before).map(({ url }) => url);
    const there = visited.find((url) => url.startsWith(hospital.identityProvider.issuer))!;
    expect(new URL(there).searchParams.get('prompt')).toBe('login');
    expect(page.url).not.toMatch(/code=/);
  });

  it('for another patient is refused to a patient', async () => {
    proves('TM-31');
    const launch = await launchFor({ patient: 'noah-jansen' });
    expect(errorOf(await open(launch, { username: 'emma.devries' }))).toBe('access_denied');
  });

  it('needs the scope and the parameter together', async () => {
    proves('BI-113');
    const app = new SmartApp(hospital);
    const launch = await launchFor({ patient: 'noah-jansen' });
    for (const parameters of [{ launch, scope: 'openid patient/Patient.rs' }, { scope: SCOPE }]) {
      const page = await newBrowser().get(app.authorizationUrl(parameters));
      expect(app.answer(page).error).toBe('invalid_request');
    }
  });

  it('of an app that is not registered for the scope is refused before the sign-in', async () => {
    proves('BI-113');
    const app = new SmartApp(hospital, 'not-for-ehrs');
    const launch = await launchFor({ client_id: 'not-for-ehrs', patient: 'noah-jansen' });
    const page = await newBrowser().get(app.authorizationUrl({ launch, scope: SCOPE }));
    expect(app.answer(page)).toMatchObject({ error: 'invalid_scope', scope: 'launch' });
  });

  it('two launches in one browser have two patients', async () => {
    const browser = newBrowser();
    const choices = { username: 'maria.lindqvist' };
    const [first, second] = [
      await launchFor({ patient: 'noah-jansen' }),
      await launchFor({ patient: 'emma-de-vries' }),
    ];
    const one = await getTokens(hospital, choices, { browser, parameters: { launch: first!, scope: SCOPE } });
    const two = await getTokens(hospital, choices, {
      browser,
      parameters: { launch: second!, scope: SCOPE },
    });
    expect([one.tokens.patient, two.tokens.patient]).toEqual(['noah-jansen', 'emma-de-vries']);
    expect(await introspect(one.tokens.access_token)).toMatchObject({ active: true, patient: 'noah-jansen' });
    expect(decodeJwt(two.tokens.access_token).patient).toBe('emma-de-vries');
  });
});
