import { chromium } from 'playwright-core';
import { MRN_SYSTEM } from 'wardkey-sandbox/fhir-server/seed/patients.js';
import type { Page } from 'wardkey-sandbox/http-browser.js';
import { CHROMIUM, NO_CHROMIUM } from '../support/chromium.js';
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

  const inChromium = CHROMIUM ? it : it.skip;
  if (!CHROMIUM) console.warn(`Skipped: ${NO_CHROMIUM}`);
  inChromium('stands in columns where there is room, and below one another where there is none', async () => {
    const chrome = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    try {
      const page = await chrome.newPage({ viewport: { width: 1280, height: 900 } });
      await page.goto(new SmartApp(hospital).authorizationUrl());
      await page.getByRole('button', { name: 'Maria Lindqvist' }).click();
      await page.getByRole('heading', { name: 'Choose a patient' }).waitFor();
      const places = (kind: string) =>
        page
          .locator(`.patient-facts > .${kind}`)
          .evaluateAll((cells) => [...new Set(cells.map((cell) => cell.getBoundingClientRect().x))]);
      const columns = await Promise.all(
        ['birth-date', 'identifier', 'address', 'generalPractitioner', 'deceased'].map(places),
      );
      expect(columns.map((column) => column.length)).toEqual([1, 1, 1, 1, 1]);
      expect(columns.flat()).toEqual([...columns.flat()].sort((a, b) => a - b));
      await page.setViewportSize({ width: 360, height: 740 });
      const [scroll, client] = await page
        .locator('html')
        .evaluate((html) => [html.scrollWidth, html.clientWidth]);
      expect(scroll).toBeLessThanOrEqual(client!);
    } finally {
      await chrome.close();
    }
  });

  it('shows the same of the patient when access is to be allowed', async () => {
    const { browser, picker } = await openPicker();
    const form = picker.forms.findIndex(({ fields }) => fields.some(({ name }) => name === 'patient'));
    const consent = await browser.submit(picker, { form, button: 'noah-jansen' });
    expect(consent.text).toContain('Hospital no. 7104482');
  });
});
