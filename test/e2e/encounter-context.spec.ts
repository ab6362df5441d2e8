import { decodeJwt } from 'jose';
import { FhirAccessTokens } from '#src/fhir-client/fhir-access-tokens.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import type { HttpBrowser, Page } from 'wardkey-sandbox/http-browser.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const SCOPE = 'openid launch/patient launch/encounter patient/Patient.rs';
const VISIT = 'noah-jansen-2026-09-14';
let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital();
});
afterAll(() => hospital.close());

async function toVisits(options: { username?: string; patient?: string; scope?: string } = {}) {
  const { username = 'maria.lindqvist', patient = 'noah-jansen', scope = SCOPE } = options;
  const app = new SmartApp(hospital);
  const browser = newBrowser();
  let page = await browser.submit(await browser.get(app.authorizationUrl({ scope })), { button: username });
  if (page.h1 === 'Choose a patient') {
    const form = page.forms.findIndex(({ fields }) => fields.some(({ name }) => name === 'patient'));
    page = await browser.submit(page, { form, button: patient });
  }
  return { app, browser, page };
}

async function tokensAfter(app: SmartApp, browser: HttpBrowser, page: Page) {
  const end = await walkThrough(browser, page, { username: '' });
  return (await app.redeem(app.answer(end).code!)).body;
}

describe('an app that asks for an encounter', () => {
  it('smart_2.2@167 smart_2.2@171 smart_2.2@364 gets the chosen encounter, on refresh too', async () => {
    const { app, browser, page } = await toVisits({ scope: `${SCOPE} offline_access` });
    expect(page.h1).toBe('Choose a visit');
    expect(page.text).toContain('Growth check at two and a half years');
    expect(page.text).toContain('Noah Jansen');
    const tokens = await tokensAfter(app, browser, await browser.submit(page, { button: VISIT }));
    expect(tokens).toMatchObject({ patient: 'noah-jansen', encounter: VISIT });
    expect(decodeJwt(tokens.access_token).encounter).toBe(VISIT);
    expect((await app.refresh(tokens.refresh_token)).body.encounter).toBe(VISIT);
  });

  it('gets none when the person chooses none', async () => {
    const { app, browser, page } = await toVisits();
    const tokens = await tokensAfter(app, browser, await browser.submit(page, { button: 'None of these' }));
    expect(tokens.patient).toBe('noah-jansen');
    expect(tokens).not.toHaveProperty('encounter');
  });

  it('asks a patient only for their own encounters', async () => {
    const { app, browser, page } = await toVisits({ username: 'emma.devries' });
    expect(page.h1).toBe('Choose a visit');
    expect(page.text).toContain('Thyroid follow-up');
    const tokens = await tokensAfter(
      app,
      browser,
      await browser.submit(page, { button: 'emma-devries-2026-02-10' }),
    );
    expect(tokens).toMatchObject({ patient: 'emma-devries', encounter: 'emma-devries-2026-02-10' });
  });

  it('asks no question when there are no encounters', async () => {
    const { page } = await toVisits({ patient: 'hannah-fischer' });
    expect(page.h1).not.toBe('Choose a visit');
  });

  it.each([
    ['another patient’s encounter', { patient: 'noah-jansen', encounter: 'emma-devries-2026-02-10' }],
    ['an encounter that does not exist', { patient: 'noah-jansen', encounter: 'nowhere' }],
    ['a patient who does not exist', { patient: 'nobody', encounter: '' }],
    ['no patient', { encounter: '' }],
    ['a path', { patient: 'noah-jansen', encounter: '../Patient/1' }],
  ])('%s is not accepted: the person has to choose again', async (_what, form) => {
    proves('TM-31');
    const { browser, page } = await toVisits();
    const csrf = page.forms[0]!.fields.find(({ name }) => name === 'csrf')!.value;
    const target = new URL(page.forms[0]!.action, page.url);
    const again = await browser.post(
      target,
      new URLSearchParams({ csrf, ...form } as Record<string, string>),
    );
    expect(again.h1).toBe('Choose a patient');
  });

  it('a patient who names another patient in the address stays their own patient', async () => {
    proves('TM-31');
    const { browser, page } = await toVisits({ username: 'emma.devries' });
    const seen = await browser.get(page.url.replace('emma-devries', 'noah-jansen'));
    expect(seen.text).not.toContain('Noah Jansen');
    expect(seen.text).toContain('Thyroid follow-up');
  });

  it('the search for encounters has a token for encounters, and the search for people keeps its own token', async () => {
    const tokens = hospital.app.get(FhirAccessTokens, { strict: false });
    const server = hospital.app.get(FhirServers, { strict: false }).default!;
    const scopeFor = async (purpose: 'people' | 'encounters') =>
      decodeJwt(await tokens.tokenFor(server, purpose)).scope;
    expect(await scopeFor('encounters')).toBe('system/Encounter.rs');
    expect(await scopeFor('people')).toBe('system/Practitioner.rs system/Patient.rs');
  });
});
