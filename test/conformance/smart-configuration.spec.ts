import { type Hospital, startHospital } from '../support/hospital.js';
import { getTokens, SmartApp } from '../support/smart-app.js';
import { problemsOf, temporaryFile } from '../support/configuration.js';
import type { PreparedDocuments } from '#src/http/answers/prepared-documents.js';
import type { Settings } from '#src/config/settings/settings.js';
import { UserAccessBrands } from '#src/smart/discovery/user-access-brands.js';
import type { UserAccessBrandsStore } from '#src/smart/discovery/user-access-brands.store.js';
import { EhrLaunchStore } from '#src/smart/launch/ehr-launch.store.js';
import { smartStyle, styleVersion } from '#src/smart/discovery/smart-style.js';

const HARBOUR = { system: 'urn:ietf:rfc:3986', value: 'https://harbour.example' };
const BRANDS = {
  resourceType: 'Bundle',
  type: 'collection',
  timestamp: '2026-01-01T00:00:00Z',
  entry: [{ resource: { resourceType: 'Organization', id: 'harbour', identifier: [HARBOUR] } }],
};
const SERVICE = { client_id: 'nightly', client_secret: 'the-nightly-services-own-secret' };
let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.userAccessBrands = {
        bundle: temporaryFile(JSON.stringify(BRANDS), 'brands.json'),
        identifier: HARBOUR,
      };
      configuration.clients.push({
        clientId: SERVICE.client_id,
        clientSecret: SERVICE.client_secret,
        tokenEndpointAuthMethod: 'client_secret_post',
        grantTypes: ['client_credentials'],
        scope: 'system/*.cruds',
      });
      configuration.organisation = { name: 'Harbour General', accentColour: '#336699' };
    },
  });
});
afterAll(() => hospital.close());

const get = async (path: string) => {
  const response = await fetch(hospital.issuer + path, { headers: { origin: 'https://app.example' } });
  return { status: response.status, headers: response.headers, body: (await response.json()) as any };
};

describe('smart-configuration', () => {
  const ADDRESS = '/fhir-servers/records/.well-known/smart-configuration';
  let document: Record<string, any>;
  beforeAll(async () => {
    document = (await get(ADDRESS)).body;
  });

  it('smart_2.2@372 smart_2.2@30 is the same document below the base URL of the FHIR server and on this server', async () => {
    const below = await fetch(`${hospital.fhirServer.baseUrl}/.well-known/smart-configuration`);
    expect(below.status).toBe(200);
    expect(await below.json()).toEqual(document);
  });

  it.each(['text/html', 'application/fhir+xml', '*/*', undefined])(
    'smart_2.2@374 smart_2.2@376 smart_2.2@377 smart_2.2@380 smart_2.2@16 is application/json for every caller, with every Accept: %s',
    async (accept) => {
      const response = await fetch(hospital.issuer + ADDRESS, {
        headers: { origin: 'https://app.example', ...(accept ? { accept } : {}) },
      });
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
      expect(await response.json()).toEqual(document);
    },
  );

  it('smart_2.2@378 has absolute addresses', () => {
    const addresses = Object.entries(document).filter(([name]) =>
      /_endpoint$|_uri$|_bundle$|^issuer$/.test(name),
    );
    expect(addresses.length).toBeGreaterThan(7);
    for (const [, value] of addresses) expect(value).toMatch(/^https?:\/\//);
  });

  it('smart_2.2@381 has the issuer of OpenID Connect, whose document agrees; smart_2.2@382 jwks_uri', async () => {
    const { body } = await get('/.well-known/openid-configuration');
    const shared = [
      'issuer',
      'jwks_uri',
      'authorization_endpoint',
      'token_endpoint',
      'introspection_endpoint',
    ];
    for (const name of [...shared, 'revocation_endpoint'])
      expect([name, document[name]]).toEqual([name, body[name]]);
    expect((await get(new URL(document.jwks_uri).pathname)).body.keys.length).toBeGreaterThan(0);
  });

  it.each([
    ['smart_2.2@383 authorization_endpoint', 'authorize', 'GET', 400, /^text\/html/],
    ['smart_2.2@385 smart_2.2@286 token_endpoint', 'token', 'POST', 400, /^application\/json/],
    ['smart_2.2@391 introspection_endpoint', 'introspect', 'POST', 400, /^application\/json/],
    ['smart_2.2@392 revocation_endpoint', 'revoke', 'POST', 400, /^application\/json/],
    ['smart_2.2@390 management_endpoint', 'account', 'GET', 303, /./],
  ])('has %s, and it answers', async (title, path, method, status, contentType) => {
    const address = document[title.split(' ').at(-1)!] as string;
    expect(address).toBe(`${hospital.issuer}/${path}`);
    const body = method === 'POST' ? new URLSearchParams({ nothing: 'of use' }) : undefined;
    // An unknown address is 404. An endpoint names what is missing, and the page of the person leads to the sign-in.
    const answer = await fetch(address, { method, body, redirect: 'manual' });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(contentType);
  });

  it('smart_2.2@384 has grant_types_supported, smart_2.2@390 response_types_supported', () => {
    expect(document.grant_types_supported).toEqual(['authorization_code', 'client_credentials']);
    expect(document.response_types_supported).toEqual(['code']);
  });

  it('smart_2.2@386 smart_2.2@288 has the ways in which clients authenticate, smart_2.2@289 and their algorithms', () => {
    expect(document.token_endpoint_auth_methods_supported.sort()).toEqual([
      'client_secret_basic',
      'client_secret_post',
      'private_key_jwt',
    ]);
    expect(document.token_endpoint_auth_signing_alg_values_supported.sort()).toEqual(['ES384', 'RS384']);
  });

  it('smart_2.2@394 smart_2.2@14 smart_2.2@15 has PKCE by S256 and not by plain', () => {
    expect(document.code_challenge_methods_supported).toEqual(['S256']);
  });

  it('smart_2.2@389 smart_2.2@287 has scopes_supported, and each of these is granted to an app that asks for it', async () => {
    const { scopes_supported } = document as { scopes_supported: string[] };
    // An app does not ask for these beside the others: online_access excludes offline_access, a launch comes from an
    // EHR, and system/ scopes are for services.
    const isApart = (one: string) => ['online_access', 'launch'].includes(one) || one.startsWith('system/');
    const scope = scopes_supported.filter((one) => !isApart(one)).join(' ');
    const launch = await hospital.app
      .get(EhrLaunchStore)
      .create({ clientId: 'chart', fhirServer: 'records', context: { patient: 'noah-jansen' } });
    const granted: string[] = [];
    for (const parameters of [
      { scope },
      { scope: 'openid online_access' },
      { scope: 'openid launch', launch },
    ]) {
      const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' }, { parameters });
      granted.push(...(tokens.scope as string).split(' '));
    }
    const ofServices = scopes_supported.filter((one) => one.startsWith('system/')).join(' ');
    const form = { grant_type: 'client_credentials', scope: ofServices, ...SERVICE };
    const { body } = await new SmartApp(hospital).post('/token', form);
    granted.push(...(body.scope as string).split(' '));
    expect([...new Set(granted)].sort()).toEqual([...scopes_supported].sort());
  });

  it('smart_2.2@406 smart_2.2@387 smart_2.2@427 smart_2.2@388 smart_2.2@428 smart_2.2@411 smart_2.2@431 has the bundle, and the brand in it, with its system', () => {
    expect(document).toMatchObject({
      user_access_brand_bundle: `${hospital.issuer}/user-access-brands`,
      user_access_brand_identifier: HARBOUR,
    });
  });

  it('smart_2.2@393 smart_2.2@373 smart_2.2@285 smart_2.2@228 smart_2.2@126 has exactly the capabilities that this server supports', () => {
    // Each of these has an end-to-end test of its own.
    expect([...document.capabilities].sort()).toEqual([
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

  it.each([
    [
      'smart_2.2@348 patient, standalone',
      ['launch-standalone', 'context-standalone-patient', 'permission-patient'],
    ],
    ['smart_2.2@349 patient, EHR launch', ['launch-ehr', 'context-ehr-patient', 'permission-patient']],
    ['smart_2.2@350 clinician, standalone', ['launch-standalone', 'permission-user', 'permission-patient']],
    [
      'smart_2.2@351 clinician, EHR launch',
      ['launch-ehr', 'context-ehr-patient', 'context-ehr-encounter', 'permission-user', 'permission-patient'],
    ],
  ])('smart_2.2@346 has the capability set %s', (_set, capabilities) => {
    expect(document.capabilities).toEqual(
      expect.arrayContaining([...capabilities, 'client-public', 'client-confidential-symmetric']),
    );
  });

  it('does not exist for an unknown FHIR server', async () => {
    expect((await get('/fhir-servers/unknown/.well-known/smart-configuration')).status).toBe(404);
  });
});

it('smart_2.2@400 smart_2.2@423 the brand bundle may be read by every origin, smart_2.2@401 smart_2.2@424 and has a weak entity tag', async () => {
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

it.each([
  '/fhir-servers/records/.well-known/smart-configuration',
  '/user-access-brands',
  '/smart-style/x.json',
])('smart_2.2@16 smart_2.2@400 a page that adds its own headers may read %s as well', async (path) => {
  const { status, headers } = await fetch(hospital.issuer + path, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'x-requested-with',
    },
  });
  expect(status).toBe(204);
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect(headers.get('access-control-allow-headers')).toBe('*');
});

it('smart_1.0 oauth-uris has exactly the addresses of smart-configuration', async () => {
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
  // The FHIR server has copied these addresses.
  const metadata = await (await fetch(`${hospital.fhirServer.baseUrl}/metadata`)).json();
  const { extension } = (metadata as Record<string, any>).rest[0].security.extension[0];
  expect(Object.fromEntries(extension.map((one: Record<string, string>) => [one.url, one.valueUri]))).toEqual(
    uris,
  );
  expect(configuration.management_endpoint).toBe(uris.manage);
  expect((await get('/fhir-servers/other/capability-statement-security')).status).toBe(404);
});

it('smart_2.2@175 smart_2.2@360 the address of the style changes when the style changes', async () => {
  const style = smartStyle('#336699');
  expect(styleVersion(style)).not.toBe(styleVersion(smartStyle('#336698')));
  const { headers, body } = await get(`/smart-style/${styleVersion(style)}.json`);
  expect(body).toEqual(style);
  expect(headers.get('access-control-allow-origin')).toBe('*');
  expect((await get('/smart-style/other.json')).status).toBe(404);
});

it('smart_2.2@410 smart_2.2@430 a brand identifier without a value is refused', () => {
  const bundle = temporaryFile(JSON.stringify(BRANDS), 'brands.json');
  const problems = problemsOf({ userAccessBrands: { bundle, identifier: { system: 'urn:ietf:rfc:3986' } } });
  expect(problems.map(({ path }) => path)).toEqual(['userAccessBrands.identifier.value']);
});

it.each([
  ['is missing', () => '/nowhere/brands.json', /cannot be read as JSON/],
  ['is not a bundle', () => temporaryFile('{}', 'brands.json'), /must be a FHIR Bundle/],
])('a brand bundle that %s stops the start, with the reason', (_what, bundle, reason) => {
  const settings = { userAccessBrands: { bundle: bundle() } } as Settings;
  expect(() => new UserAccessBrands(settings, {} as UserAccessBrandsStore, {} as PreparedDocuments)).toThrow(
    reason,
  );
});
