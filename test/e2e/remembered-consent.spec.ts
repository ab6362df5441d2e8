import { DataSource } from 'typeorm';
import { HttpBrowser, type Page } from 'wardkey-sandbox/http-browser.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { EpochStore } from '#src/access/epoch.store.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { SECRET } from '../support/relying-party.js';
import { SmartApp, walkThrough } from '../support/smart-app.js';

// An app of the hospital's own. An administrator has set that its people are not asked each time.
const RETURN = 'http://rounds.hospital.test/callback';
const MARIA = { username: 'maria.lindqvist', patient: 'noah-jansen' };
const CLINICAL = 'openid fhirUser launch/patient patient/Patient.rs patient/Observation.rs';
const VITAL_SIGNS =
  'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs';
let hospital: Hospital;

beforeEach(async () => {
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.fhirServers[0].categoryScopes = true;
      const rounds = { clientName: 'Ward Rounds', redirectUris: [RETURN] };
      configuration.clients.push(
        { ...rounds, clientId: 'rounds', consent: 'remember' },
        { ...rounds, clientId: 'asks-each-time' },
        {
          ...rounds,
          clientId: 'portal',
          tokenEndpointAuthMethod: 'client_secret_post',
          clientSecret: SECRET,
          consent: 'remember',
        },
      );
    },
  });
});
afterEach(() => hospital.close());

const newBrowser = () => new HttpBrowser({ stopAt: (url) => url.href.startsWith(RETURN) });
const isConsent = (page: Page) =>
  page.forms.some((form) => form.fields.some(({ name }) => name === 'decision'));
const isBack = (page: Page) => page.url.startsWith(RETURN);

/** Asks, signs in and chooses a patient, and stops at the consent page, if there is one. */
async function ask(
  browser: HttpBrowser,
  scope: string,
  { clientId = 'rounds', patient = 'noah-jansen', ...more }: Record<string, string | undefined> = {},
) {
  const app = new SmartApp(hospital, clientId);
  let page = await browser.get(app.authorizationUrl({ scope, redirect_uri: RETURN, ...more }));
  for (let step = 0; step < 4 && !isBack(page) && !isConsent(page); step += 1) {
    const names = new Set(page.forms.flatMap((form) => form.fields.map(({ name }) => name)));
    const button = names.has('username') ? MARIA.username : patient;
    const form = page.forms.findIndex((one) =>
      one.fields.some(({ name }) => name === (names.has('username') ? 'username' : 'patient')),
    );
    page = await browser.submit(page, { form, button });
  }
  const tokens = async (back: Page): Promise<Record<string, any>> => {
    const code = new URL(back.url).searchParams.get('code')!;
    const secret: Record<string, string> = clientId === 'portal' ? { client_secret: SECRET } : {};
    return (await app.redeem(code, { redirect_uri: RETURN, ...secret })).body;
  };
  const allow = async (values?: Record<string, string[]>) =>
    tokens(
      await (values
        ? browser.submit(page, { button: 'allow', values })
        : walkThrough(browser, page, { ...MARIA })),
    );
  return { page, allow, tokens: () => tokens(page) };
}

it('consent is asked once, on every browser; the patient is chosen each time', async () => {
  const first = await ask(newBrowser(), CLINICAL);
  expect(first.page.text).toContain('You are not asked again until Ward Rounds wants more.');
  expect(await first.allow()).toMatchObject({ patient: 'noah-jansen', scope: CLINICAL });
  const browser = newBrowser();
  const second = await ask(browser, CLINICAL, { patient: 'emma-devries' });
  expect(isBack(second.page)).toBe(true);
  expect(await second.tokens()).toMatchObject({ patient: 'emma-devries', scope: CLINICAL });
  expect(browser.history.filter(({ url }) => url.includes('/launch-context')).length).toBeGreaterThan(0);
  const events = hospital.app.get(DataSource).getRepository(AuditEvent);
  const given = await events.find({ where: { event: 'consent.given' }, order: { occurredAt: 'ASC' } });
  expect(given.map(({ reason }) => reason).sort()).toEqual(['remembered', null].sort());
});

it('consent is asked each time when the settings do not say otherwise', async () => {
  const browser = newBrowser();
  await (await ask(browser, CLINICAL, { clientId: 'asks-each-time' })).allow();
  const second = await ask(browser, CLINICAL, { clientId: 'asks-each-time' });
  expect(isConsent(second.page)).toBe(true);
  expect(second.page.text).not.toContain('not asked again');
});

it('consent is asked again for more scopes, and not for fewer', async () => {
  const browser = newBrowser();
  await (await ask(browser, CLINICAL)).allow();
  expect(isBack((await ask(browser, 'openid launch/patient patient/Patient.rs')).page)).toBe(true);
  expect(isConsent((await ask(browser, `${CLINICAL} patient/Condition.rs`)).page)).toBe(true);
  expect(isConsent((await ask(browser, CLINICAL.replace('Observation.rs', 'Observation.cruds'))).page)).toBe(
    true,
  );
});

it('consent is asked when offline access is new; once given, it is not asked again, though the engine wants to ask', async () => {
  const browser = newBrowser();
  await (await ask(browser, CLINICAL)).allow();
  const offline = await ask(browser, `${CLINICAL} offline_access`);
  expect(isConsent(offline.page)).toBe(true);
  expect(await offline.allow()).toHaveProperty('refresh_token');
  const again = await ask(newBrowser(), `${CLINICAL} offline_access`);
  expect(isBack(again.page)).toBe(true);
  expect(await again.tokens()).toHaveProperty('refresh_token');
});

it('the same holds for offline access in a pushed request', async () => {
  const pushed = async () => {
    const browser = newBrowser();
    const app = new SmartApp(hospital, 'portal');
    const { searchParams } = new URL(
      app.authorizationUrl({ scope: 'openid offline_access', redirect_uri: RETURN, aud: undefined }),
    );
    const form = { ...Object.fromEntries(searchParams), client_secret: SECRET };
    const { request_uri } = (await app.post('/par', form)).body;
    const query = new URLSearchParams({ client_id: 'portal', request_uri: request_uri as string });
    const page = await browser.get(`${hospital.issuer}/authorize?${query.toString()}`);
    return { browser, page: await browser.submit(page, { button: MARIA.username }) };
  };
  const first = await pushed();
  expect(isConsent(first.page)).toBe(true);
  await first.browser.submit(first.page, { button: 'allow' });
  expect(isBack((await pushed()).page)).toBe(true);
});

it('consent is asked when the app sends prompt=consent', async () => {
  const browser = newBrowser();
  await (await ask(browser, CLINICAL)).allow();
  expect(isConsent((await ask(browser, CLINICAL, { prompt: 'consent' })).page)).toBe(true);
});

it('a scope that was declined, or limited to a part, stays so', async () => {
  const browser = newBrowser();
  const first = await ask(browser, `${CLINICAL} patient/Condition.rs`);
  await first.allow({ scope: ['patient/Patient.rs'], part: [VITAL_SIGNS] });
  const again = await ask(newBrowser(), `${CLINICAL} patient/Condition.rs`);
  const { scope } = await again.tokens();
  expect((scope as string).split(' ').sort()).toEqual(
    ['openid', 'fhirUser', 'launch/patient', 'patient/Patient.rs', VITAL_SIGNS].sort(),
  );
});

it('remembered consent is not valid for another person or another app', async () => {
  await (await ask(newBrowser(), CLINICAL)).allow();
  const james = newBrowser();
  const app = new SmartApp(hospital, 'rounds');
  const start = await james.get(app.authorizationUrl({ scope: CLINICAL, redirect_uri: RETURN }));
  const picker = await james.submit(start, { button: 'james.okafor' });
  const form = picker.forms.findIndex((one) => one.fields.some(({ name }) => name === 'patient'));
  expect(isConsent(await james.submit(picker, { form, button: 'noah-jansen' }))).toBe(true);
  expect(isConsent((await ask(newBrowser(), 'openid', { clientId: 'portal', aud: undefined })).page)).toBe(
    true,
  );
});

it('remembered consent ends when the person ends the access, also when the app has no token at the moment', async () => {
  const browser = newBrowser();
  await (await ask(browser, CLINICAL)).allow();
  await hospital.app.get(DataSource).query('UPDATE grant_context SET expires_at = 1');
  const page = await browser.get(`${hospital.issuer}/account`);
  expect(page.text).toContain('Ward Rounds');
  expect(page.text).toContain('Not in use at the moment. It does not ask you again until it wants more.');
  const after = await browser.submit(page);
  expect(after.text).toContain('That access of Ward Rounds has ended.');
  expect(after.forms).toHaveLength(0);
  expect(isConsent((await ask(browser, CLINICAL)).page)).toBe(true);
});

it('remembered consent works for a client without FHIR, for scopes and single claims', async () => {
  const plain = { clientId: 'portal', aud: undefined };
  await (await ask(newBrowser(), 'openid email', plain)).allow();
  expect(isBack((await ask(newBrowser(), 'openid email', plain)).page)).toBe(true);
  const claims = JSON.stringify({ userinfo: { name: null } });
  expect(isConsent((await ask(newBrowser(), 'openid email', { ...plain, claims })).page)).toBe(true);
});

it('a denial is not remembered', async () => {
  const browser = newBrowser();
  const { page } = await ask(browser, CLINICAL);
  await browser.submit(page, { button: 'deny' });
  expect(isConsent((await ask(browser, CLINICAL)).page)).toBe(true);
});

it('consent is asked again after all access of the app was ended', async () => {
  proves('TM-34');
  await (await ask(newBrowser(), CLINICAL)).allow();
  expect(isBack((await ask(newBrowser(), CLINICAL)).page)).toBe(true);
  await hospital.app.get(EpochStore).raise('client', 'rounds');
  expect(isConsent((await ask(newBrowser(), CLINICAL)).page)).toBe(true);
});
