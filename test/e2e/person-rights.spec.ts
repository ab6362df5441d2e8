import { type Hospital, startHospital } from '../support/hospital.js';
import { problemsOf } from '../support/configuration.js';
import { proves } from '../support/proves.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

// Patients of this hospital may let apps read, and write down measurements; staff are limited by the record system alone.
let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.fhirServers[0].rights = [
        { resourceTypes: ['Patient'], scope: 'patient/*.rs patient/Observation.c' },
      ];
    },
  });
});
afterAll(() => hospital.close());

async function consentOf(username: string, scope: string) {
  const app = new SmartApp(hospital);
  const browser = newBrowser();
  let page = await browser.submit(await browser.get(app.authorizationUrl({ scope })), { button: username });
  if (page.h1 === 'Choose a patient')
    page = await browser.submit(page, {
      form: page.forms.findIndex(({ fields }) => fields.some(({ name }) => name === 'patient')),
      button: 'noah-jansen',
    });
  /** @param forged sent in the place of what the form offers. */
  const allow = async (forged?: string[]) => {
    const { action, fields } = page.forms.find((form) =>
      form.fields.some(({ name }) => name === 'decision'),
    )!;
    const csrf = fields.find(({ name }) => name === 'csrf')!.value;
    const form = new URLSearchParams({ csrf, decision: 'allow' });
    for (const one of forged ?? []) form.append('scope', one);
    const back = forged ? await browser.post(action, form) : await walkThrough(browser, page, { username });
    return (await app.redeem(app.answer(back).code!)).body.scope as string;
  };
  return { page, allow };
}

const ASKED = 'openid fhirUser launch/patient patient/*.cruds user/*.rs';

it('a patient is asked about, and lets an app do, what patients may', async () => {
  proves('TM-30');
  const { page, allow } = await consentOf('emma.devries', ASKED);
  const offered = page.forms
    .flatMap(({ fields }) => fields)
    .filter(({ name }) => name === 'scope')
    .map(({ value }) => value);
  expect(offered.sort()).toEqual(['patient/*.rs', 'patient/Observation.c']);
  expect((await allow()).split(' ').sort()).toEqual(
    ['openid', 'fhirUser', 'launch/patient', 'patient/*.rs', 'patient/Observation.c'].sort(),
  );
});

it('whatever the form says', async () => {
  proves('TM-30');
  const { allow } = await consentOf('emma.devries', ASKED);
  const granted = await allow(['patient/*.cruds', 'user/*.rs', 'patient/Observation.c']);
  expect(granted).toBe('openid fhirUser launch/patient patient/Observation.c');
});

it('whoever no entry names gets what they allow', async () => {
  const { allow } = await consentOf('maria.lindqvist', ASKED);
  expect((await allow()).split(' ').sort()).toEqual(ASKED.split(' ').sort());
});

it('nobody without any right over data is still told who they are', async () => {
  const { page, allow } = await consentOf('emma.devries', 'openid fhirUser user/*.rs');
  expect(page.h1).toBe('Growth Chart wants to know who you are');
  expect(await allow()).toBe('openid fhirUser');
});

it.each([
  ['an unknown type', { resourceTypes: ['Device'], scope: '' }, 'resourceTypes'],
  ['no type', { resourceTypes: [], scope: '' }, 'resourceTypes'],
  ['no scope', { resourceTypes: ['Patient'] }, 'scope'],
  ['scopes of services', { resourceTypes: ['Patient'], scope: 'system/*.rs' }, 'scope'],
  ['what is no scope', { resourceTypes: ['Patient'], scope: 'patient/*.rs everything' }, 'scope'],
])('rights with %s are refused', (_what, rights, member) => {
  const baseUrl = 'https://fhir.test/r4';
  const problems = problemsOf({ fhirServers: [{ name: 'main', baseUrl, rights: [rights] }] });
  expect(problems.map(({ path }) => path)).toEqual([`fhirServers[0].rights[0].${member}`]);
});
