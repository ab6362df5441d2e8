import { DataSource } from 'typeorm';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const OBSERVATION = 'patient/Observation.rs';
const part = (code: string, type = 'Observation') =>
  `patient/${type}.rs?category=http://terminology.hl7.org/CodeSystem/${type.toLowerCase()}-category|${code}`;

let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.fhirServers[0].categoryScopes = true;
      configuration.clients.push({
        ...configuration.clients[0],
        clientId: 'limited',
        scope: 'openid launch/patient patient/Observation.rs patient/Condition.r',
      });
    },
  });
});
afterAll(() => hospital.close());

/** Signs the person in, chooses the patient, and stops at the consent page. */
async function atConsent(scope: string, clientId = 'chart') {
  const app = new SmartApp(hospital, clientId);
  const browser = newBrowser();
  const start = await browser.get(app.authorizationUrl({ scope }));
  const picker = await browser.submit(start, { button: 'maria.lindqvist' });
  const page = await browser.submit(picker, {
    form: picker.forms.findIndex(({ fields }) => fields.some(({ name }) => name === 'patient')),
    button: 'noah-jansen',
  });
  const allow = async (values: Record<string, string[]>) => {
    const end = await browser.submit(page, { button: 'allow', values });
    const { code, error } = app.answer(end);
    return code ? (await app.redeem(code)).body : { error };
  };
  return { app, browser, page, allow };
}

/** The categories of the Observations that the FHIR server returns for these tokens. */
async function categoriesSeen(tokens: Record<string, any>): Promise<string[]> {
  const response = await fetch(
    `${hospital.fhirServer.baseUrl}/Observation?patient=${tokens.patient}&_count=200`,
    {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    },
  );
  const bundle = (await response.json()) as { entry?: Array<{ resource: any }> };
  return [...new Set((bundle.entry ?? []).map(({ resource }) => resource.category[0].coding[0].code))].sort();
}

describe('a part of a scope in place of the whole scope', () => {
  it('smart_2.2@145 is what the app gets, and what the FHIR server shows to the app', async () => {
    const { page, allow } = await atConsent(`openid launch/patient ${OBSERVATION} patient/Patient.rs`);
    expect(page.text).toContain('Vital signs');
    const tokens = await allow({ scope: ['patient/Patient.rs'], part: [part('vital-signs')] });
    expect(tokens.scope.split(' ').sort()).toEqual(
      ['openid', 'launch/patient', 'patient/Patient.rs', part('vital-signs')].sort(),
    );
    expect(await categoriesSeen(tokens)).toEqual(['vital-signs']);
  });

  it('is granted when the part and the whole scope are both ticked', async () => {
    const { allow } = await atConsent(`launch/patient ${OBSERVATION}`);
    const tokens = await allow({ scope: [OBSERVATION], part: [part('vital-signs'), part('laboratory')] });
    expect(tokens.scope).toBe(`launch/patient ${part('laboratory')} ${part('vital-signs')}`);
    expect(await categoriesSeen(tokens)).toEqual(['laboratory', 'vital-signs']);
  });

  it.each(['patient/Observation.r', 'patient/Observation.read'])(
    'is granted without %s, which would give the rest back',
    async (other) => {
      proves('TM-35');
      const { allow } = await atConsent(`launch/patient ${OBSERVATION} ${other} patient/Patient.rs`);
      const tokens = await allow({ scope: [other, 'patient/Patient.rs'], part: [part('laboratory')] });
      expect(tokens.scope.split(' ').sort()).toEqual(
        ['launch/patient', 'patient/Patient.rs', part('laboratory')].sort(),
      );
      expect(await categoriesSeen(tokens)).toEqual(['laboratory']);
    },
  );

  it('is granted without patient/*.rs, and the other types are granted by name', async () => {
    proves('TM-35');
    const { allow } = await atConsent(`launch/patient ${OBSERVATION} patient/*.rs patient/Patient.rs`);
    const tokens = await allow({
      scope: ['patient/*.rs', 'patient/Patient.rs'],
      part: [part('laboratory')],
    });
    const granted = tokens.scope.split(' ');
    expect(granted).toEqual(
      expect.arrayContaining([
        'launch/patient',
        'patient/Patient.rs',
        'patient/Condition.rs',
        part('laboratory'),
      ]),
    );
    expect(granted).not.toContain('patient/*.rs');
    expect(granted).not.toContain(OBSERVATION);
    expect(await categoriesSeen(tokens)).toEqual(['laboratory']);
  });

  it('the whole scope without a part is granted whole', async () => {
    const { allow } = await atConsent(`launch/patient ${OBSERVATION}`);
    const tokens = await allow({ scope: [OBSERVATION] });
    expect(tokens.scope).toBe(`launch/patient ${OBSERVATION}`);
  });

  it('stays at a refresh, and is in the audit log', async () => {
    const { allow } = await atConsent(`launch/patient offline_access patient/Condition.rs`);
    const tokens = await allow({ part: [part('problem-list-item', 'Condition')] });
    const refreshed = await new SmartApp(hospital).refresh(tokens.refresh_token);
    expect(refreshed.body.scope).toBe(tokens.scope);
    const events = await hospital.app
      .get(DataSource)
      .getRepository(AuditEvent)
      .findBy({ event: 'consent.given' });
    expect(events.at(-1)!.trail).toEqual([
      expect.objectContaining({ finding: part('problem-list-item', 'Condition') }),
    ]);
  });

  it.each([
    ['of another type than the app asked for', part('problem-list-item', 'Condition')],
    ['made up', `${OBSERVATION}?category=anything`],
    ['that is wider', 'patient/*.cruds'],
  ])('a part %s is not granted', async (_what, scope) => {
    proves('TM-35');
    const { app, browser, page } = await atConsent(`openid launch/patient ${OBSERVATION}`);
    const { action, fields } = page.forms[0]!;
    const csrf = fields.find(({ name }) => name === 'csrf')!.value;
    const forged = new URLSearchParams({ csrf, decision: 'allow', part: scope });
    const end = await browser.post(new URL(action, page.url), forged);
    const tokens = await app.redeem(app.answer(end).code!);
    expect(tokens.body.scope).toBe('openid launch/patient');
  });
});

describe('an app that asks for more than it is registered for', () => {
  it('smart_2.2@145 gets what it is registered for, and the consent page shows only that', async () => {
    const { page, allow } = await atConsent('openid launch/patient patient/*.rs user/*.rs', 'limited');
    expect(page.text).not.toContain('The whole record');
    expect(page.text).toContain('Conditions');
    const offered = page.forms[0]!.fields.filter(({ name }) => name === 'scope').map(({ value }) => value);
    expect(offered).toEqual([OBSERVATION, 'patient/Condition.r']);
    expect((await allow({ scope: offered })).scope).toBe(
      `openid launch/patient ${OBSERVATION} patient/Condition.r`,
    );
  });
});

it('parts are offered only for a server that applies them', async () => {
  const other = await startHospital();
  const app = new SmartApp(other);
  const browser = newBrowser();
  const start = await browser.get(app.authorizationUrl({ scope: `launch/patient ${OBSERVATION}` }));
  const picker = await browser.submit(start, { button: 'maria.lindqvist' });
  const page = await browser.submit(picker, {
    form: picker.forms.findIndex(({ fields }) => fields.some(({ name }) => name === 'patient')),
    button: 'noah-jansen',
  });
  expect(page.h1).toContain('wants to');
  expect(page.text).not.toContain('Vital signs');
  const end = await walkThrough(browser, page, { username: '', decline: [OBSERVATION] });
  expect(app.answer(end)).toBeDefined();
  await other.close();
});
