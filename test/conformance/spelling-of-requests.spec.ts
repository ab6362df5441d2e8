import { decodeJwt } from 'jose';
import { type Hospital, startHospital } from '../support/hospital.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const MARIA = { username: 'maria.lindqvist' };
const SECRET = 'the-secret-of-a-nightly-report';
const SERVICE = {
  authorization: `Basic ${Buffer.from(`nightly:${SECRET}`).toString('base64')}`,
};
const OTHER = 'https://other.example/r4';
let hospital: Hospital;
let base: string;

beforeAll(async () => {
  hospital = await startHospital({
    configure: ({ fhirServers, clients }) => {
      fhirServers.push({ name: 'other', baseUrl: OTHER });
      clients.push(
        { ...clients[0], clientId: 'second-chart' },
        {
          ...clients[0],
          clientId: 'web-chart',
          tokenEndpointAuthMethod: 'client_secret_basic',
          clientSecret: SECRET,
        },
        { ...clients[0], clientId: 'not-launched', scope: 'openid launch/patient patient/Patient.rs' },
        {
          clientId: 'nightly',
          tokenEndpointAuthMethod: 'client_secret_basic',
          clientSecret: SECRET,
          grantTypes: ['client_credentials'],
          scope: 'system/Patient.rs __wardkey/accounts.read',
        },
      );
    },
  });
  base = hospital.fhirServer.baseUrl;
});
afterAll(() => hospital.close());

/** Spellings of the same address. */
const SPELLINGS: Array<[what: string, spell: (address: string) => string]> = [
  ['in the registered spelling', (address) => address],
  ['with a slash at the end', (address) => `${address}/`],
  ['with the scheme in capitals', (address) => address.replace('http:', 'HTTP:')],
  ['with the scheme in capitals and a slash', (address) => `${address.replace('http:', 'HTTP:')}/`],
];

const audienceOf = (token: string) => decodeJwt(token).aud;
const tokensFor = (parameters: Record<string, string | undefined>, clientId = 'chart') =>
  getTokens(hospital, MARIA, { app: new SmartApp(hospital, clientId), parameters });
const pushed = async (parameters: Record<string, string | undefined>) => {
  const app = new SmartApp(hospital);
  const form = Object.fromEntries(new URL(app.authorizationUrl(parameters)).searchParams);
  const { status, body } = await app.post('/par', form);
  expect([status, body.error_description]).toEqual([201, undefined]);
  const browser = newBrowser();
  const query = new URLSearchParams({ client_id: 'chart', request_uri: body.request_uri as string });
  const page = await walkThrough(browser, await browser.get(`${hospital.issuer}/authorize?${query}`), MARIA);
  return (await app.redeem(app.answer(page).code!)).body;
};

describe.each(SPELLINGS)('a FHIR server is the same %s', (_what, spell) => {
  it('as aud and as resource of an authorization request', async () => {
    for (const parameters of [{ aud: spell(base) }, { aud: undefined, resource: spell(base) }]) {
      const { tokens } = await tokensFor(parameters);
      expect(audienceOf(tokens.access_token)).toBe(base);
    }
    const { tokens } = await tokensFor({ aud: spell(base), resource: base });
    expect(audienceOf(tokens.access_token)).toBe(base);
  });

  it('as aud and as resource of a pushed request', async () => {
    for (const parameters of [{ aud: spell(base) }, { aud: undefined, resource: spell(base) }])
      expect(audienceOf((await pushed(parameters)).access_token)).toBe(base);
  });

  it('as resource of the code exchange and of a refresh, also when the authorization request had another spelling', async () => {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const url = app.authorizationUrl({ aud: undefined, resource: `${base}/` });
    const page = await walkThrough(browser, await browser.get(url), MARIA);
    const { status, body } = await app.redeem(app.answer(page).code!, { resource: spell(base) });
    expect([status, audienceOf(body.access_token)]).toEqual([200, base]);
    const again = await app.refresh(body.refresh_token, { resource: spell(base) });
    expect([again.status, audienceOf(again.body.access_token)]).toEqual([200, base]);
  });

  it('as resource of client credentials; and so is the administrators’ API', async () => {
    for (const [resource, scope] of [
      [base, 'system/Patient.rs'],
      [`${hospital.issuer}/api`, '__wardkey/accounts.read'],
    ] as const) {
      const form = { grant_type: 'client_credentials', scope, resource: spell(resource) };
      const { status, body } = await new SmartApp(hospital).post('/token', form, SERVICE);
      expect([status, body.error_description]).toEqual([200, undefined]);
      expect(audienceOf(body.access_token)).toBe(resource);
    }
  });
});

it.each<[string, () => string]>([
  ['another server', () => 'https://evil.example/r4'],
  ['another path', () => `${base}/x`],
  ['a dot segment in the path', () => `${base}/.`],
  ['a letter in percent', () => `${base.slice(0, -1)}%34`],
  ['another case of the path', () => base.replace(/r4$/, 'R4')],
  ['two slashes at the end', () => `${base}//`],
  ['a query', () => `${base}?x`],
  ['a user name', () => base.replace('//', '//x@')],
])('%s is not the same FHIR server, at every endpoint', async (_what, make) => {
  const app = new SmartApp(hospital);
  for (const parameters of [{ aud: make() }, { aud: undefined, resource: make() }]) {
    const answer = app.answer(await newBrowser().get(app.authorizationUrl(parameters)));
    expect(answer.error).toBe('invalid_target');
    const form = Object.fromEntries(new URL(app.authorizationUrl(parameters)).searchParams);
    expect((await app.post('/par', form)).body.error).toBe('invalid_target');
  }
  const form = { grant_type: 'client_credentials', scope: 'system/Patient.rs', resource: make() };
  expect((await app.post('/token', form, SERVICE)).body.error).toBe('invalid_target');
});

it('the host may be in any case, and the default port may be written', async () => {
  for (const aud of [
    'https://OTHER.example/r4',
    'https://other.example:443/r4/',
    'HTTPS://Other.Example/r4',
  ]) {
    const app = new SmartApp(hospital);
    const page = await newBrowser().get(app.authorizationUrl({ aud, prompt: 'none' }));
    expect([aud, app.answer(page).error]).toEqual([aud, 'login_required']);
    const form = { grant_type: 'client_credentials', scope: 'system/Patient.rs', resource: aud };
    const { body } = await app.post('/token', form, SERVICE);
    expect(audienceOf(body.access_token)).toBe(OTHER);
  }
});

it('another FHIR server is not the same one, in any spelling', async () => {
  const { app, tokens } = await tokensFor({});
  for (const resource of [OTHER, `${OTHER}/`, OTHER.replace('other', 'OTHER')])
    expect((await app.refresh(tokens.refresh_token, { resource })).body.error).toBe('invalid_target');
});

describe('spaces around scopes and between them have no meaning', () => {
  const scope = '  openid   launch/patient offline_access  patient/Patient.rs ';

  it('in an authorization request, pushed or not', async () => {
    for (const tokens of [(await tokensFor({ scope })).tokens, await pushed({ scope })]) {
      expect(tokens.scope).toBe('openid launch/patient offline_access patient/Patient.rs');
      // The server also read `offline_access`.
      expect(tokens.refresh_token).toEqual(expect.any(String));
    }
  });

  it('at a refresh, and in a request for client credentials', async () => {
    const { app, tokens } = await tokensFor({ scope });
    const { body } = await app.refresh(tokens.refresh_token, { scope: ' openid  patient/Patient.rs ' });
    expect(body.scope).toBe('openid patient/Patient.rs');
    const form = { grant_type: 'client_credentials', scope: '  system/Patient.rs  ', resource: base };
    expect((await app.post('/token', form, SERVICE)).body.scope).toBe('system/Patient.rs');
  });

  it.each(['openid\tpatient/Patient.rs', 'openid\npatient/Patient.rs', 'openid "x"'])(
    'but other characters that a scope may not have are refused: %j',
    async (other) => {
      const app = new SmartApp(hospital);
      const page = await newBrowser().get(app.authorizationUrl({ scope: other }));
      expect(app.answer(page).error).toBe('invalid_scope');
    },
  );
});

describe('scopes at a refresh are compared by their meaning', () => {
  const GRANTED =
    'openid launch/patient offline_access patient/Patient.rs patient/Condition.read user/*.rs patient/Observation.rs?category=laboratory&code=http://loinc.org|1-8';
  let app: SmartApp;
  let tokens: Record<string, any>;
  beforeAll(async () => {
    ({ app, tokens } = await tokensFor({ scope: GRANTED }));
  });
  const ask = async (scope: string) => {
    const answer = await app.refresh(tokens.refresh_token, { scope });
    if (answer.status === 200) tokens = answer.body;
    return answer;
  };

  it.each([
    ['the same', 'patient/Patient.rs'],
    ['version 1 of what was granted in version 2', 'patient/Patient.read'],
    ['version 2 of what was granted in version 1', 'patient/Condition.rs'],
    ['a part of what was granted', 'patient/Patient.r patient/Condition.s'],
    ['a type below a wildcard', 'user/Observation.rs'],
    ['a type with a category below a wildcard', 'user/Observation.rs?category=laboratory'],
    [
      'another order of search parameters',
      'patient/Observation.rs?code=http://loinc.org|1-8&category=laboratory',
    ],
    ['other escapes', 'patient/Observation.rs?category=laboratory&code=http%3A%2F%2Floinc.org%7C1-8'],
    ['all of them in another order', 'offline_access patient/Condition.read patient/Patient.rs openid'],
  ])('%s: the answer has the scopes as they were asked for', async (_what, scope) => {
    const { status, body } = await ask(scope);
    expect([status, body.scope]).toEqual([200, scope]);
    expect(decodeJwt(body.access_token).scope).toBe(scope);
    // The grant itself does not change (RFC 6749 section 6).
    expect((await ask('openid launch/patient patient/Patient.rs user/*.rs')).status).toBe(200);
  });

  it.each([
    'patient/Patient.cruds',
    'patient/*.rs',
    'patient/Condition.cud',
    'user/*.cruds',
    'system/Patient.rs',
    'patient/Observation.rs',
    'patient/Observation.rs?category=vital-signs&code=http://loinc.org|1-8',
    'patient/Observation.rs?category=laboratory',
    'fhirUser',
    'patient/Patient.sr',
  ])('%s is more than what was granted', async (scope) => {
    const { status, body } = await ask(`patient/Patient.rs ${scope}`);
    expect([status, body.error]).toEqual([400, 'invalid_scope']);
  });
});

describe('a refresh by a public app without its client_id (RFC 6749 section 6)', () => {
  const refresh = (token: string, more: Record<string, string> = {}, headers = {}) =>
    new SmartApp(hospital).post(
      '/token',
      { grant_type: 'refresh_token', refresh_token: token, ...more },
      headers,
    );

  it.each(['chart', 'second-chart'])(
    'counts as a request of the app that got the token: %s',
    async (clientId) => {
      const { tokens } = await tokensFor({}, clientId);
      const { status, body } = await refresh(tokens.refresh_token);
      expect([status, decodeJwt(body.access_token ?? tokens.access_token).client_id]).toEqual([
        200,
        clientId,
      ]);
      expect(body.refresh_token).not.toBe(tokens.refresh_token);
      // A request with the client_id of another app is refused.
      const other = clientId === 'chart' ? 'second-chart' : 'chart';
      expect((await refresh(body.refresh_token, { client_id: other })).body.error).toBe('invalid_grant');
    },
  );

  it('is refused for an app that has to authenticate', async () => {
    const app = new SmartApp(hospital, 'web-chart');
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), MARIA);
    const proof = { authorization: `Basic ${Buffer.from(`web-chart:${SECRET}`).toString('base64')}` };
    const { body } = await app.redeem(app.answer(page).code!, {}, proof);
    const without = await refresh(body.refresh_token);
    expect([without.status, without.body.error]).toEqual([401, 'invalid_client']);
    expect((await refresh(body.refresh_token, {}, proof)).status).toBe(200);
  });

  it('with a revoked or unknown token is answered with invalid_grant', async () => {
    const { app, tokens } = await tokensFor({});
    await app.revoke(tokens.refresh_token);
    for (const token of [tokens.refresh_token, 'x']) {
      const { status, body } = await refresh(token);
      expect([status, body.error]).toEqual([400, 'invalid_grant']);
    }
  });
});

describe('the scope launch without a launch', () => {
  it.each(['launch launch/patient', 'launch/patient launch'])(
    'is ignored beside launch/patient: %s',
    async (both) => {
      const scope = `openid ${both} patient/Patient.rs`;
      const { tokens } = await tokensFor({ scope });
      expect(tokens).toMatchObject({
        patient: expect.any(String),
        scope: 'openid launch/patient patient/Patient.rs',
      });
      expect((await pushed({ scope })).patient).toEqual(expect.any(String));
      // It makes no difference that the app is not registered for this scope.
      expect((await tokensFor({ scope }, 'not-launched')).tokens.patient).toEqual(expect.any(String));
    },
  );

  it('is refused alone, and so is a launch without the scope', async () => {
    for (const parameters of [
      { scope: 'openid launch patient/Patient.rs' },
      { scope: 'openid launch/patient patient/Patient.rs', launch: 'x' },
    ]) {
      const app = new SmartApp(hospital);
      expect(app.answer(await newBrowser().get(app.authorizationUrl(parameters))).error).toBe(
        'invalid_request',
      );
    }
  });
});
