import { setTimeout } from 'node:timers/promises';
import { decodeJwt } from 'jose';
import { PERSON_NUMBER_SYSTEM } from 'wardkey-sandbox/people.js';
import type { HttpBrowser, Page } from 'wardkey-sandbox/http-browser.js';
import { FhirClients } from '#src/fhir-client/fhir-clients.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { freePort, type Hospital, startHospital } from '../support/hospital.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { type HapiServer, startHapi } from './support/hapi.js';
import { hasJava, NO_JAVA } from './support/java.js';

const describeWithJava = hasJava ? describe : describe.skip;
if (!hasJava) console.warn(`Skipped: ${NO_JAVA}`);

const MARIA = 'S10234';
const staffNumber = (value: string, more: object = {}) => ({ system: PERSON_NUMBER_SYSTEM, value, ...more });

/** How each release marks a number that a person no longer has. DSTU3 has no `use` for this. */
const GIVEN_UP = { R4: { use: 'old' }, DSTU3: { period: { end: '2020-01-01' } } };

describeWithJava.each(['R4', 'DSTU3'] as const)('a HAPI FHIR JPA server, %s', (release) => {
  let hapi: HapiServer;
  let hospital: Hospital;

  beforeAll(async () => {
    const port = await freePort();
    hapi = await startHapi(release, `http://127.0.0.1:${port}`);
    await hapi.put({
      resourceType: 'Practitioner',
      id: 'maria',
      active: true,
      identifier: [staffNumber(MARIA)],
      name: [{ family: 'Lindqvist', given: ['Maria'] }],
    });
    // What a directory leaves behind: an inactive record of the same person, and a number that another person has
    // now.
    await hapi.put({
      resourceType: 'Practitioner',
      id: 'maria-before',
      active: false,
      identifier: [staffNumber(MARIA)],
    });
    await hapi.put({
      resourceType: 'Practitioner',
      id: 'other',
      active: true,
      identifier: [staffNumber(MARIA, GIVEN_UP[release]), staffNumber('S99999', { use: 'official' })],
    });
    for (const [id, family, given, birthDate] of [
      ['anna', 'Jansen', 'Anna', '1980-05-04'],
      ['jan', 'Jansen', 'Jan', '1980-05-04'],
      ['anna-berg', 'van den Berg', 'Anna', '1991-12-24'],
    ])
      await hapi.put({
        resourceType: 'Patient',
        id: id!,
        active: true,
        identifier: [
          { system: 'https://hospital.example/mrn', value: `77${birthDate!.slice(2, 4)}${id!.length}` },
        ],
        name: [{ family, given: [given] }],
        birthDate,
      });
    await hapi.put({
      resourceType: 'Patient',
      id: 'anna-twice',
      active: true,
      name: [{ family: 'Jansen', given: ['Anna'] }],
      birthDate: '1980-05-04',
      link: [{ other: { reference: 'Patient/anna' }, type: 'replaced-by' }],
    });
    await hapi.put({
      resourceType: 'Observation',
      id: 'weight',
      status: 'final',
      code: { text: 'weight' },
      subject: { reference: 'Patient/anna' },
    });
    await hapi.put({
      resourceType: 'Condition',
      id: 'flu',
      code: { text: 'flu' },
      subject: { reference: 'Patient/anna' },
    });
    hospital = await startHospital({
      port,
      configure: (configuration) => {
        configuration.fhirServers = [
          { name: 'hapi', baseUrl: hapi.baseUrl, fhirVersion: release === 'R4' ? 'R4' : 'R3' },
        ];
        const [provider] = configuration.externalIdentityProviders.identityProvider;
        provider.userClaimsFromIdToken = [];
      },
    });
    await untilItsTypesAreKnown();
  });
  afterAll(async () => {
    await hospital?.close();
    await hapi?.close();
  });

  /**
   * Wardkey reads the CapabilityStatement in the background, and HAPI takes many seconds to build its first one. Until
   * then consent lists the usual types, and not those of the server.
   */
  async function untilItsTypesAreKnown() {
    const [server] = hospital.app.get(FhirServers).all;
    const { capabilities } = hospital.app.get(FhirClients);
    while (capabilities.lastRead(server!) === undefined) await setTimeout(50);
  }

  const patientsOn = (page: Page) =>
    page.forms
      .flatMap(({ fields }) => fields)
      .filter(({ name }) => name === 'patient')
      .map(({ value }) => value);

  async function openPicker(scope = 'openid fhirUser launch/patient patient/*.rs') {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const provider = await browser.get(app.authorizationUrl({ scope, aud: hapi.baseUrl }));
    const picker = await browser.submit(provider, { button: 'maria.lindqvist' });
    const search = async (q: string) =>
      patientsOn(await browser.submit(picker, { form: 0, values: { q } })).sort();
    return { app, browser, picker, search };
  }
  async function tokens(app: SmartApp, browser: HttpBrowser, picker: Page, decline: string[] = []) {
    const end = await walkThrough(browser, await found(browser, picker), {
      username: '',
      patient: 'anna',
      decline,
    });
    return (await app.redeem(app.answer(end).code!)).body;
  }
  const found = (browser: HttpBrowser, picker: Page) =>
    browser.submit(picker, { form: 0, values: { q: 'Anna Jansen' } });
  const read = async (path: string, token: string) => {
    const response = await fetch(`${hapi.baseUrl}/${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return response.status;
  };

  it('finds the person, who has one active record, and accepts the token of the app', async () => {
    const { app, browser, picker } = await openPicker();
    expect(picker.h1).toBe('Choose a patient');
    const body = await tokens(app, browser, picker);
    expect(body.patient).toBe('anna');
    expect(decodeJwt(body.id_token).fhirUser).toBe(`${hapi.baseUrl}/Practitioner/maria`);
    expect(await read('Observation?patient=anna', body.access_token)).toBe(200);
    expect(await read('Observation/weight', body.access_token)).toBe(200);
    expect(await read('Patient/anna', 'x'.repeat(20))).toBe(401);
  });

  it('finds the patients whom people mean, in each way of typing', async () => {
    const { search } = await openPicker();
    // The record that another one has replaced is not found either.
    for (const typed of ['Anna Jansen', 'Jansen, Anna', 'jansen anna', 'anna 1980-05-04', 'Anna 4 May 1980'])
      expect([typed, await search(typed)]).toEqual([typed, ['anna']]);
    expect(await search('04-05-1980')).toEqual(['anna', 'jan']);
    expect(await search('van den Berg')).toEqual(['anna-berg']);
    expect(await search('nobody of this name')).toEqual([]);
  });

  it('shows a change at once, and not the answer of a minute ago', async () => {
    const { search } = await openPicker();
    expect(await search('Nieuwkomer')).toEqual([]);
    await hapi.put({ resourceType: 'Patient', id: 'new', active: true, name: [{ family: 'Nieuwkomer' }] });
    expect(await search('Nieuwkomer')).toEqual(['new']);
  });

  it('refuses a type that the person took out of the whole record', async () => {
    const { app, browser, picker } = await openPicker();
    const patient = await found(browser, picker);
    const consent = await browser.submit(patient, {
      form: patient.forms.findIndex(({ fields }) => fields.some(({ name }) => name === 'patient')),
      button: 'anna',
    });
    const types = consent.forms
      .flatMap(({ fields }) => fields)
      .filter(({ name }) => name === 'type')
      .map(({ value }) => value);
    expect(types.length).toBeGreaterThan(30);
    const left = types.filter((type) => type !== 'patient/Condition.rs');
    const end = await browser.submit(consent, { button: 'allow', values: { type: left } });
    const { body } = await app.redeem(app.answer(end).code!);
    expect(await read('Observation?patient=anna', body.access_token)).toBe(200);
    expect(await read('Condition?patient=anna', body.access_token)).toBe(403);
  });
});
