import { chromium } from 'playwright-core';
import { MRN_SYSTEM } from 'wardkey-sandbox/fhir-server/seed/patients.js';
import type { Page } from 'wardkey-sandbox/http-browser.js';
import { CHROMIUM, NO_CHROMIUM } from '../support/chromium.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { newBrowser, SmartApp } from '../support/smart-app.js';

describe('a patient picker with settings of the hospital', () => {
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

  it('finds patients by the identifiers of the settings, and by no others', async () => {
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
    // The birth date is not a search field here, so the date is taken for a number.
    expect(await search('2024-03-12')).toEqual([]);
  });

  const inChromium = CHROMIUM ? it : it.skip;
  if (!CHROMIUM) console.warn(`Skipped: ${NO_CHROMIUM}`);
  inChromium('shows columns on a wide page, and stacks them on a narrow one', async () => {
    const chrome = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    try {
      const page = await chrome.newPage({ viewport: { width: 1280, height: 900 } });
      await page.goto(new SmartApp(hospital).authorizationUrl());
      await page.getByRole('button', { name: 'Maria Lindqvist' }).click();
      await page.getByRole('heading', { name: 'Choose a patient' }).waitFor();
      // The heading is there before the style sheet is loaded.
      await page.waitForLoadState();
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

  it('shows the same facts on the consent page', async () => {
    const { browser, picker } = await openPicker();
    const form = picker.forms.findIndex(({ fields }) => fields.some(({ name }) => name === 'patient'));
    const consent = await browser.submit(picker, { form, button: 'noah-jansen' });
    expect(consent.text).toContain('Hospital no. 7104482');
  });
});

describe('a patient picker and the text that people type', () => {
  let hospital: Hospital;
  beforeAll(async () => {
    hospital = await startHospital();
    const name = (family: string, given: string[]) => [{ family, given }];
    const patients = [
      { id: 'anna-jansen', name: name('Jansen', ['Anna']), birthDate: '1990-03-12' },
      { id: 'gabriel', name: name('García Márquez', ['Gabriel']) },
      { id: 'left', name: name('Gone', ['Anna']), active: false },
      {
        id: 'merged',
        name: name('Gone', ['Maria']),
        link: [{ type: 'replaced-by', other: { reference: 'Patient/anna-jansen' } }],
      },
    ];
    for (const patient of patients)
      await hospital.fhirServer.put({ resourceType: 'Patient', ...patient } as never);
  });
  afterEach(() => hospital.fhirServer.setFault());
  afterAll(() => hospital.close());

  const rows = (page: Page) =>
    page.forms
      .flatMap(({ fields }) => fields)
      .filter(({ name }) => name === 'patient')
      .map(({ value }) => value!);
  const openPicker = async (username = 'maria.lindqvist', browser = newBrowser()) => {
    const app = new SmartApp(hospital);
    let picker = await browser.get(app.authorizationUrl({ scope: 'launch/patient patient/Patient.rs' }));
    if (picker.h1 !== 'Choose a patient') picker = await browser.submit(picker, { button: username });
    return { app, browser, picker };
  };
  const choose = async ({ browser, picker }: Awaited<ReturnType<typeof openPicker>>, patient: string) => {
    const form = picker.forms.find(({ fields }) => fields.some(({ name }) => name === 'patient'))!;
    const csrf = form.fields.find(({ name }) => name === 'csrf')!.value!;
    return browser.post(new URL(form.action, picker.url), new URLSearchParams({ csrf, patient }));
  };

  it.each([
    ['Anna Jansen', ['anna-jansen']],
    ['Jansen, Anna', ['anna-jansen']],
    ['jansen   anna', ['anna-jansen']],
    ['Jansen 12/03/1990', ['anna-jansen']],
    ['12 March 1990', ['anna-jansen']],
    ['Jansen, 12-3-1990', ['anna-jansen']],
    ['March 12, 1990 Jansen', ['anna-jansen']],
    ['Jansen 12/03/2024', ['noah-jansen']],
    ['12.03.2024', ['noah-jansen']],
    ['jansen 12/3/24', ['noah-jansen']],
    ['7104482', ['noah-jansen']],
    ['MRN 7104482', ['noah-jansen']],
    ['Jansen 7104482', ['noah-jansen']],
    ['Emma de Vries', ['emma-devries']],
    ['de Vries, Emma', ['emma-devries']],
    ['Fatima El Amrani', ['fatima-elamrani']],
    ['Márquez', []],
    ['Garcia Marquez', ['gabriel']],
    ['Anna Vries', []],
    ['Gone', []],
  ])('%s', async (q, found) => {
    const { browser, picker } = await openPicker();
    expect(rows(await browser.submit(picker, { form: 0, values: { q } }))).toEqual(found);
  });

  it.each(['left', 'merged'])('does not accept a record that must not be used: %s', async (patient) => {
    const opened = await openPicker();
    const page = await choose(opened, patient);
    expect(page.h1).toBe('Choose a patient');
  });

  it('shows first the patients whom this person chose recently, and not those of other people', async () => {
    const browser = newBrowser();
    for (const patient of ['thomas-andersson', 'alex-taylor', 'thomas-andersson'])
      expect((await choose(await openPicker('james.okafor', browser), patient)).h1).toContain('wants to');
    const { picker } = await openPicker('james.okafor', browser);
    const offered = rows(picker);
    expect(offered.slice(0, 2)).toEqual(['thomas-andersson', 'alex-taylor']);
    expect(new Set(offered).size).toBe(offered.length);
    expect(offered.length).toBeGreaterThan(10);
    const others = rows((await openPicker('wei.chen')).picker);
    expect(others[0]).not.toBe('thomas-andersson');

    // Also among the results of a search.
    const found = await browser.submit(picker, { form: 0, values: { q: 'a' } });
    expect(rows(found).slice(0, 2)).toEqual(['thomas-andersson', 'alex-taylor']);
    expect(rows(found).length).toBeGreaterThan(2);

    // Only the id is stored: the record is read again each time.
    await hospital.fhirServer.put({ resourceType: 'Patient', id: 'alex-taylor', active: false } as never);
    expect(rows((await openPicker('james.okafor', browser)).picker)).not.toContain('alex-taylor');
  });

  it('works without the recent patients when the FHIR server cannot search by id', async () => {
    const browser = newBrowser();
    await choose(await openPicker('maria.lindqvist', browser), 'noah-jansen');
    hospital.fhirServer.setFault({ on: /_id=/, status: 400 });
    expect(rows((await openPicker('maria.lindqvist', browser)).picker).length).toBeGreaterThan(10);
  });
});
