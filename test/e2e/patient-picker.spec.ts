import { MRN_SYSTEM } from 'wardkey-sandbox/fhir-server/seed/patients.js';
import type { Page } from 'wardkey-sandbox/http-browser.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { newBrowser, SmartApp } from '../support/smart-app.js';

describe('a patient picker that is set for the hospital', () => {
  let hospital: Hospital;
  beforeAll(async () => {
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.fhirServers[0].patientPicker = {
          columns: ['identifier', 'address', 'generalPractitioner', 'deceased'],
          identifiers: [{ system: MRN_SYSTEM, label: 'Hospital no.' }],
          searchBy: ['identifier', 'name'],
        };
      },
    });
  });
  afterAll(() => hospital.close());

  const openPicker = async () => {
    const browser = newBrowser();
    const provider = await browser.get(new SmartApp(hospital).authorizationUrl());
    return { browser, picker: await browser.submit(provider, { button: 'maria.lindqvist' }) };
  };
  const rows = (page: Page) =>
    page.forms
      .flatMap(({ fields }) => fields)
      .filter(({ name }) => name === 'patient')
      .map(({ value }) => value);

  it('shows its columns beside name and birth date, and asks for what it searches', async () => {
    const { picker } = await openPicker();
    expect(picker.text).toMatch(
      /Noah Jansen Born 12 March 2024 \(.+?\) Hospital no. 7104482 Rotterdam GP Dr James Okafor/,
    );
    expect(picker.text).not.toContain('Female');
    expect(picker.text).toContain('Number or name');
  });

  it('finds by its own numbers, and by no others', async () => {
    const { browser, picker } = await openPicker();
    const search = async (q: string) => rows(await browser.submit(picker, { form: 0, values: { q } }));
    expect(await search('7104482')).toEqual(['noah-jansen']);
    await hospital.fhirServer.put({
      resourceType: 'Patient',
      id: 'elsewhere',
      identifier: [{ system: 'https://elsewhere.example', value: '99887766' }],
    });
    expect(await search('99887766')).toEqual([]);
    expect(await search('jansen')).toEqual(['noah-jansen']);
    // Not searched by birth date: it is taken for a number.
    expect(await search('2024-03-12')).toEqual([]);
  });

  it('shows the same of the patient when access is to be allowed', async () => {
    const { browser, picker } = await openPicker();
    const form = picker.forms.findIndex(({ fields }) => fields.some(({ name }) => name === 'patient'));
    const consent = await browser.submit(picker, { form, button: 'noah-jansen' });
    expect(consent.text).toContain('Hospital no. 7104482');
  });
});
