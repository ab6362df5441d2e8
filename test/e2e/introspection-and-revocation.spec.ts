import { decodeJwt, decodeProtectedHeader } from 'jose';
import { type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, SmartApp } from '../support/smart-app.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';

const BASIC = `Basic ${Buffer.from(`${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`).toString('base64')}`;

const MONITOR = {
  clientId: 'monitor',
  clientSecret: 'the-monitors-own-client-secret',
  tokenEndpointAuthMethod: 'client_secret_basic',
  grantTypes: ['client_credentials'],
};

describe.each([
  ['jwt', 'ES256'],
  ['jwt', 'RS256'],
  ['opaque', undefined],
])('%s access tokens (%s)', (accessTokenFormat, accessTokenAlgorithm) => {
  let hospital: Hospital;

  beforeAll(async () => {
    hospital = await startHospital({
      configure: (configuration) => {
        Object.assign(configuration.fhirServers[0], {
          accessTokenFormat,
          ...(accessTokenAlgorithm ? { accessTokenAlgorithm } : {}),
        });
        configuration.clients[1].scope = 'system/Patient.rs';
        configuration.clients.push(
          { ...MONITOR, scope: '__wardkey/introspection.read __wardkey/accounts.read' },
          { ...MONITOR, clientId: 'backend', scope: 'system/Patient.rs' },
        );
      },
    });
  });
  afterAll(() => hospital.close());

  const introspect = (token: string, headers: Record<string, string> = { authorization: BASIC }) =>
    new SmartApp(hospital).post('/introspect', { token }, headers);
  const readPatient = (tokens: Record<string, any>) =>
    fetch(`${hospital.fhirServer.baseUrl}/Patient/${tokens.patient}`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });

  it('have the configured form, and the FHIR server accepts them', async () => {
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    expect(tokens.access_token.split('.').length).toBe(accessTokenFormat === 'jwt' ? 3 : 1);
    if (accessTokenAlgorithm)
      expect(decodeProtectedHeader(tokens.access_token)).toMatchObject({
        alg: accessTokenAlgorithm,
        typ: 'at+jwt',
      });
    expect((await readPatient(tokens)).status).toBe(200);
  });

  it('smart_2.2@269 smart_2.2@271 smart_2.2@99 are introspectable: smart_2.2@272 active, smart_2.2@273 scope as granted, smart_2.2@274 client_id, smart_2.2@277 launch context, smart_2.2@278 smart_2.2@279 smart_2.2@280 iss, sub and fhirUser as in the ID token', async () => {
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const { status, body } = await introspect(tokens.access_token);
    expect(status).toBe(200);
    const idToken = decodeJwt(tokens.id_token);
    expect(body).toMatchObject({
      active: true,
      client_id: 'chart',
      scope: tokens.scope,
      patient: tokens.patient,
      need_patient_banner: true,
      fhirUser: idToken.fhirUser,
      sub: idToken.sub,
      iss: hospital.issuer,
      aud: hospital.fhirServer.baseUrl,
      token_type: 'Bearer',
    });
    expect(body.grant_id).toBeUndefined();
  });

  it('smart_2.2@275 smart_2.2@276 have an end in the answer: a whole number that agrees with expires_in', async () => {
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const { body } = await introspect(tokens.access_token);
    expect(Number.isInteger(body.exp)).toBe(true);
    expect(body.exp - body.iat).toBe(tokens.expires_in);
  });

  it('are inactive from the second in which they expire, also when they were active a moment before', async () => {
    stopClock();
    try {
      const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
      moveClock(tokens.expires_in - 1);
      expect((await introspect(tokens.access_token)).body.active).toBe(true);
      moveClock(1);
      expect((await introspect(tokens.access_token)).body).toEqual({ active: false });
    } finally {
      startClock();
    }
  });

  describe('by a caller that authenticates with an access token of its own', () => {
    const bearerOf = async (clientId: string, secret: string, scope: string) => {
      const authorization = `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}`;
      const form = { grant_type: 'client_credentials', scope };
      const { body } = await new SmartApp(hospital).post('/token', form, { authorization });
      return { authorization: `Bearer ${body.access_token}` };
    };

    it.each([
      ['with the scope for it', MONITOR.clientId, MONITOR.clientSecret, '__wardkey/introspection.read'],
      ['of a FHIR server', RESOURCE_SERVER.client_id, RESOURCE_SERVER.client_secret, 'system/Patient.rs'],
    ])(
      'smart_2.2@282 smart_2.2@283 can be introspected: %s, with the same answer as by secret',
      async (_what, id, secret, scope) => {
        const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
        const bearer = await bearerOf(id, secret, scope);
        const { status, body } = await introspect(tokens.access_token, bearer);
        expect([status, body.active]).toEqual([200, true]);
        expect(body).toEqual((await introspect(tokens.access_token)).body);
        expect((await introspect('nonsense', bearer)).body).toEqual({ active: false });
        expect((await introspect(tokens.refresh_token, bearer)).body).toEqual({ active: false });
      },
    );

    it.each([
      ['without the scope for it', 'monitor', '__wardkey/accounts.read'],
      ['of a backend service', 'backend', 'system/Patient.rs'],
    ])('cannot be introspected: %s', async (_what, clientId, scope) => {
      proves('TM-33');
      const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
      const bearer = await bearerOf(clientId, MONITOR.clientSecret, scope);
      const { status, headers, body } = await introspect(tokens.access_token, bearer);
      expect([status, body.error]).toEqual([401, 'invalid_token']);
      expect(headers.get('www-authenticate')).toMatch(/^Bearer .*error="invalid_token"/);
    });

    it('cannot be introspected with the access token of a person, or with a revoked or made-up one', async () => {
      proves('TM-33');
      const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
      const { authorization } = await bearerOf(
        'monitor',
        MONITOR.clientSecret,
        '__wardkey/introspection.read',
      );
      await new SmartApp(hospital).post(
        '/revoke',
        { token: authorization.slice('Bearer '.length) },
        { authorization: `Basic ${Buffer.from(`monitor:${MONITOR.clientSecret}`).toString('base64')}` },
      );
      for (const value of [`Bearer ${tokens.access_token}`, authorization, 'Bearer nonsense', 'Bearer']) {
        expect((await introspect(tokens.access_token, { authorization: value })).status).toBe(401);
      }
    });
  });

  it('end when they are revoked, and so do all tokens of the same grant', async () => {
    const { app, tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    expect((await app.revoke(tokens.access_token)).status).toBe(200);
    expect((await introspect(tokens.access_token)).body).toEqual({ active: false });
    expect((await app.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('end when the refresh token is revoked', async () => {
    const { app, tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    await app.revoke(tokens.refresh_token);
    expect((await introspect(tokens.access_token)).body).toEqual({ active: false });
  });

  it('of one launch end, and those of another launch do not', async () => {
    const first = await getTokens(hospital, { username: 'maria.lindqvist' });
    const second = await getTokens(hospital, { username: 'maria.lindqvist' }, { browser: first.browser });
    await first.app.revoke(first.tokens.access_token);
    expect((await introspect(second.tokens.access_token)).body.active).toBe(true);
  });

  it('are inactive for a caller that may not know about them, and the answer is only {"active":false}', async () => {
    proves('TM-33 BI-116');
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const tampered = `${tokens.access_token.slice(0, -4)}AAAA`;
    // This server signs an ID token too, but an ID token is not an access token.
    const { id_token } = tokens;
    for (const token of [id_token, tampered, 'nonsense', 'a.b.c', '.'.repeat(50), 'x'.repeat(5000)]) {
      const { status, body } = await introspect(token);
      expect({ status, body }).toEqual({ status: 200, body: { active: false } });
    }
  });

  it('smart_2.2@281 cannot be introspected by a caller that does not authenticate, or by a public client', async () => {
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const wrong = `Basic ${Buffer.from('fhir-server:wrong-secret-wrong').toString('base64')}`;
    expect((await introspect(tokens.access_token, { authorization: wrong })).status).toBe(401);
    const byPublicClient = await new SmartApp(hospital).post('/introspect', {
      token: tokens.access_token,
      client_id: 'chart',
    });
    expect(byPublicClient.body).toEqual({ active: false });
  });

  it('cannot be revoked by another client', async () => {
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const { status } = await new SmartApp(hospital).post(
      '/revoke',
      { token: tokens.access_token },
      { authorization: BASIC },
    );
    expect(status).toBe(200);
    expect((await introspect(tokens.access_token)).body.active).toBe(true);
  });
});
