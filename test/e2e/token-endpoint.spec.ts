import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import { ArtifactStore } from '#src/authorization-server/storage/artifact.store.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { SlowArtifactStore } from '../support/slow-store.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

describe('the token endpoint, with a slow store', () => {
  let hospital: Hospital;
  let signBackend: (claims?: Record<string, unknown>, header?: Record<string, unknown>) => Promise<string>;

  beforeAll(async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES384', { extractable: true });
    const jwk = { ...(await exportJWK(publicKey)), kid: 'backend-1', use: 'sig', alg: 'ES384' };
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.clients.push({ ...configuration.clients[0], clientId: 'other-app' });
        configuration.clients.push({
          client_id: 'backend',
          client_name: 'Nightly report',
          token_endpoint_auth_method: 'private_key_jwt',
          jwks: { keys: [jwk] },
          grant_types: ['client_credentials'],
          scope: 'system/Patient.rs',
        });
      },
      override: (builder) => builder.overrideProvider(ArtifactStore).useClass(SlowArtifactStore),
    });
    signBackend = (claims = {}, header = {}) => {
      const now = Math.floor(Date.now() / 1000);
      return new SignJWT({
        iss: 'backend',
        sub: 'backend',
        aud: `${hospital.issuer}/token`,
        jti: `j${Math.random()}`,
        iat: now,
        exp: now + 240,
        ...claims,
      })
        .setProtectedHeader({ alg: 'ES384', kid: 'backend-1', typ: 'JWT', ...header })
        .sign(privateKey);
    };
  });
  afterAll(() => hospital.close());

  async function newCode(): Promise<{ app: SmartApp; code: string }> {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), {
      username: 'maria.lindqvist',
    });
    return { app, code: app.answer(page).code! };
  }

  describe('a refresh token', () => {
    const rotated = async () => {
      const { app, tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
      const refresh = async (token: string) => (await app.refresh(token)).body;
      return { app, tokens, refresh };
    };
    /** Changes the time at which every refresh token was used to this long ago. */
    const age = (seconds: number) =>
      hospital.app
        .get(DataSource)
        .query(
          `UPDATE oidc_artifact SET consumed_at = consumed_at - ${seconds} WHERE model = 'RefreshToken'`,
        );

    it('whose answer was lost may be used again, and gives the same successor', async () => {
      proves('TM-27');
      const { tokens, refresh } = await rotated();
      const lost = await refresh(tokens.refresh_token);
      await age(9);
      const again = await refresh(tokens.refresh_token);
      expect(again).toMatchObject({ refresh_token: lost.refresh_token, scope: tokens.scope });
      expect(again.access_token).not.toBe(lost.access_token);
      expect((await refresh(again.refresh_token)).refresh_token).toEqual(expect.any(String));
    });

    it('that is used again later ends its whole grant', async () => {
      proves('TM-27');
      const { tokens, refresh } = await rotated();
      const next = await refresh(tokens.refresh_token);
      await age(11);
      expect((await refresh(tokens.refresh_token)).error).toBe('invalid_grant');
      expect((await refresh(next.refresh_token)).error).toBe('invalid_grant');
    });

    it('that is used again after its successor was used ends its whole grant, however soon', async () => {
      proves('TM-27');
      const { tokens, refresh } = await rotated();
      const next = await refresh(tokens.refresh_token);
      const last = await refresh(next.refresh_token);
      expect((await refresh(tokens.refresh_token)).error).toBe('invalid_grant');
      expect((await refresh(last.refresh_token)).error).toBe('invalid_grant');
    });

    it('that is used while it is revoked leaves no token that works', async () => {
      proves('TM-27');
      const { app, tokens, refresh } = await rotated();
      const [, ...answers] = await Promise.all([
        app.revoke(tokens.refresh_token),
        ...Array.from({ length: 10 }, () => refresh(tokens.refresh_token)),
      ]);
      for (const { refresh_token: token } of answers.filter((answer) => answer.refresh_token)) {
        expect((await refresh(token)).error).toBe('invalid_grant');
      }
      expect((await refresh(tokens.refresh_token)).error).toBe('invalid_grant');
    });

    it('is refused to another client, and stays valid for its own', async () => {
      proves('BI-110');
      const { app, tokens, refresh } = await rotated();
      const other = await app.post('/token', {
        grant_type: 'refresh_token',
        refresh_token: tokens.refresh_token,
        client_id: 'other-app',
      });
      expect(other.body.error).toBe('invalid_grant');
      expect((await refresh(tokens.refresh_token)).error).toBeUndefined();
    });

    it('gives no wider scopes, and an access token is not accepted in its place', async () => {
      proves('BI-110');
      const { app, tokens, refresh } = await rotated();
      const wider = await app.refresh(tokens.refresh_token, { scope: `${tokens.scope} user/*.cruds` });
      expect(wider.body.error).toBe('invalid_scope');
      expect((await refresh(tokens.access_token)).error).toBe('invalid_grant');
    });

    it('smart_2.2@104 keeps its scopes when a request asks for a narrower access token', async () => {
      const { app, tokens, refresh } = await rotated();
      const narrow = await app.refresh(tokens.refresh_token, { scope: 'openid patient/Patient.rs' });
      expect(narrow.body.scope).toBe('openid patient/Patient.rs');
      expect((await refresh(narrow.body.refresh_token)).scope).toBe(tokens.scope);
    });
  });

  it('a code that is used again ends the tokens that came from it', async () => {
    proves('BI-109');
    const { app, code } = await newCode();
    const first = await app.redeem(code);
    const again = await app.redeem(code);
    expect(again).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await app.refresh(first.body.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('smart_2.2@86 smart_2.2@87 token responses carry Cache-Control: no-store and Pragma: no-cache, errors too', async () => {
    const { app, code } = await newCode();
    for (const answer of [await app.redeem(code), await app.redeem('nonsense')]) {
      expect(answer.headers.get('cache-control')).toContain('no-store');
      expect(answer.headers.get('pragma')).toBe('no-cache');
    }
  });

  it('refresh rotates the token and keeps scope, fhirUser and launch context', async () => {
    const { app, tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const { status, body } = await app.refresh(tokens.refresh_token);
    expect(status).toBe(200);
    expect(body).toMatchObject({ scope: tokens.scope, patient: tokens.patient, need_patient_banner: true });
    expect(body.refresh_token).not.toBe(tokens.refresh_token);
  });

  it('without offline_access there is no refresh token', async () => {
    const scope = 'openid fhirUser launch/patient patient/Patient.rs';
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' }, { parameters: { scope } });
    expect(tokens.refresh_token).toBeUndefined();
    expect(tokens.scope).toBe(scope);
  });

  it('version 1 scopes are returned as they were asked for', async () => {
    const scope = 'openid fhirUser launch/patient patient/Patient.read patient/Observation.read';
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' }, { parameters: { scope } });
    expect(tokens.scope).toBe(scope);
  });

  describe('backend services', () => {
    it('a client gets the system scopes of its registration, for five minutes, without a refresh token', async () => {
      const { status, body } = await new SmartApp(hospital).post(
        '/token',
        clientCredentials(await signBackend()),
      );
      expect(status).toBe(200);
      expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 300, scope: 'system/Patient.rs' });
      expect(body.refresh_token).toBeUndefined();
      const read = await fetch(`${hospital.fhirServer.baseUrl}/Patient?_count=1`, {
        headers: { authorization: `Bearer ${body.access_token}` },
      });
      expect(read.status).toBe(200);
    });

    it.each([
      ['more than its registration has', 'system/Observation.rs'],
      ['scopes that need a person', 'patient/Patient.rs'],
      ['no scope', ''],
    ])('asking for %s is invalid_scope', async (_what, scope) => {
      const { status, body } = await new SmartApp(hospital).post(
        '/token',
        clientCredentials(await signBackend(), scope),
      );
      expect({ status, error: body.error }).toEqual({ status: 400, error: 'invalid_scope' });
    });
  });

  it('the database contains no code, token or session in a form that can be used', async () => {
    proves('TM-50');
    const { browser, tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const { code } = await newCode();
    const session = browser.cookies(hospital.issuer).wardkey_session!;
    const dump = JSON.stringify(await hospital.app.get(DataSource).query('SELECT * FROM oidc_artifact'));
    expect(session.length).toBeGreaterThan(20);
    for (const secret of [tokens.refresh_token, tokens.access_token, code, session])
      expect(dump).not.toContain(secret);
    const keys = JSON.stringify(await hospital.app.get(DataSource).query('SELECT * FROM signing_key'));
    expect(keys).not.toMatch(/"d"|PRIVATE KEY/);
  });
});

function clientCredentials(assertion: string, scope = 'system/Patient.rs'): Record<string, string> {
  return {
    grant_type: 'client_credentials',
    scope,
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: assertion,
  };
}
