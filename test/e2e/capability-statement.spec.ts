import { decodeJwt } from 'jose';
import { FhirClients } from '#src/fhir-client/fhir-clients.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { type Hospital, type HospitalOptions, startHospital } from '../support/hospital.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

let hospital: Hospital;
const start = async (options: HospitalOptions) => (hospital = await startHospital(options));
afterEach(() => hospital.close());

const statement = (more: object = {}) =>
  JSON.stringify({ resourceType: 'CapabilityStatement', fhirVersion: '4.0.1', rest: [], ...more });
const metadata = (fault: object) => ({ fhirServer: { fault: { on: /\/metadata$/, ...fault } } });

async function signIn() {
  const app = new SmartApp(hospital);
  const browser = newBrowser({ timeoutMs: 4_000 });
  const first = await browser.get(app.authorizationUrl({ scope: 'openid fhirUser' }));
  const page = await walkThrough(browser, first, { username: 'maria.lindqvist' });
  const { body } = await app.redeem(app.answer(page).code!);
  return decodeJwt(body.id_token).fhirUser;
}

it.each<[string, object]>([
  ['takes a minute', { delayMs: 60_000 }],
  ['is larger than the limit', { status: 200, body: statement({ text: 'x'.repeat(17 * 1024 * 1024) }) }],
  ['needs a token', { status: 401 }],
  ['is a page of other software', { status: 200, body: '<html>Sign in</html>', contentType: 'text/html' }],
])('a sign-in does not wait for a CapabilityStatement that %s', async (_what, fault) => {
  await start(metadata(fault));
  expect(await signIn()).toBe(`${hospital.fhirServer.baseUrl}/Practitioner/maria-lindqvist`);
  expect(hospital.fhirServer.requests.filter(({ url }) => url.endsWith('/metadata'))).toHaveLength(1);
});

it('a CapabilityStatement of several megabytes is read once for many sign-ins', async () => {
  const body = statement({ text: 'x'.repeat(3 * 1024 * 1024) });
  await start(metadata({ status: 200, body }));
  const server = hospital.app.get(FhirServers, { strict: false }).default!;
  const { capabilities } = hospital.app.get(FhirClients, { strict: false });
  expect(await capabilities.read(server)).toMatchObject({ release: 'R4' });
  await signIn();
  await signIn();
  const readings = hospital.fhirServer.requests.filter(({ url }) => url.endsWith('/metadata'));
  expect(readings).toHaveLength(2);
});
