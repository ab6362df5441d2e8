import type { Hospital } from '../support/hospital.js';
import { MARIA, signInAt, startWithProviders } from '../support/providers-in-turn.js';
import {
  expectRefused,
  notSetUp,
  notTrusted,
  type Refusal,
  unreachable,
} from '../support/refused-sign-in.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';
import { getTokens, newBrowser, SmartApp } from '../support/smart-app.js';

/** What an identity provider says when it refuses a person, at both of its endpoints. */
let provider: ScriptedProvider;
let hospital: Hospital;

beforeAll(async () => {
  provider = await startScriptedProvider({ idToken: MARIA });
  hospital = await startWithProviders(provider, {
    plain: { displayName: 'Clinic' },
    ending: { endAccessWhenRefused: true },
  });
});
afterEach(() => {
  provider.script = { idToken: MARIA };
});
afterAll(async () => {
  await hospital.close();
  await provider.close();
});

const failed = (status: number, sentence: string, reason: string, finding: string): Refusal => ({
  status,
  sentence,
  event: 'login.failed',
  reason,
  finding,
});
const retries = (page: { links: Array<{ text: string }> }) =>
  page.links.some(({ text }) => text === 'Try again');

const ASSIGNED =
  "AADSTS50105: Your administrator has configured the application Wardkey ('1f2e') to block users unless they are specifically granted ('assigned') access to the application.\r\nTrace ID: 7a1c";

describe('at the authorization endpoint', () => {
  it.each<[string, string | undefined, Refusal, boolean]>([
    [
      'access_denied',
      'the person said no',
      failed(
        200,
        'You did not finish signing in with Clinic',
        'provider_denied',
        'error access_denied: the person said no',
      ),
      false,
    ],
    ['server_error', 'boom', unreachable('error server_error: boom'), true],
    ['temporarily_unavailable', 'authentication_expired', unreachable('authentication_expired'), true],
    [
      'invalid_request',
      'Pushed Authorization Request is only allowed.',
      notSetUp('error invalid_request: Pushed Authorization Request is only allowed.'),
      false,
    ],
    [
      'unauthorized_client',
      'Client is not allowed to initiate browser login',
      notSetUp('browser login'),
      false,
    ],
    ['invalid_scope', 'Invalid scopes: openid profile email', notSetUp('Invalid scopes'), false],
    ['unsupported_response_type', undefined, notSetUp('error unsupported_response_type'), false],
    [
      'unmet_authentication_requirements',
      'no such level',
      failed(403, 'A stronger sign-in is needed', 'acr_not_met', 'error unmet'),
      false,
    ],
    [
      'access_denied',
      ASSIGNED,
      failed(
        403,
        'Your Clinic account is there, but it may not be used for this service',
        'person_refused',
        'AADSTS50105',
      ),
      false,
    ],
    [
      'interaction_required',
      ASSIGNED,
      failed(403, 'it may not be used for this service', 'person_refused', 'AADSTS50105'),
      false,
    ],
    ['invalid_resource', 'no api://x', notSetUp('error invalid_resource: no api://x'), false],
    ['use_dpop_nonce', undefined, notSetUp('error use_dpop_nonce'), false],
    [
      'invalid_request',
      "AADSTS90072: User account 'x' from identity provider 'live.com' does not exist in tenant 'Clinic'.",
      failed(403, 'it may not be used for this service', 'person_refused', 'AADSTS90072'),
      false,
    ],
    ['something_new', 'words\u0000of\r\ntheirs', notTrusted('error something_new: words of theirs'), true],
  ])('%s: %s', async (error, errorDescription, refusal, mayRetry) => {
    provider.script = { idToken: MARIA, error, errorDescription };
    const page = await expectRefused(hospital, () => signInAt(hospital, 'plain'), refusal);
    expect(retries(page)).toBe(mayRetry);
    if (errorDescription) expect(page.text).not.toContain(errorDescription.slice(0, 12));
  });

  it('a text of any length is cut to what the trail takes', async () => {
    provider.script = { idToken: MARIA, error: 'invalid_request', errorDescription: 'long '.repeat(1_500) };
    await expectRefused(hospital, () => signInAt(hospital, 'plain'), notSetUp('invalid_request: long long'));
  });
});

describe('at the token endpoint', () => {
  const answering = (status: number, body: object) => {
    provider.script.routes = {
      '/token': (response) =>
        void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body)),
    };
  };

  it.each<[number, string, string, Refusal]>([
    [
      401,
      'invalid_client',
      'AADSTS7000222: The secret has\nexpired.',
      notSetUp('answered 401 (invalid_client: AADSTS7000222: The secret has expired.)'),
    ],
    [400, 'unauthorized_client', 'not for this grant', notSetUp('unauthorized_client: not for this grant')],
    [400, 'invalid_grant', 'Code not valid', notTrusted('answered 400 (invalid_grant: Code not valid)')],
    [400, 'invalid_grant', ASSIGNED, failed(403, 'it may not be used', 'person_refused', 'AADSTS50105')],
    [400, 'temporarily_unavailable', 'later', unreachable('temporarily_unavailable: later')],
    [500, 'server_error', 'boom', unreachable('answered 500 (server_error: boom)')],
    [200, 'invalid_client', 'wrong secret', notSetUp('answered 200 (invalid_client: wrong secret)')],
    [
      200,
      'access_denied',
      'blocked',
      failed(403, 'it may not be used', 'person_refused', '200 (access_denied'),
    ],
    [401, 'access_denied', 'Unauthorized', notSetUp('answered 401 (access_denied: Unauthorized)')],
    [401, 'unauthorized', 'bad client', notSetUp('answered 401 (unauthorized: bad client)')],
    [401, 'invalid_grant', 'too late', notTrusted('answered 401 (invalid_grant: too late)')],
  ])('%s %s: %s', async (status, error, error_description, refusal) => {
    answering(status, { error, error_description });
    await expectRefused(hospital, () => signInAt(hospital, 'plain'), refusal);
  });
});

it('at the token endpoint, with error numbers only', async () => {
  const body = JSON.stringify({ error: 'invalid_grant', error_codes: [50105] });
  provider.script.routes = { '/token': (response) => void response.writeHead(400).end(body) };
  const refusal = failed(403, 'it may not be used', 'person_refused', 'invalid_grant: error_codes 50105');
  await expectRefused(hospital, () => signInAt(hospital, 'plain'), refusal);
});

it.each(['', '<html>no</html>', '{"error":{"code":"invalid_client"}}'])(
  'at the token endpoint, a 401 without an OAuth error is about the registration: %s',
  async (body) => {
    provider.script.routes = { '/token': (response) => void response.writeHead(401).end(body) };
    await expectRefused(
      hospital,
      () => signInAt(hospital, 'plain'),
      notSetUp('answered 401 (no OAuth error)'),
    );
  },
);

describe('endAccessWhenRefused', () => {
  const signedIn = async () => {
    const browser = newBrowser();
    const there = await browser.get(new SmartApp(hospital).authorizationUrl());
    const start = await browser.get(there.links.find(({ href }) => href.endsWith('/ending'))!.href);
    const person = await getTokens(hospital, { username: '' }, { browser });
    expect(start.h1).toBe('Choose a patient');
    return person;
  };
  const refreshes = async ({ app, tokens }: Awaited<ReturnType<typeof signedIn>>) =>
    (await app.refresh(tokens.refresh_token as string)).status === 200;

  it.each([
    ['access_denied', undefined, false],
    ['access_denied', ASSIGNED, false],
    ['interaction_required', ASSIGNED, false],
    ['server_error', undefined, true],
    ['invalid_request', 'Pushed Authorization Request is only allowed.', true],
    ['access_denied', 'AADSTS90094: An administrator has to consent.', true],
    ['access_denied', 'AADSTS900941: Administrator consent is required.', true],
    ['access_denied', 'AADSTS65004: User declined to consent to access the app.', true],
  ])('%s, %s: the access of the person stays: %s', async (error, errorDescription, stays) => {
    const person = await signedIn();
    provider.script = { idToken: MARIA, error, errorDescription };
    const page = await person.browser.get(new SmartApp(hospital).authorizationUrl({ prompt: 'login' }));
    await person.browser.get(page.links.find(({ href }) => href.endsWith('/ending'))!.href);
    expect(await refreshes(person)).toBe(stays);
  });
});
