import { decodeJwt } from 'jose';
import { type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { getTokens, SmartApp } from '../support/smart-app.js';

const BASIC = `Basic ${Buffer.from(`${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`).toString('base64')}`;

describe.each(['jwt', 'opaque'])('%s access tokens', (accessTokenFormat) => {
  let hospital: Hospital;

  beforeAll(async () => {
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.fhirServers[0].accessTokenFormat = accessTokenFormat;
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

  it('have the form that was configured, and the FHIR server accepts them', async () => {
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    expect(tokens.access_token.split('.').length).toBe(accessTokenFormat === 'jwt' ? 3 : 1);
    expect((await readPatient(tokens)).status).toBe(200);
  });

  it('are introspectable: scope as granted, launch context, fhirUser, sub as in the ID token', async () => {
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
    expect(body.exp).toEqual(expect.any(Number));
    expect(body.grant_id).toBeUndefined();
  });

  it('end when they are revoked, with everything of the same grant', async () => {
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

  it('of one launch end without those of another', async () => {
    const first = await getTokens(hospital, { username: 'maria.lindqvist' });
    const second = await getTokens(hospital, { username: 'maria.lindqvist' }, { browser: first.browser });
    await first.app.revoke(first.tokens.access_token);
    expect((await introspect(second.tokens.access_token)).body.active).toBe(true);
  });

  it('TM-33 BI-116 are inactive for whom they are no business of, and {"active":false} is all that is said', async () => {
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const tampered = `${tokens.access_token.slice(0, -4)}AAAA`;
    for (const token of [tampered, 'nonsense', 'a.b.c', '.'.repeat(50), 'x'.repeat(5000)]) {
      const { status, body } = await introspect(token);
      expect({ status, body }).toEqual({ status: 200, body: { active: false } });
    }
  });

  it('cannot be introspected without authenticating, nor by a public client', async () => {
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const wrong = `Basic ${Buffer.from('fhir-server:wrong-secret-wrong').toString('base64')}`;
    expect((await introspect(tokens.access_token, { authorization: wrong })).status).toBe(401);
    const byPublicClient = await new SmartApp(hospital).post('/introspect', {
      token: tokens.access_token,
      client_id: 'chart',
    });
    expect(byPublicClient.body).toEqual({ active: false });
  });

  it('of another client cannot be revoked by this one', async () => {
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
