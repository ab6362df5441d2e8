import { type HttpBrowser, type Page } from '../http-browser.js';
import { type Person } from '../people.js';
import { type Addresses } from './addresses.js';

/** Tells a person what happens. */
export type Tell = (line: string) => void;

const MAX_PAGES = 10;

/**
 * Opens a chart as a person would: start page, sign-in, patient, consent, chart. The journey recognizes a page by
 * what the page asks for, not by its words or its address.
 * @returns the chart page
 * @throws Error that says at which page the journey stopped
 */
export async function openChart(
  browser: HttpBrowser,
  addresses: Addresses,
  person: Person,
  tell: Tell,
): Promise<Page> {
  const start = await browser.get(addresses.growthChart.url);
  tell(`The app shows its start page: "${start.h1}"`);
  let page = await browser.click(start, 'Open a patient');
  for (let count = 0; count < MAX_PAGES; count += 1) {
    if (page.url === `${addresses.growthChart.url}/chart`) {
      tell(`The app shows the chart of ${page.h1}`);
      return page;
    }
    page = await answer(browser, page, addresses, person, tell);
  }
  throw new Error(`No chart after ${MAX_PAGES} pages, the last one is ${describe(page)}`);
}

async function answer(
  browser: HttpBrowser,
  page: Page,
  { identityProvider }: Addresses,
  person: Person,
  tell: Tell,
): Promise<Page> {
  if (page.status === 200 && page.url.startsWith(identityProvider.url)) {
    tell(`The identity provider asks who it is: ${person.name}`);
    return browser.submit(page, { button: person.username });
  }
  const patients = choicesOf(page, 'patient');
  const [first] = patients;
  if (page.status === 200 && first) {
    const patient = patients.find(({ value }) => value === 'noah-jansen') ?? first;
    tell(`Wardkey asks which of ${patients.length} patients: ${patient.value}`);
    const isButton = patient.type === 'submit';
    return browser.submit(page, {
      form: indexOfFormWith(page, 'patient'),
      ...(isButton ? { button: patient.value } : { values: { patient: patient.value } }),
    });
  }
  if (page.status === 200 && choicesOf(page, 'decision').some(({ value }) => value === 'allow')) {
    tell('Wardkey asks what the app may see: Allow');
    return browser.submit(page, { form: indexOfFormWith(page, 'decision'), button: 'allow' });
  }
  throw new Error(`The journey stopped at ${describe(page)}`);
}

const choicesOf = (page: Page, name: string) =>
  page.forms
    .flatMap(({ fields }) => fields)
    .filter(
      (field) => field.name === name && ['radio', 'submit', 'select'].includes(field.type) && field.value,
    );

const indexOfFormWith = (page: Page, name: string) =>
  page.forms.findIndex(({ fields }) => fields.some((field) => field.name === name));

const describe = ({ url, status, h1, text }: Page) => `${url} (${status}) "${h1}": ${text.slice(0, 300)}`;
