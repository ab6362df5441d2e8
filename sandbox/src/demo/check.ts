import { HttpBrowser, type Page } from '../http-browser.js';
import { type TokenResponse } from '../growth-chart/smart-client.js';
import { personNamed } from '../people.js';
import { type Addresses } from './addresses.js';
import { openChart, type Tell } from './journey.js';
import { REGISTERED } from './stand-ins.js';
import { verifyTokens } from './token-check.js';

/** What the check found. */
export interface CheckResult {
  ok: true;
  fhirUser: string;
  patient: string;
  scope: string;
  /** The account: the ID token's `sub`. */
  account: string;
  /** HTTP requests the browser made. */
  steps: number;
}

/**
 * Takes the demo's journey without a person and verifies what the app received.
 * @throws Error that says what is wrong
 */
export async function check(addresses: Addresses, tell: Tell): Promise<CheckResult> {
  const browser = new HttpBrowser();
  const chart = await openChart(browser, addresses, personNamed('maria.lindqvist'), tell);
  const expected = {
    issuer: addresses.wardkey.url,
    audience: addresses.fhirServer.url,
    clientId: REGISTERED.app,
  };

  const first = await tokenResponse(browser, addresses);
  const { access, id } = await verifyTokens(first, expected);
  const { fhirUser, sub } = id ?? {};
  if (typeof fhirUser !== 'string' || !sub) throw new Error('The ID token has no fhirUser');
  const { patient, scope } = first;
  if (!patient || !scope) throw new Error('The token response has no patient or no scope');
  if (access.patient !== patient)
    throw new Error(`The access token is for patient ${String(access.patient)}`);
  tell(`Access token and ID token verify; ${fhirUser}, patient ${patient}`);
  await readPatient(addresses, patient, first);
  tell('The FHIR server gives the patient to the access token');

  const renewed = await refresh(browser, chart);
  const second = await tokenResponse(browser, addresses);
  if (second.access_token === first.access_token) throw new Error('The refresh brought no new access token');
  const refreshed = await verifyTokens(second, expected);
  if (refreshed.access.sub !== access.sub || second.patient !== patient) {
    throw new Error('The refreshed token is for someone else');
  }
  await readPatient(addresses, patient, second);
  tell('The refreshed tokens verify, and read the same patient');
  await endAccess(browser, renewed, addresses, second);
  tell('Access ended by the app: the FHIR server and the token endpoint refuse its tokens');
  return { ok: true, fhirUser, patient, scope, account: sub, steps: browser.history.length };
}

async function tokenResponse(browser: HttpBrowser, { growthChart }: Addresses): Promise<TokenResponse> {
  const { status, html } = await browser.get(`${growthChart.url}/session.json`);
  if (status !== 200) throw new Error(`The app has no session (${status})`);
  return (JSON.parse(html) as { tokenResponse: TokenResponse }).tokenResponse;
}

async function refresh(browser: HttpBrowser, chart: Page): Promise<Page> {
  const page = await browser.submit(chart, { form: '/refresh' });
  if (page.status !== 200) throw new Error(`The refresh failed (${page.status}): ${page.text.slice(0, 300)}`);
  return page;
}

async function endAccess(
  browser: HttpBrowser,
  chart: Page,
  { wardkey, fhirServer }: Addresses,
  tokens: TokenResponse,
): Promise<void> {
  const page = await browser.submit(chart, { form: '/revoke' });
  if (page.status !== 200)
    throw new Error(`Ending the access failed (${page.status}): ${page.text.slice(0, 300)}`);
  const read = await statusOfRead(fhirServer.url, tokens.patient ?? '', tokens);
  if (read !== 401) throw new Error(`After its end the access still reads the patient (${read})`);
  const form = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token ?? '' };
  const body = new URLSearchParams({ ...form, client_id: REGISTERED.app });
  const { status } = await fetch(`${wardkey.url}/token`, { method: 'POST', body });
  if (status !== 400) throw new Error(`After its end the access can still be renewed (${status})`);
}

async function readPatient({ fhirServer }: Addresses, id: string, tokens: TokenResponse): Promise<void> {
  const status = await statusOfRead(fhirServer.url, id, tokens);
  if (status !== 200) throw new Error(`Reading Patient/${id} answered ${status}`);
}

async function statusOfRead(baseUrl: string, id: string, tokens: TokenResponse): Promise<number> {
  const headers = { authorization: `Bearer ${tokens.access_token ?? ''}` };
  return (await fetch(`${baseUrl}/Patient/${id}`, { headers })).status;
}
