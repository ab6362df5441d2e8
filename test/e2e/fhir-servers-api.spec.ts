import { FhirClients } from '#src/fhir-client/fhir-clients.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { apiCaller, apiClientEntry, apiToken } from '../support/api-client.js';
import { type Hospital, startHospital } from '../support/hospital.js';

const SECRET = 'our-secret-at-the-other-authorization-server';
let hospital: Hospital;
let call: ReturnType<typeof apiCaller>;

beforeAll(async () => {
  hospital = await startHospital({
    configure: (configuration, { fhirBaseUrl }) => {
      configuration.clients.push(apiClientEntry);
      configuration.fhirServers = [
        { name: 'records', baseUrl: fhirBaseUrl, default: true },
        {
          name: 'nowhere',
          baseUrl: 'http://127.0.0.1:9/r4',
          fhirVersion: 'R4',
          authorization: { tokenEndpoint: 'http://127.0.0.1:9/token', clientId: 'us', clientSecret: SECRET },
        },
      ];
    },
  });
  call = apiCaller(hospital, await apiToken(hospital, '__wardkey/fhir-servers.read'));
});
afterAll(() => hospital.close());

it('a FHIR server is shown with what it says about itself', async () => {
  const server = hospital.app.get(FhirServers, { strict: false }).named('records')!;
  await hospital.app.get(FhirClients, { strict: false }).capabilities.read(server);
  const { status, body } = await call('GET', '/fhir-servers/records');
  expect(status).toBe(200);
  expect(body).toMatchObject({
    name: 'records',
    baseUrl: hospital.fhirServer.baseUrl,
    isDefault: true,
    release: 'R4',
    capabilities: { release: 'R4', smart: expect.any(Boolean), readAt: expect.stringMatching(/Z$/) },
    capabilitiesProblem: null,
    settings: { accessTokenFormat: 'jwt', patientPicker: { searchBy: expect.any(Array) } },
  });
  expect(body.capabilities.types).toContain('Patient');
});

it('one that cannot be read says why, and no secret is shown', async () => {
  const server = hospital.app.get(FhirServers, { strict: false }).named('nowhere')!;
  const { capabilities } = hospital.app.get(FhirClients, { strict: false });
  await capabilities.read(server).catch(() => undefined);
  const { body } = await call('GET', '/fhir-servers');
  expect(body.fhirServers[1]).toMatchObject({
    name: 'nowhere',
    isDefault: false,
    release: 'R4',
    capabilities: null,
    capabilitiesProblem: expect.stringContaining('127.0.0.1:9'),
    settings: { authorization: { clientId: 'us' } },
  });
  expect(JSON.stringify(body)).not.toContain(SECRET);
});

it('a check says what wardkey doctor says', async () => {
  const good = await call('POST', '/fhir-servers/records/check');
  expect(good.body.findings).toEqual([
    { mark: 'ok', what: 'records', finding: `${hospital.fhirServer.baseUrl} supports FHIR R4` },
    { mark: 'ok', what: 'records', finding: 'accepts this server’s searches for Practitioner, Patient' },
  ]);
  const bad = await call('POST', '/fhir-servers/nowhere/check');
  expect(bad.body.findings.map(({ mark }: { mark: string }) => mark)).toEqual(['warning', 'problem']);
});

it('what does not exist is 404, and who may not is 403', async () => {
  expect((await call('GET', '/fhir-servers/none')).status).toBe(404);
  expect((await call('POST', '/fhir-servers/none/check')).status).toBe(404);
  const other = apiCaller(hospital, await apiToken(hospital, '__wardkey/accounts.read'));
  expect((await other('GET', '/fhir-servers')).status).toBe(403);
  expect((await other('POST', '/fhir-servers/records/check')).status).toBe(403);
});
