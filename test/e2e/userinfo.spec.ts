import { switchOff } from '../support/accounts.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { getTokens, SmartApp } from '../support/smart-app.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';

const MARIA = { username: 'maria.lindqvist' };
const SCOPE = 'openid fhirUser profile email launch/patient offline_access patient/Patient.rs';
const SECRET = 'the-secret-of-a-nightly-report';

// What OpenID Connect Core 5.3 promises to a SMART app, as to every client that was granted `openid`.
describe.each(['jwt', 'opaque'])(
  'userinfo with an access token for a FHIR server (%s)',
  (accessTokenFormat) => {
    let hospital: Hospital;
    beforeAll(async () => {
      hospital = await startHospital({
        configure: ({ fhirServers, clients }) => {
          fhirServers[0].accessTokenFormat = accessTokenFormat;
          clients.push({
            clientId: 'nightly',
            tokenEndpointAuthMethod: 'client_secret_post',
            clientSecret: SECRET,
            grantTypes: ['client_credentials'],
            scope: 'system/Patient.rs',
          });
        },
      });
    });
    afterEach(() => startClock());
    afterAll(() => hospital.close());

    const tokensFor = (scope = SCOPE, username = MARIA.username, more: Record<string, string> = {}) =>
      getTokens(hospital, { username }, { parameters: { scope, ...more } });
    const userinfo = async (token: string, init: RequestInit = {}) => {
      const headers = { authorization: `Bearer ${token}` };
      const response = await fetch(`${hospital.issuer}/userinfo`, { headers, ...init });
      return { status: response.status, body: (await response.json()) as Record<string, any> };
    };

    it('names the person, with the claims that the scopes of the token release', async () => {
      const { tokens } = await tokensFor();
      const { status, body } = await userinfo(tokens.access_token);
      expect([status, body]).toEqual([
        200,
        expect.objectContaining({
          sub: expect.any(String),
          name: expect.stringContaining('Lindqvist'),
          email: expect.stringContaining('@'),
          fhirUser: `${hospital.fhirServer.baseUrl}/Practitioner/maria-lindqvist`,
        }),
      ]);
      const onlyWho = await tokensFor('openid launch/patient patient/Patient.rs');
      expect(await userinfo(onlyWho.tokens.access_token)).toEqual({ status: 200, body: { sub: body.sub } });
    });

    it('can be asked by POST as well, in the header and in the body', async () => {
      const { tokens } = await tokensFor();
      const { access_token } = tokens as { access_token: string };
      expect((await userinfo(access_token, { method: 'POST' })).status).toBe(200);
      const inBody = { method: 'POST', headers: {}, body: new URLSearchParams({ access_token }) };
      expect((await userinfo(access_token, inBody)).status).toBe(200);
    });

    it('is about the person of the token', async () => {
      const maria = await tokensFor();
      const james = await tokensFor(SCOPE, 'james.okafor');
      const [one, other] = [
        await userinfo(maria.tokens.access_token),
        await userinfo(james.tokens.access_token),
      ];
      expect([one.status, other.status]).toEqual([200, 200]);
      expect(one.body.sub).not.toBe(other.body.sub);
      expect(one.body.fhirUser).not.toBe(other.body.fhirUser);
    });

    it('also accepts a token of a refresh, and one with fewer scopes, because the grant has openid', async () => {
      const { app, tokens } = await tokensFor();
      const { body } = await app.refresh(tokens.refresh_token);
      expect((await userinfo(body.access_token)).body.name).toEqual(expect.any(String));
      const narrow = await app.refresh(body.refresh_token, { scope: 'patient/Patient.rs' });
      const { status, body: person } = await userinfo(narrow.body.access_token);
      expect([status, Object.keys(person)]).toEqual([200, ['sub']]);
    });

    it('also accepts a token of a request without aud that got fewer scopes', async () => {
      const app = new SmartApp(hospital);
      const parameters = { aud: undefined, scope: 'openid profile offline_access' } as never;
      const { tokens } = await getTokens(hospital, MARIA, { app, parameters });
      const { body } = await app.refresh(tokens.refresh_token, { scope: 'profile' });
      const { status, body: person } = await userinfo(body.access_token);
      expect([status, person.name]).toEqual([200, expect.stringContaining('Lindqvist')]);
    });

    it('releases single claims that the person allowed', async () => {
      const claims = JSON.stringify({ userinfo: { email: null } });
      const { tokens } = await tokensFor('openid launch/patient patient/Patient.rs', MARIA.username, {
        claims,
      });
      const { body } = await userinfo(tokens.access_token);
      expect(Object.keys(body).sort()).toEqual(['email', 'sub']);
    });

    it('is refused without openid', async () => {
      const { tokens } = await tokensFor('launch/patient patient/Patient.rs');
      expect(await userinfo(tokens.access_token)).toMatchObject({
        status: 403,
        body: { error: 'insufficient_scope' },
      });
    });

    it('is refused to a token that a service got for itself, and to other tokens', async () => {
      const form = {
        grant_type: 'client_credentials',
        scope: 'system/Patient.rs',
        client_id: 'nightly',
        client_secret: SECRET,
      };
      const { body } = await new SmartApp(hospital).post('/token', form);
      const { tokens } = await tokensFor();
      for (const token of [
        body.access_token,
        tokens.id_token,
        tokens.refresh_token,
        `${tokens.access_token}x`,
      ])
        expect(await userinfo(token)).toMatchObject({ status: 401, body: { error: 'invalid_token' } });
    });

    it('is refused when the token has expired or was revoked, or when its access or account has ended', async () => {
      const over = { status: 401, body: { error: 'invalid_token' } };
      stopClock();
      const old = await tokensFor();
      moveClock(3_599);
      expect((await userinfo(old.tokens.access_token)).status).toBe(200);
      moveClock(20);
      expect(await userinfo(old.tokens.access_token)).toMatchObject(over);
      startClock();

      const first = await tokensFor();
      await first.app.revoke(first.tokens.access_token);
      expect(await userinfo(first.tokens.access_token)).toMatchObject(over);

      const second = await tokensFor();
      await second.app.revoke(second.tokens.refresh_token);
      expect(await userinfo(second.tokens.access_token)).toMatchObject(over);

      const third = await tokensFor(SCOPE, 'james.okafor');
      const { sub } = (await userinfo(third.tokens.access_token)).body;
      await switchOff(hospital, sub as string);
      expect(await userinfo(third.tokens.access_token)).toMatchObject(over);
    });
  },
);
