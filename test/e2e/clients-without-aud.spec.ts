import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { type FhirServer, startFhirServer } from 'wardkey-sandbox/fhir-server/fhir-server.js';
import { CALLBACK, type Hospital, startHospital } from '../support/hospital.js';
import { RelyingParty, relyingParty } from '../support/relying-party.js';
import { getTokens, newBrowser } from '../support/smart-app.js';

// These tests show which FHIR server a request without aud is about, and whether the person needs a FHIR resource
// there.
let hospital: Hospital;
const rp = (clientId: string, browser = newBrowser()) => new RelyingParty(hospital, clientId, browser);
const lastTrail = async (event: 'login.succeeded' | 'login.refused') => {
  const events = hospital.app.get(DataSource).getRepository(AuditEvent);
  const [latest] = await events.find({ where: { event }, order: { occurredAt: 'DESC' }, take: 1 });
  return latest!.trail as Array<Record<string, unknown>>;
};

describe('without a FHIR server', () => {
  beforeAll(async () => {
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.fhirServers = [];
        configuration.clients = [relyingParty('portal')];
      },
    });
  });
  afterAll(() => hospital.close());

  it('people sign in, and the trail says that no FHIR resource was needed', async () => {
    const portal = rp('portal');
    const { access_token } = await portal.tokens(
      { scope: 'openid profile' },
      { username: 'maria.lindqvist' },
    );
    expect((await portal.userinfo(access_token)).body).toMatchObject({ name: 'Maria Lindqvist' });
    expect(await lastTrail('login.succeeded')).toContainEqual(
      expect.objectContaining({ step: 'fhirServer', mark: 'noted' }),
    );
  });

  it.each(['openid fhirUser', 'openid patient/*.rs', 'openid launch/patient'])(
    'a scope that needs a FHIR server is invalid_request: %s',
    async (scope) => {
      expect(await rp('portal').answer({ scope })).toMatchObject({ error: 'invalid_request' });
    },
  );

  it.each([undefined, '', 'nonsense'])(
    'a request without a usable scope is invalid_scope, before the sign-in (RFC 6749 section 3.3): %s',
    async (scope) => {
      expect(await rp('portal').answer({ scope, nonce: undefined })).toMatchObject({
        error: 'invalid_scope',
      });
    },
  );

  it('people get to the page of their apps', async () => {
    const browser = newBrowser();
    await rp('portal', browser).tokens({}, { username: 'maria.lindqvist' });
    expect((await browser.get(`${hospital.issuer}/account`)).h1).toBe('Apps with access');
  });
});

describe('with several FHIR servers, and no default', () => {
  let second: FhirServer;
  beforeAll(async () => {
    second = await startFhirServer({ authorizationServer: 'http://127.0.0.1:9', name: 'archive' });
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.fhirServers.push({ name: 'archive', baseUrl: second.baseUrl });
        configuration.clients.push(
          relyingParty('portal'),
          relyingParty('wards', { fhirServer: 'records' }),
          relyingParty('archivists', { fhirServer: 'archive' }),
        );
      },
    });
  });
  afterAll(async () => {
    await hospital.close();
    await second.close();
  });
  /** A person with an account at the identity provider and without a FHIR resource: he runs the buildings. */
  const NOT_IN_CARE = { username: 'robert.hale' };

  it('a client with a FHIR server of its own has the person searched there', async () => {
    const wards = rp('wards');
    const { access_token } = await wards.tokens(
      { scope: 'openid fhirUser' },
      { username: 'maria.lindqvist' },
    );
    expect((await wards.userinfo(access_token)).body.fhirUser).toBe(
      `${hospital.fhirServer.baseUrl}/Practitioner/maria-lindqvist`,
    );
  });

  it('a person without a resource there is refused', async () => {
    const page = await rp('wards').ask({}, NOT_IN_CARE);
    expect(page.h1).toBe('You cannot sign in yet');
    expect((await lastTrail('login.refused')).at(-1)).toMatchObject({ mark: 'refused' });
  });

  it('also when the person is already signed in for a client without a FHIR server', async () => {
    const browser = newBrowser();
    const portal = rp('portal', browser);
    const tokens = await portal.tokens({ scope: 'openid profile' }, NOT_IN_CARE);
    expect((await portal.userinfo(tokens.access_token)).body).not.toHaveProperty('fhirUser');
    const page = await rp('wards', browser).ask({}, NOT_IN_CARE);
    expect(page.h1).toBe('You cannot sign in yet');
    expect(await rp('wards', browser).answer({ prompt: 'none' })).toMatchObject({ error: 'login_required' });
  });

  it('a token for a client without a FHIR server is refused by every FHIR server', async () => {
    const { access_token } = await rp('portal').tokens({}, NOT_IN_CARE);
    const response = await fetch(`${hospital.fhirServer.baseUrl}/Patient?_count=1`, {
      headers: { authorization: `Bearer ${access_token}` },
    });
    expect(response.status).toBe(401);
  });

  it('such a client gets no token for a FHIR server, with a code or with a refresh token', async () => {
    const portal = rp('portal');
    const resource = hospital.fhirServer.baseUrl;
    const scope = 'openid offline_access';
    const { code } = await portal.answer({ scope }, NOT_IN_CARE);
    const form = { grant_type: 'authorization_code', code: code!, redirect_uri: CALLBACK, resource };
    expect((await portal.token(form)).body).toMatchObject({ error: 'invalid_target' });
    const { refresh_token } = await portal.tokens({ scope }, NOT_IN_CARE);
    const refresh = { grant_type: 'refresh_token', refresh_token: refresh_token as string, resource };
    expect((await portal.token(refresh)).body).toMatchObject({ error: 'invalid_target' });
  });

  it('a SMART app names its FHIR server, and the person is searched there', async () => {
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    expect(decodeJwt(tokens.id_token).fhirUser).toBe(
      `${hospital.fhirServer.baseUrl}/Practitioner/maria-lindqvist`,
    );
  });

  it('the scope fhirUser without a FHIR server is invalid_request', async () => {
    expect(await rp('portal').answer({ scope: 'openid fhirUser' })).toMatchObject({
      error: 'invalid_request',
    });
  });
});
