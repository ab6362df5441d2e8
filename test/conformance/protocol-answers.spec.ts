import { jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { Commits } from '#src/database/commits.js';
import { AnswerRecording } from '../support/answer-recording.js';
import { CALLBACK, type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { startClock, stopClock } from '../support/still-clock.js';
import { StatementCounts } from '../support/statement-counts.js';

const SERVICE = { client_id: 'nightly', client_secret: 'the-secret-of-the-nightly-report' };
const PERSON = { username: 'maria.lindqvist', patient: 'noah-jansen' };

/**
 * The answers of the protocol as they are on the wire, and the statements that each costs at the database. A change
 * of structure keeps them. A change that is meant to alter an answer also alters the recording, and CHANGELOG.md says
 * why.
 */
describe('the protocol’s answers', () => {
  let hospital: Hospital;
  let counts: StatementCounts;
  let recording: AnswerRecording;

  beforeAll(async () => {
    // Pages show dates and ages. And occasional work, such as deleting expired rows, must not be counted for a
    // request.
    stopClock();
    jest.setSystemTime(new Date('2026-06-01T09:00:00Z'));
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.clients.push({
          clientId: SERVICE.client_id,
          clientName: 'Nightly report',
          tokenEndpointAuthMethod: 'client_secret_basic',
          clientSecret: SERVICE.client_secret,
          grantTypes: ['client_credentials'],
          scope: 'system/Patient.rs',
        });
      },
    });
    // A slow machine must not make two commits of one.
    hospital.app.get(Commits).groupWrites(1_000);
    counts = new StatementCounts(hospital.app.get(DataSource));
    recording = new AnswerRecording(
      hospital.issuer,
      {
        [hospital.issuer]: 'https://auth.example',
        [hospital.identityProvider.issuer]: 'https://login.example',
        [new URL(hospital.fhirServer.baseUrl).origin]: 'https://records.example',
      },
      counts,
    );
  });
  afterAll(async () => {
    startClock();
    recording.stop();
    counts.remove();
    await hospital.close();
  });

  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(hospital.issuer + path, { redirect: 'manual', headers });
  const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(hospital.issuer + path, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams(form),
      headers,
    });
  const basic = ({ client_id: id, client_secret: secret }: typeof SERVICE) => ({
    authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
  });
  const signIn = async (app: SmartApp, parameters: Record<string, string | undefined> = {}) => {
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(app.authorizationUrl(parameters)), PERSON);
    return { browser, answer: app.answer(page) };
  };

  it.each([
    '/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server',
    '/jwks',
    '/health/live',
    '/health/ready',
    '/nowhere',
    '/api/v1/accounts',
    '/token',
    '/interaction/nobody-began-this',
  ])('GET %s', async (path) => {
    await get(path);
    expect(await recording.take()).toMatchSnapshot();
  });

  it.each<[string, Record<string, string | undefined>]>([
    ['an unknown client', { client_id: 'nobody' }],
    ['no client', { client_id: undefined }],
    ['another redirect URI', { redirect_uri: 'http://127.0.0.1:9/other' }],
    ['no PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['plain PKCE', { code_challenge_method: 'plain' }],
    ['another aud', { aud: 'https://elsewhere.example/fhir' }],
    ['no aud', { aud: undefined }],
    ['no scope', { scope: undefined }],
    ['an unknown scope', { scope: 'everything' }],
    ['launch without the parameter', { scope: 'launch patient/Patient.rs' }],
    ['launch without the scope', { scope: 'patient/Patient.rs', launch: 'unknown' }],
    ['an unknown launch', { scope: 'launch patient/Patient.rs', launch: 'unknown' }],
    ['prompt=none while no person is signed in', { prompt: 'none' }],
    ['the implicit flow', { response_type: 'token' }],
    ['a request object', { request: 'eyJhbGciOiJub25lIn0.e30.' }],
    ['claims that are not JSON', { claims: '{' }],
    ['a negative max_age', { max_age: '-1' }],
  ])('an authorization request with %s', async (_what, parameters) => {
    await fetch(new SmartApp(hospital).authorizationUrl({ state: 'as-it-was', ...parameters }), {
      redirect: 'manual',
    });
    expect(await recording.take()).toMatchSnapshot();
  });

  it.each<[string, Record<string, string>, Record<string, string>?]>([
    ['no parameters', {}],
    ['an unknown grant type', { grant_type: 'password', client_id: 'chart' }],
    ['an unknown client', { grant_type: 'authorization_code', client_id: 'nobody', code: 'c' }],
    ['an unknown code', { grant_type: 'authorization_code', client_id: 'chart', code: 'c', redirect_uri: CALLBACK, code_verifier: 'v'.repeat(43) }], // prettier-ignore
    ['an unknown refresh token', { grant_type: 'refresh_token', client_id: 'chart', refresh_token: 't' }],
    ['a wrong secret', { grant_type: 'client_credentials' }, basic({ ...SERVICE, client_secret: 'wrong' })],
    [
      'a scope that is not registered',
      { grant_type: 'client_credentials', scope: 'system/*.cruds' },
      basic(SERVICE),
    ],
    ['no scope', { grant_type: 'client_credentials' }, basic(SERVICE)],
    ['text that is not an assertion', { grant_type: 'client_credentials', client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer', client_assertion: 'x.y.z' }], // prettier-ignore
    ['a permitted scope', { grant_type: 'client_credentials', scope: 'system/Patient.rs' }, basic(SERVICE)],
  ])('a token request with %s', async (_what, form, headers = {}) => {
    await post('/token', form, headers);
    expect(await recording.take()).toMatchSnapshot();
  });

  it.each<[string, string, Record<string, string>, Record<string, string>?]>([
    ['/introspect', 'the caller does not authenticate', { token: 't' }],
    ['/introspect', 'the token is unknown', { token: 't' }, basic(RESOURCE_SERVER)],
    ['/introspect', 'the bearer token is not a token', { token: 't' }, { authorization: 'Bearer t' }],
    ['/revoke', 'the caller does not authenticate', { token: 't' }],
    ['/revoke', 'the token is unknown', { token: 't', client_id: 'chart' }],
    ['/par', 'the caller does not authenticate', { response_type: 'code' }],
    ['/logout', 'no person is signed in', {}],
    ['/userinfo', 'the token is missing', {}],
  ])('POST %s, where %s', async (path, _what, form, headers = {}) => {
    await post(path, form, headers);
    expect(await recording.take()).toMatchSnapshot();
  });

  it('a first sign-in, request by request, and all that follows', async () => {
    const app = new SmartApp(hospital);
    const { browser, answer } = await signIn(app, { state: 'as-it-was', nonce: 'n-0S6_WzA2Mj' });
    expect(await recording.take()).toMatchSnapshot('sign-in');
    const { body: tokens } = await app.redeem(answer.code!);
    expect(await recording.take()).toMatchSnapshot('code');
    await app.redeem(answer.code!);
    expect(await recording.take()).toMatchSnapshot('the code again');
    const again = new SmartApp(hospital);
    const page = await walkThrough(
      browser,
      await browser.get(again.authorizationUrl({ state: 's' })),
      PERSON,
    );
    expect(await recording.take()).toMatchSnapshot('a second app, signed in');
    const { body: second } = await again.redeem(again.answer(page).code!);
    await recording.take();
    const { access_token: accessToken, refresh_token: refreshToken } = second as Record<string, string>;
    await post('/introspect', { token: accessToken! }, basic(RESOURCE_SERVER));
    await post('/introspect', { token: refreshToken! }, basic(RESOURCE_SERVER));
    await post('/introspect', { token: tokens.access_token as string }, basic(RESOURCE_SERVER));
    expect(await recording.take()).toMatchSnapshot('introspection');
    await get('/userinfo', { authorization: `Bearer ${accessToken}` });
    expect(await recording.take()).toMatchSnapshot('userinfo');
    await again.refresh(refreshToken!);
    expect(await recording.take()).toMatchSnapshot('refresh');
    await again.refresh(refreshToken!, { scope: 'patient/Patient.rs' });
    expect(await recording.take()).toMatchSnapshot('refresh, repeated for less');
    await again.revoke(accessToken!);
    await post('/introspect', { token: accessToken! }, basic(RESOURCE_SERVER));
    expect(await recording.take()).toMatchSnapshot('revocation');
    await browser.get(`${hospital.issuer}/account`);
    expect(await recording.take()).toMatchSnapshot('account');
    const signOut = await browser.get(`${hospital.issuer}/logout`);
    await browser.submit(signOut, { button: 'Sign out' });
    expect(await recording.take()).toMatchSnapshot('sign-out');
  });

  it.each(['allow', 'deny'] as const)('a plain OpenID Connect sign-in: %s', async (decision) => {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const asked = { state: 's', scope: 'openid profile email', aud: undefined };
    await walkThrough(browser, await browser.get(app.authorizationUrl(asked)), { ...PERSON, decision });
    expect(await recording.take()).toMatchSnapshot();
  });
});
