import { decodeJwt, decodeProtectedHeader } from 'jose';
import { DataSource } from 'typeorm';
import { type Hospital, startHospital } from '../support/hospital.js';
import { getTokens, newBrowser, SCOPE, SmartApp, walkThrough } from '../support/smart-app.js';

/** SMART App Launch 2.2, "App launch" and the identity part of "Scopes and launch context". */

const WARD = { clientId: 'ward', clientSecret: 'the-wards-own-client-secret' };
const BASIC = {
  authorization: `Basic ${Buffer.from(`${WARD.clientId}:${WARD.clientSecret}`).toString('base64')}`,
};
const MARIA = { username: 'maria.lindqvist' };
const APP_ORIGIN = 'https://chart.example';

let hospital: Hospital;
beforeAll(async () => {
  hospital = await startHospital({
    configure: (configuration) => {
      const [chart] = configuration.clients;
      chart.redirectUris.push(`${APP_ORIGIN}/callback`);
      configuration.clients.push(
        { ...chart, ...WARD, tokenEndpointAuthMethod: 'client_secret_basic' },
        { ...chart, clientId: 'no-refresh', grantTypes: ['authorization_code'] },
        { ...chart, clientId: 'relative', fhirUserForm: 'relative' },
        {
          ...chart,
          clientId: 'hybrid',
          redirectUris: ['org.chart.app:/callback', ...chart.redirectUris],
          allowedOrigins: ['capacitor://localhost', 'https://cdn.example'],
        },
      );
    },
  });
});
afterAll(() => hospital.close());

/** The parameters that a new browser brings back to the app. */
async function authorize(app: SmartApp, parameters: Record<string, string> = {}, decision?: 'deny') {
  const browser = newBrowser();
  const start = await browser.get(app.authorizationUrl(parameters));
  return app.answer(await walkThrough(browser, start, { ...MARIA, ...(decision ? { decision } : {}) }));
}

describe('the authorization endpoint', () => {
  it('smart_2.2@53 smart_2.2@56 smart_2.2@57 smart_2.2@59 smart_2.2@48 smart_2.2@27 sends a code and the state to the redirect_uri', async () => {
    const app = new SmartApp(hospital);
    const answer = await authorize(app);
    expect(answer).toMatchObject({ code: expect.any(String), state: app.state });
    expect(answer).not.toHaveProperty('error');
  });

  it('smart_2.2@54 smart_2.2@27 sends an error and the state when the person refuses', async () => {
    const app = new SmartApp(hospital);
    const answer = await authorize(app, {}, 'deny');
    expect(answer).toMatchObject({ error: 'access_denied', state: app.state });
    expect(answer).not.toHaveProperty('code');
  });

  it.each([
    ['with characters that have a meaning in a URL', 'a b&c=d#e'],
    ['with characters that are escaped', '~%7E+ü'],
    ['of 2,000 characters', 'x'.repeat(2000)],
  ])('smart_2.2@59 returns a state %s exactly', async (_what, state) => {
    const app = new SmartApp(hospital);
    expect((await authorize(app, { state }, 'deny')).state).toBe(state);
  });

  it('smart_2.2@58 smart_2.2@55 gives a code that is valid for one minute', async () => {
    const ages = await hospital.app
      .get(DataSource)
      .query<Array<{ seconds: number }>>(
        `SELECT expires_at - CAST(strftime('%s', 'now') AS INTEGER) AS seconds FROM oidc_artifact WHERE model = 'AuthorizationCode'`,
      );
    expect(ages.length).toBeGreaterThan(0);
    for (const { seconds } of ages) expect(seconds).toBeLessThanOrEqual(60);

    const app = new SmartApp(hospital);
    const { code } = await authorize(app);
    await hospital.app
      .get(DataSource)
      .query(`UPDATE oidc_artifact SET expires_at = expires_at - 61 WHERE model = 'AuthorizationCode'`);
    const { status, body } = await app.redeem(code!);
    expect([status, body.error]).toEqual([400, 'invalid_grant']);
  });
});

describe('PKCE', () => {
  it('smart_2.2@14 smart_2.2@31 by S256: the code can be redeemed only with its verifier', async () => {
    const app = new SmartApp(hospital);
    const { code } = await authorize(app);
    expect((await app.redeem(code!)).status).toBe(200);
    for (const code_verifier of ['', 'x'.repeat(43)]) {
      const other = new SmartApp(hospital);
      const answer = await other.redeem((await authorize(other)).code!, { code_verifier });
      expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant']);
    }
  });

  it.each([
    ['smart_2.2@15 by plain', { code_challenge_method: 'plain', code_challenge: 'x'.repeat(43) }],
    ['smart_2.2@15 by plain as the default', { code_challenge_method: undefined }],
    ['smart_2.2@31 without a challenge', { code_challenge: undefined, code_challenge_method: undefined }],
  ])('not %s', async (_what, parameters) => {
    const app = new SmartApp(hospital);
    expect(app.answer(await newBrowser().get(app.authorizationUrl(parameters))).error).toBe(
      'invalid_request',
    );
  });

  it('smart_2.2@31 is required of confidential clients too', async () => {
    const app = new SmartApp(hospital, WARD.clientId);
    const { code } = await authorize(app);
    const answer = await app.redeem(code!, { code_verifier: '' }, BASIC);
    expect([answer.status, answer.body.error]).toEqual([400, 'invalid_grant']);
  });
});

describe('the token response', () => {
  let tokens: Record<string, any>;
  beforeAll(async () => {
    ({ tokens } = await getTokens(hospital, MARIA));
  });

  it('smart_2.2@73 smart_2.2@84 is a JSON object, and so is a refusal; smart_2.2@86 smart_2.2@87 no cache may keep either', async () => {
    const app = new SmartApp(hospital);
    const { code } = await authorize(app);
    for (const [answer, member] of [
      [await app.redeem(code!), 'access_token'],
      [await app.redeem('made-up'), 'error'],
    ] as const) {
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      expect(answer.body).toHaveProperty(member);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('pragma')).toBe('no-cache');
    }
  });

  it('smart_2.2@74 smart_2.2@85 has an access token that fits into a Bearer header (RFC 6750 section 2.1)', () => {
    expect(tokens.access_token).toMatch(/^[\w.~+/-]+=*$/);
  });

  it('smart_2.2@75 names the token type', () => expect(tokens.token_type).toBe('Bearer'));

  it('smart_2.2@76 smart_2.2@88 smart_2.2@91 says how long the token lives, an hour at most, and the token expires then', () => {
    expect(tokens.expires_in).toBeGreaterThan(0);
    expect(tokens.expires_in).toBeLessThanOrEqual(3600);
    const { exp, iat } = decodeJwt(tokens.access_token);
    expect(exp! - iat!).toBe(tokens.expires_in);
  });

  it('smart_2.2@78 names the scopes, smart_2.2@79 which may be fewer than the app asked for', async () => {
    expect(tokens.scope).toBe(SCOPE);
    const declined = await getTokens(hospital, { ...MARIA, decline: ['patient/Condition.rs'] });
    expect(declined.tokens.scope).toBe(SCOPE.replace(' patient/Condition.rs', ''));
  });

  it('smart_2.2@80 smart_2.2@200 smart_2.2@358 has an id_token when the app asked for openid', async () => {
    expect(tokens.id_token).toEqual(expect.any(String));
    const scope = 'launch/patient patient/Patient.rs';
    const without = await getTokens(hospital, MARIA, { parameters: { scope } });
    expect(without.tokens).not.toHaveProperty('id_token');
  });

  it('smart_2.2@81 smart_2.2@89 smart_2.2@102 has a refresh token when a permitted client asked for offline_access', async () => {
    expect(tokens.refresh_token).toEqual(expect.any(String));
    const scope = SCOPE.replace('offline_access ', '');
    const unasked = await getTokens(hospital, MARIA, { parameters: { scope } });
    expect(unasked.tokens).not.toHaveProperty('refresh_token');
    const app = new SmartApp(hospital, 'no-refresh');
    for (const access of ['offline_access', 'online_access', 'offline_access online_access']) {
      const asked = SCOPE.replace('offline_access', access);
      const never = await getTokens(hospital, MARIA, { app, parameters: { scope: asked } });
      expect(never.tokens).not.toHaveProperty('refresh_token');
      expect(never.tokens.scope).toBe(scope);
    }
  });

  it('smart_2.2@83 smart_2.2@169 smart_2.2@170 smart_2.2@173 has the launch context as members beside the token', () => {
    expect(tokens).toMatchObject({ patient: expect.stringMatching(/^[\w.-]+$/), need_patient_banner: true });
  });

  it('smart_2.2@355 of a public client needs no authentication, smart_2.2@356 of a client with a secret needs it', async () => {
    expect(tokens.access_token).toBeDefined();
    const app = new SmartApp(hospital, WARD.clientId);
    const { code } = await authorize(app);
    const unproven = await app.redeem(code!);
    expect([unproven.status, unproven.body.error]).toEqual([401, 'invalid_client']);
    expect((await app.redeem(code!, {}, BASIC)).status).toBe(200);
  });
});

describe('the answer to a refresh', () => {
  let tokens: Record<string, any>;
  let answer: Awaited<ReturnType<SmartApp['refresh']>>;
  beforeAll(async () => {
    const journey = await getTokens(hospital, MARIA);
    tokens = journey.tokens;
    answer = await journey.app.refresh(tokens.refresh_token);
  });

  it('smart_2.2@110 smart_2.2@111 smart_2.2@112 has a new access token, its type and its lifetime', () => {
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: tokens.expires_in });
    expect(answer.body.access_token).not.toBe(tokens.access_token);
  });

  it('smart_2.2@109 smart_2.2@113 smart_2.2@114 has the same scopes as before when the request names none', () => {
    expect(answer.body.scope).toBe(tokens.scope);
  });

  it('smart_2.2@116 has a new refresh token, smart_2.2@118 and the launch context', () => {
    expect(answer.body.refresh_token).not.toBe(tokens.refresh_token);
    expect(answer.body).toMatchObject({ patient: tokens.patient, need_patient_banner: true });
  });

  it('smart_2.2@86 smart_2.2@87 may not be kept by a cache', () => {
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('pragma')).toBe('no-cache');
  });

  it('smart_2.2@103 is only for the client that got the refresh token', async () => {
    const elsewhere = await new SmartApp(hospital, 'relative').refresh(answer.body.refresh_token);
    expect([elsewhere.status, elsewhere.body.error]).toEqual([400, 'invalid_grant']);
  });

  it('smart_2.2@104 smart_2.2@115 has fewer scopes when the request names fewer, and never more', async () => {
    const app = new SmartApp(hospital);
    const fewer = await app.refresh(answer.body.refresh_token, { scope: 'openid patient/Patient.rs' });
    expect(fewer.body.scope).toBe('openid patient/Patient.rs');
    const more = await app.refresh(fewer.body.refresh_token, { scope: `${SCOPE} patient/*.cruds` });
    expect([more.status, more.body.error]).toEqual([400, 'invalid_scope']);
  });
});

describe('pages of other origins', () => {
  const preflight = (origin: string) =>
    fetch(`${hospital.issuer}/token`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization, content-type',
      },
    });

  it('smart_2.2@17 may call the token endpoint when the app is registered there', async () => {
    const before = await preflight(APP_ORIGIN);
    expect(before.status).toBeLessThan(300);
    expect(before.headers.get('access-control-allow-origin')).toBe(APP_ORIGIN);
    expect(before.headers.get('access-control-allow-headers')).toMatch(/\bauthorization\b/);
    expect(before.headers.get('access-control-allow-methods')).toMatch(/\bPOST\b/);
    const app = new SmartApp(hospital);
    const { code } = await authorize(app);
    const answer = await app.redeem(code!, {}, { origin: APP_ORIGIN });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, APP_ORIGIN]);
  });

  it('smart_2.2@17 may call the FHIR API with the token that they got', async () => {
    const { tokens } = await getTokens(hospital, MARIA);
    const address = `${hospital.fhirServer.baseUrl}/Patient/${tokens.patient}`;
    const before = await fetch(address, {
      method: 'OPTIONS',
      headers: {
        origin: APP_ORIGIN,
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'authorization',
      },
    });
    expect(before.status).toBeLessThan(300);
    expect(before.headers.get('access-control-allow-headers')).toMatch(/\bauthorization\b/i);
    const authorization = `Bearer ${tokens.access_token}`;
    const answer = await fetch(address, { headers: { origin: APP_ORIGIN, authorization } });
    expect(answer.status).toBe(200);
    expect(['*', APP_ORIGIN]).toContain(answer.headers.get('access-control-allow-origin'));
  });

  it('do not stop a confidential client that sends their Origin, and such a page may not read the answer', async () => {
    const app = new SmartApp(hospital, WARD.clientId);
    const { code } = await authorize(app);
    const origin = 'https://elsewhere.example';
    const answers = [await app.redeem(code!, {}, { ...BASIC, origin })];
    const token = String(answers[0]!.body.access_token);
    for (const path of ['/introspect', '/revoke'])
      answers.push(await app.post(path, { token }, { ...BASIC, origin }));
    expect(answers[1]!.body.active).toBe(true);
    for (const { status, headers } of answers)
      expect([status, headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });

  it('smart_2.2@17 may not call the token endpoint when the app is not registered there', async () => {
    const app = new SmartApp(hospital);
    const { code } = await authorize(app);
    const answer = await app.redeem(code!, {}, { origin: 'https://elsewhere.example' });
    expect(answer.body).not.toHaveProperty('access_token');
    expect(answer.headers.get('access-control-allow-origin')).not.toBe('https://elsewhere.example');
  });

  it('smart_2.2@17 may call it when the origin itself is registered, but not from a page without an origin', async () => {
    for (const [origin, status] of [
      ['capacitor://localhost', 200],
      ['https://cdn.example', 200],
      ['null', 400],
      ['https://cdn.example.elsewhere.example', 400],
    ] as const) {
      const app = new SmartApp(hospital, 'hybrid');
      const { code } = await authorize(app);
      const answer = await app.redeem(code!, {}, { origin });
      expect([origin, answer.status]).toEqual([origin, status]);
      expect(answer.headers.get('access-control-allow-origin')).toBe(status === 200 ? origin : null);
    }
  });

  it('smart_2.2@16 may always read metadata and smart-configuration', async () => {
    for (const path of ['metadata', '.well-known/smart-configuration']) {
      const { headers } = await fetch(`${hospital.fhirServer.baseUrl}/${path}`, {
        headers: { origin: 'https://elsewhere.example' },
      });
      expect(headers.get('access-control-allow-origin')).toBe('*');
    }
  });
});

describe('the ID token', () => {
  const claimsFor = async (clientId: string, scope = 'openid fhirUser launch/patient patient/Patient.rs') => {
    const app = new SmartApp(hospital, clientId);
    const { tokens } = await getTokens(hospital, MARIA, { app, parameters: { scope } });
    return { header: decodeProtectedHeader(tokens.id_token), claims: decodeJwt(tokens.id_token) };
  };

  it('smart_2.2@209 smart_2.2@203 smart_2.2@198 has fhirUser as an absolute address', async () => {
    const { claims } = await claimsFor('chart');
    expect(claims.fhirUser).toBe(`${hospital.fhirServer.baseUrl}/Practitioner/maria-lindqvist`);
  });

  it('smart_2.2@204 has a relative fhirUser for clients with this setting', async () => {
    expect((await claimsFor('relative')).claims.fhirUser).toBe('Practitioner/maria-lindqvist');
  });

  it('smart_2.2@210 smart_2.2@207 is signed with RS256, by a key that is published without certificates', async () => {
    const { header } = await claimsFor('chart');
    expect(header.alg).toBe('RS256');
    const { keys } = (await (await fetch(`${hospital.issuer}/jwks`)).json()) as {
      keys: Array<Record<string, string>>;
    };
    const key = keys.find(({ kid }) => kid === header.kid)!;
    expect(key).toMatchObject({ kty: 'RSA', n: expect.any(String), e: expect.any(String) });
  });

  it('smart_2.2@205 smart_2.2@206 is for this app and this issuer, with the nonce of the request', async () => {
    const app = new SmartApp(hospital);
    const { tokens } = await getTokens(hospital, MARIA, { app, parameters: { nonce: 'n-0S6_WzA2Mj' } });
    const { iss, aud, sub, exp, iat, nonce } = decodeJwt(tokens.id_token);
    expect({ iss, aud, nonce }).toEqual({ iss: hospital.issuer, aud: 'chart', nonce: 'n-0S6_WzA2Mj' });
    expect(sub!.length).toBeLessThanOrEqual(255);
    expect(exp!).toBeGreaterThan(iat!);
  });

  it('smart_2.2@197 is not issued for a person without a FHIR resource', async () => {
    const browser = newBrowser();
    const start = await browser.get(new SmartApp(hospital).authorizationUrl());
    expect((await walkThrough(browser, start, { username: 'robert.hale' })).status).toBe(403);
  });

  it('smart_2.2@199 names a practitioner or patient; the search never asks for a Person', async () => {
    await getTokens(hospital, { username: 'wei.chen' });
    const types = hospital.fhirServer.requests.map(
      ({ url }) => /\/fhir\/r4\/(\w+)\?identifier=/.exec(url)?.[1],
    );
    expect([...new Set(types.filter(Boolean))].sort()).toEqual(['Patient', 'Practitioner']);
  });
});
