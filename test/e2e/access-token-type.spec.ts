import { decodeJwt, decodeProtectedHeader } from 'jose';
import { type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { getTokens, SmartApp } from '../support/smart-app.js';

const OTHER = 'https://other.example/r4';
const SECRET = 'the-secret-of-a-nightly-report';
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});
const OF_FHIR_SERVER = basic(RESOURCE_SERVER.client_id, RESOURCE_SERVER.client_secret);
let hospital: Hospital;

// Two FHIR servers. The first one accepts only tokens with `typ: JWT` and RS256, so its access tokens look like ID
// tokens and differ only in their claims. The other one follows RFC 9068.
beforeAll(async () => {
  hospital = await startHospital({
    fhirServer: { accessTokenType: 'JWT' },
    configure: ({ fhirServers, clients }) => {
      Object.assign(fhirServers[0], { accessTokenType: 'JWT', accessTokenAlgorithm: 'RS256' });
      fhirServers.push({ name: 'other', baseUrl: OTHER });
      clients.push(
        {
          clientId: 'nightly',
          tokenEndpointAuthMethod: 'client_secret_basic',
          clientSecret: SECRET,
          grantTypes: ['client_credentials'],
          scope: 'system/Patient.rs __wardkey/accounts.read',
        },
        { ...clients[0], clientId: 'es256', idTokenAlgorithm: 'ES256' },
      );
    },
  });
});
afterAll(() => hospital.close());

const tokensOf = (clientId = 'chart') =>
  getTokens(hospital, { username: 'maria.lindqvist' }, { app: new SmartApp(hospital, clientId) });
const serviceToken = async (resource: string, scope = 'system/Patient.rs') => {
  const form = { grant_type: 'client_credentials', scope, resource };
  const { body } = await new SmartApp(hospital).post('/token', form, basic('nightly', SECRET));
  return body.access_token as string;
};
const introspect = async (token: string) =>
  (await new SmartApp(hospital).post('/introspect', { token }, OF_FHIR_SERVER)).body;

it('access tokens have the type of their FHIR server’s settings, for a person and for a service', async () => {
  const { tokens } = await tokensOf();
  const own = { typ: 'JWT', alg: 'RS256' };
  expect(decodeProtectedHeader(tokens.access_token)).toMatchObject(own);
  expect(decodeProtectedHeader(await serviceToken(hospital.fhirServer.baseUrl))).toMatchObject(own);
  expect(decodeProtectedHeader(await serviceToken(OTHER))).toMatchObject({ typ: 'at+jwt', alg: 'ES256' });
  const api = await serviceToken(`${hospital.issuer}/api`, '__wardkey/accounts.read');
  expect(decodeProtectedHeader(api)).toMatchObject({ typ: 'at+jwt' });
});

it('the FHIR server accepts them, also those of the server’s own searches, but no ID token', async () => {
  // Wardkey searched the list of patients with a token of its own.
  const { tokens } = await tokensOf();
  const read = async (token: string) => {
    const url = `${hospital.fhirServer.baseUrl}/Patient/${tokens.patient}`;
    return (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status;
  };
  expect(await read(tokens.access_token)).toBe(200);
  expect(await read(tokens.id_token)).toBe(401);
});

it('they can be introspected, revoked and used at userinfo; an ID token that looks alike cannot', async () => {
  const { app, tokens } = await tokensOf();
  const { id_token: idToken, access_token: accessToken } = tokens as Record<string, string>;
  expect(decodeProtectedHeader(idToken!).alg).toBe('RS256');
  expect(await introspect(accessToken!)).toMatchObject({ active: true, aud: hospital.fhirServer.baseUrl });
  expect(await introspect(idToken!)).toEqual({ active: false });
  const userinfo = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    return (await fetch(`${hospital.issuer}/userinfo`, { headers })).status;
  };
  expect([await userinfo(accessToken!), await userinfo(idToken!)]).toEqual([200, 401]);
  await app.revoke(accessToken!);
  expect(await introspect(accessToken!)).toEqual({ active: false });
});

it('the algorithms of access tokens are in discovery, where go-oidc and oauth2-proxy look for them', async () => {
  const document = (await (await fetch(`${hospital.issuer}/.well-known/openid-configuration`)).json()) as {
    id_token_signing_alg_values_supported: string[];
  };
  for (const token of [await serviceToken(hospital.fhirServer.baseUrl), await serviceToken(OTHER)])
    expect(document.id_token_signing_alg_values_supported).toContain(decodeProtectedHeader(token).alg);
});

it('these algorithms are also those of ID tokens: a client may get its ID tokens signed with ES256', async () => {
  const { tokens } = await tokensOf('es256');
  expect(decodeProtectedHeader(tokens.id_token).alg).toBe('ES256');
  expect(decodeJwt(tokens.id_token).aud).toBe('es256');
  expect(await introspect(tokens.id_token)).toEqual({ active: false });
});
