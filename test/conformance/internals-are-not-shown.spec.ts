import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { EpochStore } from '#src/access/epoch.store.js';
import { STANDARD_SCOPE_CLAIMS, TOKEN_CLAIMS } from '#src/config/claim-names.js';
import { type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { getTokens, SmartApp } from '../support/smart-app.js';

const BASIC = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const SERVICE = BASIC('service', 'a-secret-of-a-service');

describe.each(['jwt', 'opaque'])('with %s access tokens, after access was ended at every level', (format) => {
  let hospital: Hospital;
  /** The columns of the tables that are only ours, as a member of an answer would be named after them. */
  let internals: Set<string>;
  const answers: Record<string, unknown> = {};

  beforeAll(async () => {
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.fhirServers[0].accessTokenFormat = format;
        configuration.clients.push({
          clientId: 'service',
          clientSecret: 'a-secret-of-a-service',
          tokenEndpointAuthMethod: 'client_secret_basic',
          grantTypes: ['client_credentials'],
          scope: 'system/Patient.rs',
        });
      },
    });
    const epochs = hospital.app.get(EpochStore);
    await epochs.raise('everything', '');
    for (const client of ['service', 'chart']) await epochs.raise('client', client);
    await epochs.raise('fhirServer', 'records');

    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const app = new SmartApp(hospital);
    const form = { grant_type: 'client_credentials', scope: 'system/Patient.rs' };
    const { body: own } = await app.post(
      '/token',
      { ...form, resource: hospital.fhirServer.baseUrl },
      SERVICE,
    );
    const introspector = BASIC(RESOURCE_SERVER.client_id, RESOURCE_SERVER.client_secret);
    const introspect = async (token: unknown, who = introspector) =>
      (await app.post('/introspect', { token: token as string }, who)).body as { active: boolean };
    const document = async (path: string) => (await (await fetch(hospital.issuer + path)).json()) as unknown;
    const authorization = `Bearer ${(await getTokens(hospital, { username: 'maria.lindqvist' }, { parameters: { aud: undefined, scope: 'openid profile' } })).tokens.access_token}`;
    Object.assign(answers, {
      'a token response of a person': tokens,
      'a token response of a service': own,
      'introspection of a person’s token': await introspect(tokens.access_token),
      'introspection of a service’s token': await introspect(own.access_token),
      'introspection by the service itself': await introspect(own.access_token, SERVICE),
      'the ID token': decodeJwt(tokens.id_token as string),
      userinfo: await (await fetch(`${hospital.issuer}/userinfo`, { headers: { authorization } })).json(),
      'the metadata': await document('/.well-known/openid-configuration'),
      'the SMART configuration': await document('/fhir-servers/records/.well-known/smart-configuration'),
      ...(format === 'jwt'
        ? {
            'the JWT of a person': decodeJwt(tokens.access_token as string),
            'the JWT of a service': decodeJwt(own.access_token as string),
          }
        : {}),
    });
    const ofStandards = new Set<string>([...TOKEN_CLAIMS, ...STANDARD_SCOPE_CLAIMS, 'issuer']);
    internals = new Set(
      hospital.app
        .get(DataSource)
        .entityMetadatas.flatMap(({ columns }) =>
          columns.flatMap((column) => [column.databaseName, column.propertyName]),
        )
        .filter((name) => !ofStandards.has(name)),
    );
  });
  afterAll(() => hospital.close());

  it('both tokens are active', () => {
    for (const which of ['person’s', 'service’s'])
      expect(answers[`introspection of a ${which} token`]).toMatchObject({ active: true });
  });

  it('no answer has a member that is named after something of this server', () => {
    for (const [which, answer] of Object.entries(answers)) {
      const ours = membersOf(answer).filter(
        (name) => internals.has(name) || name === 'grant_id' || /epoch|wardkey/i.test(name),
      );
      // A JWT is not stored, so it says itself from which Grant or counts it is, and tells no count.
      const own = { 'the JWT of a person': ['grant_id'], 'the JWT of a service': ['wardkey_epochs'] }[which];
      expect([which, ours]).toEqual([which, own ?? []]);
    }
  });

  it('no answer names a count', () => {
    expect(JSON.stringify(answers)).not.toMatch(/everything|client:|fhirServer:/);
    if (format === 'jwt')
      expect(answers['the JWT of a service']).toMatchObject({
        wardkey_epochs: expect.stringMatching(/^[\w-]{16}$/) as string,
      });
  });
});

function membersOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = Array.isArray(value) ? [] : Object.keys(value);
  return [...own, ...Object.values(value).flatMap(membersOf)];
}
