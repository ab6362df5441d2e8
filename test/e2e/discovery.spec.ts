import { type Hospital, startHospital } from '../support/hospital.js';
import { temporaryFile } from '../support/configuration.js';
import type { Settings } from '#src/config/settings/settings.js';
import { UserAccessBrands } from '#src/discovery/user-access-brands.js';
import { smartStyle, styleVersion } from '#src/smart/discovery/smart-style.js';

const BRANDS = {
  resourceType: 'Bundle',
  type: 'collection',
  timestamp: '2026-01-01T00:00:00Z',
  entry: [{ resource: { resourceType: 'Organization', id: 'harbour', identifier: [{ value: 'harbour' }] } }],
};
let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.userAccessBrands = {
        bundle: temporaryFile(JSON.stringify(BRANDS), 'brands.json'),
        identifier: { value: 'harbour' },
      };
      configuration.organisation = { name: 'Harbour General', accentColour: '#336699' };
    },
  });
});
afterAll(() => hospital.close());

const get = async (path: string) => {
  const response = await fetch(hospital.issuer + path, { headers: { origin: 'https://app.example' } });
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
};

it('smart_2.2 smart-configuration names the brand and what launches can do', async () => {
  const { body } = await get('/fhir-servers/records/.well-known/smart-configuration');
  expect(body).toMatchObject({
    user_access_brand_bundle: `${hospital.issuer}/user-access-brands`,
    user_access_brand_identifier: { value: 'harbour' },
  });
  // Each of these has an end-to-end test of its own.
  expect(body.capabilities.sort()).toEqual([
    'authorize-post',
    'client-confidential-asymmetric',
    'client-confidential-symmetric',
    'client-public',
    'context-banner',
    'context-ehr-encounter',
    'context-ehr-patient',
    'context-standalone-encounter',
    'context-standalone-patient',
    'context-style',
    'launch-ehr',
    'launch-standalone',
    'permission-offline',
    'permission-online',
    'permission-patient',
    'permission-user',
    'permission-v1',
    'permission-v2',
    'sso-openid-connect',
  ]);
});

it('smart_2.2 the brand bundle is there for every origin, with a weak entity tag', async () => {
  const { headers, body } = await get('/user-access-brands');
  expect(body).toEqual(BRANDS);
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect(headers.get('content-type')).toMatch(/^application\/fhir\+json/);
  const etag = headers.get('etag')!;
  expect(etag).toMatch(/^W\/"/);
  const again = await fetch(`${hospital.issuer}/user-access-brands`, {
    headers: { 'if-none-match': etag, 'cache-control': 'max-age=0' },
  });
  expect(again.status).toBe(304);
});

it('smart_1.0 oauth-uris are the addresses of smart-configuration, no more and no fewer', async () => {
  const { body: configuration } = await get('/fhir-servers/records/.well-known/smart-configuration');
  const { body, headers } = await get('/fhir-servers/records/capability-statement-security');
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect(body.service[0].coding[0].code).toBe('SMART-on-FHIR');
  const uris = Object.fromEntries(
    body.extension[0].extension.map(({ url, valueUri }: { url: string; valueUri: string }) => [
      url,
      valueUri,
    ]),
  );
  expect(uris).toEqual({
    authorize: configuration.authorization_endpoint,
    token: configuration.token_endpoint,
    manage: `${hospital.issuer}/account`,
    introspect: configuration.introspection_endpoint,
    revoke: configuration.revocation_endpoint,
  });
  expect(configuration.management_endpoint).toBe(uris.manage);
  expect((await get('/fhir-servers/other/capability-statement-security')).status).toBe(404);
});

it('smart_2.2@175 the style has an address that changes with it', async () => {
  const style = smartStyle('#336699');
  expect(styleVersion(style)).not.toBe(styleVersion(smartStyle('#336698')));
  const { headers, body } = await get(`/smart-style/${styleVersion(style)}.json`);
  expect(body).toEqual(style);
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect((await get('/smart-style/other.json')).status).toBe(404);
});

it.each([
  ['is missing', () => '/nowhere/brands.json', /cannot be read as JSON/],
  ['is no bundle', () => temporaryFile('{}', 'brands.json'), /must be a FHIR Bundle/],
])('a brand bundle that %s stops the start, with the reason', (_what, bundle, reason) => {
  const settings = { userAccessBrands: { bundle: bundle() } } as Settings;
  expect(() => new UserAccessBrands(settings)).toThrow(reason);
});
