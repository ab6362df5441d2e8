import { DataSource } from 'typeorm';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { temporaryFile } from '../support/configuration.js';
import { type Hospital, type HospitalOptions, startHospital } from '../support/hospital.js';
import { SmartApp } from '../support/smart-app.js';

const SCRIPT = { clientId: 'script', clientSecret: 'the-scripts-own-client-secret' };
const HARBOUR = { system: 'urn:ietf:rfc:3986', value: 'https://harbour.example' };
const organisation = (id: string, more: object = {}) => ({
  resource: { resourceType: 'Organization', id, ...more },
});
const bundleOf = (...entry: object[]) => ({
  resourceType: 'Bundle',
  type: 'collection',
  timestamp: '2026-01-01T00:00:00Z',
  entry,
});
const BUNDLE = bundleOf(organisation('harbour', { identifier: [HARBOUR] }), organisation('north'));

const start = (more: HospitalOptions['configure'] = () => {}) =>
  startHospital({
    configure: (configuration, parts) => {
      configuration.clients.push({
        ...SCRIPT,
        tokenEndpointAuthMethod: 'client_secret_basic',
        grantTypes: ['client_credentials'],
        scope: '__wardkey/brands.write __wardkey/accounts.read',
      });
      more(configuration, parts);
    },
  });

async function callApi(hospital: Hospital, method: string, body?: unknown, scope = '__wardkey/brands.write') {
  const authorization = `Basic ${Buffer.from(`${SCRIPT.clientId}:${SCRIPT.clientSecret}`).toString('base64')}`;
  const form = { grant_type: 'client_credentials', scope };
  const { body: token } = await new SmartApp(hospital).post('/token', form, { authorization });
  const response = await fetch(`${hospital.issuer}/api/v1/user-access-brands`, {
    method,
    headers: { authorization: `Bearer ${token.access_token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, any>) };
}

describe('brands that are uploaded', () => {
  let hospital: Hospital;
  beforeAll(async () => {
    hospital = await start();
  });
  afterAll(() => hospital.close());

  const published = () => fetch(`${hospital.issuer}/user-access-brands`);
  const configuration = async () =>
    (await (
      await fetch(`${hospital.issuer}/fhir-servers/records/.well-known/smart-configuration`)
    ).json()) as Record<string, unknown>;

  it('smart_2.2@402 smart_2.2@436 are published unchanged, named in smart-configuration, replaced and withdrawn', async () => {
    expect((await published()).status).toBe(404);
    expect(await configuration()).not.toHaveProperty('user_access_brand_bundle');

    expect(await callApi(hospital, 'PUT', { bundle: BUNDLE, identifier: HARBOUR })).toMatchObject({
      status: 200,
    });
    const first = await published();
    expect(await first.json()).toEqual(BUNDLE);
    expect(await configuration()).toMatchObject({
      user_access_brand_bundle: `${hospital.issuer}/user-access-brands`,
      user_access_brand_identifier: HARBOUR,
    });

    const alone = bundleOf(organisation('north'));
    expect((await callApi(hospital, 'PUT', { bundle: alone })).status).toBe(200);
    const second = await published();
    expect(await second.json()).toEqual(alone);
    expect(second.headers.get('etag')).not.toBe(first.headers.get('etag'));

    expect((await callApi(hospital, 'DELETE')).status).toBe(204);
    expect((await published()).status).toBe(404);
    expect((await callApi(hospital, 'DELETE')).status).toBe(404);

    const events = hospital.app.get(DataSource).getRepository(AuditEvent);
    const told = await events.findBy({ clientId: 'script' });
    expect(
      told
        .map(({ event }) => event)
        .filter((event) => event.startsWith('brands.'))
        .sort(),
    ).toEqual(['brands.published', 'brands.published', 'brands.withdrawn']);
  });

  it('may be many', async () => {
    const many = bundleOf(
      ...Array.from({ length: 2_000 }, (_, index) =>
        organisation(`o${index}`, { identifier: [{ value: `o${index}` }] }),
      ),
    );
    expect((await callApi(hospital, 'PUT', { bundle: many, identifier: { value: 'o7' } })).status).toBe(200);
    expect(await (await published()).json()).toEqual(many);
    await callApi(hospital, 'DELETE');
  });

  it.each([
    ['no bundle', {}, 'bundle', /must be a FHIR Bundle/],
    ['text', { bundle: 'x' }, 'bundle', /must be a FHIR Bundle/],
    ['another resource', { bundle: { resourceType: 'Patient' } }, 'bundle', /must be a FHIR Bundle/],
    ['several brands, and none named', { bundle: BUNDLE }, 'bundle', /which is the brand of this hospital/],
    ['a brand that does not exist', { bundle: BUNDLE, identifier: { value: 'x' } }, 'bundle', /0 have it/],
    ['a brand without a value', { bundle: BUNDLE, identifier: { system: 'x' } }, 'identifier.value', /./],
    ['an unknown member', { bundle: BUNDLE, brand: 1 }, 'brand', /not known/],
  ])('are refused: %s; the published ones stay', async (_what, body, field, message) => {
    await callApi(hospital, 'PUT', { bundle: BUNDLE, identifier: HARBOUR });
    const answer = await callApi(hospital, 'PUT', body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors).toContainEqual({ field, message: expect.stringMatching(message) });
    expect(await (await published()).json()).toEqual(BUNDLE);
  });

  it('need a token with the scope for it, and the server goes on after a body that is too large', async () => {
    expect((await callApi(hospital, 'PUT', { bundle: BUNDLE }, '__wardkey/accounts.read')).status).toBe(403);
    expect((await callApi(hospital, 'PUT', `{"bundle":"${'x'.repeat(1_100_000)}"}`)).status).toBe(413);
    expect((await callApi(hospital, 'PUT', '{"bundle":')).status).toBe(400);
  });
});

it('brands of a file can be changed only there', async () => {
  const hospital = await start((configuration) => {
    configuration.userAccessBrands = {
      bundle: temporaryFile(JSON.stringify(BUNDLE), 'brands.json'),
      identifier: HARBOUR,
    };
  });
  try {
    for (const [method, body] of [['PUT', { bundle: BUNDLE, identifier: HARBOUR }], ['DELETE']] as const) {
      const answer = await callApi(hospital, method, body);
      expect([answer.status, answer.body.detail]).toEqual([409, expect.stringContaining('Change the file')]);
    }
  } finally {
    await hospital.close();
  }
});
