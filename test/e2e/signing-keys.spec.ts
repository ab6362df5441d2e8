import { decodeJwt, decodeProtectedHeader, type JWK } from 'jose';
import { FhirAccessTokens } from '#src/fhir-client/fhir-access-tokens.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { KeyRotation } from '#src/keys/key-rotation.js';
import { KeySchedule } from '#src/keys/key-schedule.js';
import { RETIRED_SECONDS } from '#src/keys/key-states.js';
import { type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, SmartApp } from '../support/smart-app.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';
import { type SigningServiceProcess, startSigningService } from '../support/signing-service-process.js';

const BASIC = `Basic ${Buffer.from(`${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`).toString('base64')}`;
const HOUR = 3600;
const MARIA = { username: 'maria.lindqvist' };

let hospital: Hospital;
const rotation = () => hospital.app.get(KeyRotation);
/** Lets this process see what has changed, as it does several times in a second. */
const follow = () => hospital.app.get(KeySchedule).round();
const published = async (path = '/jwks') =>
  ((await (await fetch(hospital.issuer + path)).json()) as { keys: JWK[] }).keys.map(({ kid }) => kid!);
const kidOf = (token: string) => decodeProtectedHeader(token).kid!;
const isActive = async (token: string) => {
  const { body } = await new SmartApp(hospital).post('/introspect', { token }, { authorization: BASIC });
  return body.active as boolean;
};
const userinfo = async (token: string) =>
  (await fetch(`${hospital.issuer}/userinfo`, { headers: { authorization: `Bearer ${token}` } })).status;

describe('signing keys that are changed while the server runs', () => {
  beforeEach(async () => {
    stopClock();
    hospital = await startHospital({
      configure: (configuration) => (configuration.signingKeys = { publishHours: 1 }),
    });
  });
  afterEach(async () => {
    startClock();
    await hospital.close();
  });

  it('as planned: a new key is published first, signs after its time, and what the old one signed stays valid', async () => {
    proves('TM-49');
    const { tokens, app } = await getTokens(hospital, MARIA);
    const old = kidOf(tokens.access_token);
    const before = await published();
    const next = await rotation().rotate('ES256');
    await follow();
    expect(await published()).toEqual([...before, next]);
    expect(kidOf((await app.refresh(tokens.refresh_token)).body.access_token)).toBe(old);

    moveClock(HOUR - 60);
    const last = (await getTokens(hospital, MARIA)).tokens;
    expect(kidOf(last.access_token)).toBe(old);
    moveClock(60);
    await follow();
    const first = (await getTokens(hospital, MARIA)).tokens;
    expect(kidOf(first.access_token)).toBe(next);
    for (const token of [last.access_token, first.access_token])
      expect([await isActive(token), await userinfo(token)]).toEqual([true, 200]);
    expect((await published()).sort()).toEqual([...before, next].sort());

    moveClock(RETIRED_SECONDS);
    await follow();
    expect(await published()).not.toContain(old);
  });

  it('discovery names the same algorithms all the time', async () => {
    const discovery = async () => {
      moveClock(2);
      return (await fetch(`${hospital.issuer}/.well-known/openid-configuration`)).json();
    };
    const before = await discovery();
    for (const alg of ['ES256', 'RS256'] as const) await rotation().rotate(alg, 'now');
    await follow();
    expect(await discovery()).toEqual(before);
  });

  it('in an emergency: a revoked key is not published, and nothing that it signed is accepted', async () => {
    proves('TM-49');
    const { tokens, app } = await getTokens(hospital, MARIA);
    const { access_token: token } = tokens;
    expect([await isActive(token), await userinfo(token)]).toEqual([true, 200]);
    const successor = await rotation().revoke(kidOf(token));
    await follow();
    expect([await isActive(token), await userinfo(token)]).toEqual([false, 401]);
    expect(await published()).not.toContain(kidOf(token));
    expect(await published()).toContain(successor);
    // The access itself goes on: the refresh token is no signed token.
    const { body } = await app.refresh(tokens.refresh_token);
    expect(kidOf(body.access_token)).toBe(successor);
    expect(await isActive(body.access_token)).toBe(true);
  });

  it('the tokens of this server’s own searches are of the key that signs now', async () => {
    const server = hospital.app.get(FhirServers).named('records')!;
    const token = () => hospital.app.get(FhirAccessTokens).tokenFor(server, 'people');
    const before = await token();
    expect(await token()).toBe(before);
    const successor = await rotation().revoke(kidOf(before));
    await follow();
    expect(kidOf(await token())).toBe(successor);
    expect(decodeJwt(await token()).aud).toBe(server.baseUrl);
    expect(await isActive(await token())).toBe(true);
  });

  describe('an ID token that says who signs out', () => {
    const ask = (hint: string) =>
      fetch(`${hospital.issuer}/logout?id_token_hint=${hint}`).then(({ status }) => status);

    it('is understood after its key has ended', async () => {
      const { id_token: hint } = (await getTokens(hospital, MARIA)).tokens;
      await rotation().rotate('RS256', 'now');
      moveClock(RETIRED_SECONDS);
      await follow();
      await follow();
      expect(await published()).not.toContain(kidOf(hint));
      expect(await ask(hint)).toBe(200);
    });

    it('is refused when its key is revoked', async () => {
      const { id_token: hint } = (await getTokens(hospital, MARIA)).tokens;
      expect(await ask(hint)).toBe(200);
      await rotation().revoke(kidOf(hint));
      await follow();
      expect(await ask(hint)).toBe(400);
    });

    it('is refused for another client, and when another key has signed it', async () => {
      const { tokens } = await getTokens(hospital, MARIA);
      const [header, payload, signature] = tokens.id_token.split('.') as [string, string, string];
      const claims = { ...decodeJwt(tokens.id_token), sub: 'somebody else' };
      const forged = Buffer.from(JSON.stringify(claims)).toString('base64url');
      expect(await ask([header, forged, signature].join('.'))).toBe(400);
      expect(await ask([header, payload, signature].join('.'))).toBe(200);
      expect(await ask(tokens.access_token)).toBe(400);
    });
  });
});

describe('signing keys at a signing service', () => {
  let service: SigningServiceProcess;

  beforeAll(async () => {
    service = await startSigningService();
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.signingKeys = { service: { url: service.url, token: service.token } };
      },
    });
  });
  afterAll(async () => {
    await hospital.close();
    await service.close();
  });

  it('sign every token, and the FHIR server accepts them', async () => {
    const { tokens } = await getTokens(hospital, MARIA);
    expect(await isActive(tokens.access_token)).toBe(true);
    const { status } = await fetch(`${hospital.fhirServer.baseUrl}/Patient/${tokens.patient}`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(status).toBe(200);
    expect(decodeProtectedHeader(tokens.id_token).alg).toBe('RS256');
  });

  it('that does not answer: no token is issued, and no other key is used instead', async () => {
    const { app, tokens } = await getTokens(hospital, MARIA);
    await service.close();
    const { status, body } = await app.refresh(tokens.refresh_token);
    expect(status).toBe(500);
    expect(body.error).toBe('server_error');
    expect(JSON.stringify(body)).not.toContain(service.url);
  });
});
