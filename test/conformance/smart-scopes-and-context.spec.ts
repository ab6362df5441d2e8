import { type Hospital, startHospital } from '../support/hospital.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

/** SMART App Launch 2.2, "Scopes and launch context", as far as a standalone app sees it. */

const MARIA = { username: 'maria.lindqvist', patient: 'noah-jansen' };
const NOAH = 'noah-jansen';
const LABORATORY = 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital();
});
afterAll(() => hospital.close());

const tokensFor = async (scope: string, choices: { username: string; patient?: string } = MARIA) =>
  (await getTokens(hospital, choices, { parameters: { scope } })).tokens;

/** The status of the FHIR server's answer to a read or a search with these tokens. */
const statusOf = async (tokens: Record<string, any>, path: string, init: RequestInit = {}) =>
  (
    await fetch(`${hospital.fhirServer.baseUrl}/${path}`, {
      ...init,
      headers: {
        authorization: `Bearer ${tokens.access_token}`,
        'content-type': 'application/fhir+json',
      },
    })
  ).status;

describe('scopes for data', () => {
  it('smart_2.2@367 smart_2.2@136 smart_2.2@361 smart_2.2@363 smart_2.2@170 patient/ opens the record of the patient in context, and no other', async () => {
    const tokens = await tokensFor('launch/patient patient/Patient.rs');
    expect(tokens.patient).toBe(NOAH);
    expect(await statusOf(tokens, `Patient/${NOAH}`)).toBe(200);
    expect(await statusOf(tokens, 'Patient/emma-devries')).toBe(403);
  });

  it('smart_2.2@368 smart_2.2@140 user/ opens what the person may see: a nurse every record, smart_2.2@119 a patient their own', async () => {
    const nurse = await tokensFor('openid fhirUser user/Patient.rs');
    expect(await statusOf(nurse, `Patient/${NOAH}`)).toBe(200);
    expect(await statusOf(nurse, 'Patient/emma-devries')).toBe(200);
    const emma = await tokensFor('openid fhirUser user/Patient.rs', { username: 'emma.devries' });
    expect(await statusOf(emma, 'Patient/emma-devries')).toBe(200);
    expect(await statusOf(emma, `Patient/${NOAH}`)).toBe(403);
  });

  it('smart_2.2@144 a wildcard opens every type', async () => {
    const tokens = await tokensFor('launch/patient patient/*.rs');
    expect(tokens.scope).toContain('patient/*.rs');
    for (const type of ['Patient', 'Observation', 'Condition', 'Encounter', 'AllergyIntolerance'])
      expect([type, await statusOf(tokens, type)]).toEqual([type, 200]);
  });

  it.each([
    ['smart_2.2@128 read is rs', 'patient/Observation.read', 200, 403],
    ['smart_2.2@128 write is cud', 'patient/Observation.write', 403, 201],
    ['smart_2.2@128 * is cruds', 'patient/Observation.*', 200, 201],
    ['smart_2.2@370 rs', 'patient/Observation.rs', 200, 403],
    ['smart_2.2@370 c', 'patient/Observation.c', 403, 201],
    ['smart_2.2@370 s', 'patient/Observation.s', 200, 403],
  ])(
    'smart_2.2@369 smart_2.2@127 %s, and the answer has the scope as it was asked for',
    async (_what, scope, search, create) => {
      const tokens = await tokensFor(`launch/patient ${scope}`);
      expect(tokens.scope).toBe(`launch/patient ${scope}`);
      expect(await statusOf(tokens, 'Observation')).toBe(search);
      const body = JSON.stringify({
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'Height' },
        subject: { reference: `Patient/${NOAH}` },
      });
      expect(await statusOf(tokens, 'Observation', { method: 'POST', body })).toBe(create);
    },
  );

  it('smart_2.2@370 a search parameter limits a scope, and is returned exactly as it was asked for', async () => {
    const scope = `launch/patient patient/Observation.rs?category=${LABORATORY}`;
    const tokens = await tokensFor(scope);
    expect(tokens.scope).toBe(scope);
    expect(await statusOf(tokens, 'Observation/noah-jansen-718-7-2025-03-14')).toBe(200);
    expect(await statusOf(tokens, 'Observation/noah-jansen-29463-7-2025-03-14')).toBe(403);
  });

  it.each(['patient/Observation.dus', 'patient/Observation.sr', 'patient/Observation.x'])(
    'smart_2.2@129 a scope that cannot be read is left out: %s',
    async (scope) => {
      const tokens = await tokensFor(`launch/patient patient/Patient.rs ${scope}`);
      expect(tokens.scope).toBe('launch/patient patient/Patient.rs');
    },
  );
});

describe('scopes for context', () => {
  it('smart_2.2@149 smart_2.2@353 launch/patient gives a patient in context; without this scope there is none', async () => {
    const scope = 'openid fhirUser user/Patient.rs';
    expect(await tokensFor(scope)).not.toHaveProperty('patient');
    expect(await tokensFor(`${scope} launch/patient`)).toMatchObject({ patient: NOAH });
  });

  it('smart_2.2@165 smart_2.2@164 patient/ alone also gives a patient in context', async () => {
    expect(await tokensFor('patient/Patient.rs')).toMatchObject({ patient: NOAH });
  });

  it('smart_2.2@164 without a patient there is no patient/ scope: a person who chooses none returns without a token', async () => {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const start = await browser.get(app.authorizationUrl({ scope: 'launch/patient patient/Patient.rs' }));
    const picker = await browser.submit(start, { button: MARIA.username });
    const back = await browser.click(picker, 'Back to Growth Chart');
    expect(app.answer(back)).toMatchObject({ error: 'access_denied' });
  });

  it('smart_2.2@167 a patient is their own patient in context, and is not asked', async () => {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const page = await browser.submit(await browser.get(app.authorizationUrl()), { button: 'emma.devries' });
    expect(page.h1).toBe('Growth Chart wants to read your health record');
    const back = await walkThrough(browser, page, { username: 'emma.devries' });
    expect((await app.redeem(app.answer(back).code!)).body.patient).toBe('emma-devries');
  });

  it('smart_2.2@168 smart_2.2@359 smart_2.2@173 need_patient_banner may come without being asked for', async () => {
    expect((await tokensFor('patient/Patient.rs')).need_patient_banner).toBe(true);
  });
});

describe('the rights of the person', () => {
  it('smart_2.2@119 a patient who asks for another patient’s record gets no access to it', async () => {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const start = await browser.get(app.authorizationUrl({ scope: 'launch/patient patient/*.rs' }));
    const page = await walkThrough(browser, start, { username: 'emma.devries', patient: NOAH });
    const tokens = (await app.redeem(app.answer(page).code!)).body;
    expect(tokens.patient).toBe('emma-devries');
    expect(await statusOf(tokens, `Patient/${NOAH}`)).toBe(403);
  });
});
