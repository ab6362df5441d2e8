import { type Hospital, startHospital } from '../support/hospital.js';
import { problemsOf } from '../support/configuration.js';
import { proves } from '../support/proves.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

// Patients of this hospital may let apps read data and write measurements. Staff are limited only by the FHIR server.
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
  /** @param forged the scopes that are sent in place of those of the form */
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

it('the consent page offers a patient only what patients may do, and the app gets only that', async () => {
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

it('a forged form gives no more', async () => {
  proves('TM-30');
  const { allow } = await consentOf('emma.devries', ASKED);
  const granted = await allow(['patient/*.cruds', 'user/*.rs', 'patient/Observation.c']);
  expect(granted).toBe('openid fhirUser launch/patient patient/Observation.c');
});

it('a person of a type without an entry can allow all scopes', async () => {
  const { allow } = await consentOf('maria.lindqvist', ASKED);
  expect((await allow()).split(' ').sort()).toEqual(ASKED.split(' ').sort());
});

it('an app of a person without rights to data still learns who the person is', async () => {
  const { page, allow } = await consentOf('emma.devries', 'openid fhirUser user/*.rs');
  expect(page.h1).toBe('Growth Chart wants to know who you are');
  expect(await allow()).toBe('openid fhirUser');
});

it.each([
  ['an unknown type', { resourceTypes: ['Device'], scope: '' }, 'resourceTypes'],
  ['no resource types', { resourceTypes: [], scope: '' }, 'resourceTypes'],
  ['no scope', { resourceTypes: ['Patient'] }, 'scope'],
  ['a scope for services', { resourceTypes: ['Patient'], scope: 'system/*.rs' }, 'scope'],
  ['an unknown scope', { resourceTypes: ['Patient'], scope: 'patient/*.rs everything' }, 'scope'],
])('rights with %s are refused', (_what, rights, member) => {
  const baseUrl = 'https://fhir.test/r4';
  const problems = problemsOf({ fhirServers: [{ name: 'main', baseUrl, rights: [rights] }] });
  expect(problems.map(({ path }) => path)).toEqual([`fhirServers[0].rights[0].${member}`]);
});
