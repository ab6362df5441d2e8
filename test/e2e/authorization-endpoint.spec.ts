import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { EhrLaunchStore } from '#src/smart/launch/ehr-launch.store.js';
import { CALLBACK, type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

let hospital: Hospital;

beforeAll(async () => {
  hospital = await startHospital();
});
afterAll(() => hospital.close());

describe('a wrong request of a known app goes back to the app with an OAuth error', () => {
  it.each([
    proves('BI-112', [
      'an unknown aud',
      { aud: 'https://inferno.healthit.gov/invalid_aud' },
      'invalid_target',
    ]),
    proves('BI-112', ['no aud for clinical scopes', { aud: undefined }, 'invalid_request']),
    proves('BI-97', [
      'no code_challenge',
      { code_challenge: undefined, code_challenge_method: undefined },
      'invalid_request',
    ]),
    proves('BI-97', ['code_challenge_method plain', { code_challenge_method: 'plain' }, 'invalid_request']),
    proves('BI-97', [
      'a code_challenge that is too short',
      { code_challenge: 'x'.repeat(42) },
      'invalid_request',
    ]),
    proves('BI-96', ['response_type token', { response_type: 'token' }, 'unsupported_response_type']),
    proves('BI-96', ['response_type id_token', { response_type: 'id_token' }, 'unsupported_response_type']),
    ['prompt none without a session', { prompt: 'none', scope: 'openid fhirUser' }, 'login_required'],
  ])('%s', async (_what, parameters, error) => {
    const app = new SmartApp(hospital);
    const answer = app.answer(await newBrowser().get(app.authorizationUrl(parameters)));
    expect(answer).toMatchObject({ error, state: app.state, iss: hospital.issuer });
    expect(answer.code).toBeUndefined();
  });
});

describe('aud', () => {
  it('may end with a slash; the token names the configured base URL', async () => {
    proves('BI-112');
    const { tokens } = await getTokens(
      hospital,
      { username: 'maria.lindqvist' },
      { parameters: { aud: `${hospital.fhirServer.baseUrl}/` } },
    );
    expect(decodeJwt(tokens.access_token).aud).toBe(hospital.fhirServer.baseUrl);
  });

  it('may be called resource (RFC 8707)', async () => {
    const parameters = { aud: undefined, resource: hospital.fhirServer.baseUrl };
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' }, { parameters });
    expect(decodeJwt(tokens.access_token).aud).toBe(hospital.fhirServer.baseUrl);
  });
});

describe('one request is for one FHIR server', () => {
  proves('TM-31');
  it('two resources are refused: a patient chosen on one server is another person on the other', async () => {
    const app = new SmartApp(hospital);
    const url = `${app.authorizationUrl({ aud: undefined, resource: hospital.fhirServer.baseUrl })}&resource=${encodeURIComponent(`${hospital.fhirServer.baseUrl}/`)}`;
    expect(app.answer(await newBrowser().get(url)).error).toBe('invalid_target');
  });

  it('an aud and a resource that differ are refused', async () => {
    const app = new SmartApp(hospital);
    const url = app.authorizationUrl({
      aud: 'https://other.example/r4',
      resource: hospital.fhirServer.baseUrl,
    });
    expect(app.answer(await newBrowser().get(url)).error).toBe('invalid_target');
  });
});

describe('pushed authorization requests', () => {
  it('gives the same tokens: server, scopes, patient and offline access', async () => {
    proves('BI-118');
    const app = new SmartApp(hospital);
    const parameters = Object.fromEntries(new URL(app.authorizationUrl()).searchParams);
    const pushed = await app.post('/par', parameters);
    expect(pushed.status).toBe(201);
    const browser = newBrowser();
    const request = new URLSearchParams({ client_id: 'chart', request_uri: pushed.body.request_uri });
    const page = await walkThrough(browser, await browser.get(`${hospital.issuer}/authorize?${request}`), {
      username: 'maria.lindqvist',
    });
    const { status, body } = await app.redeem(app.answer(page).code!);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      scope: parameters.scope,
      patient: expect.any(String),
      refresh_token: expect.any(String),
    });
    expect(decodeJwt(body.access_token).aud).toBe(hospital.fhirServer.baseUrl);
    // A request_uri can be used once.
    const again = await newBrowser().get(`${hospital.issuer}/authorize?${request}`);
    expect(again.url.includes('code=')).toBe(false);
  });
});

it('addresses are made from the issuer, and not from the Host header', async () => {
  const { request } = await import('node:http');
  const { port } = new URL(hospital.issuer);
  const document = await new Promise<string>((resolve, reject) => {
    const sent = request(
      {
        port,
        host: '127.0.0.1',
        path: '/.well-known/openid-configuration',
        headers: { host: 'evil.example' },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response
          .on('data', (chunk: Buffer) => chunks.push(chunk))
          .on('end', () => resolve(Buffer.concat(chunks).toString()));
      },
    );
    sent.on('error', reject).end();
  });
  expect(document).not.toContain('evil.example');
  expect(JSON.parse(document)).toMatchObject({ jwks_uri: `${hospital.issuer}/jwks` });
});

describe('scopes', () => {
  it('a scope that the grammar does not know is left out, and causes no error', async () => {
    proves('BI-99');
    const scope =
      'openid launch/patient patient/Patient.rs patient/Observation.dcurs user/*.nonsense system/*.rs __x unknown';
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' }, { parameters: { scope } });
    expect(tokens.scope).toBe('openid launch/patient patient/Patient.rs');
  });

  it('a scope for other context is granted only when an EHR has this context open', async () => {
    const scope = 'openid launch/patient launch/imagingstudy launch/list?role=urn:x:home patient/Patient.rs';
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' }, { parameters: { scope } });
    expect(tokens.scope).toBe('openid launch/patient patient/Patient.rs');
    expect(tokens).not.toHaveProperty('fhirContext');
  });

  it('smart_2.2@370 a scope with search parameters is returned unchanged', async () => {
    const narrowed =
      'patient/Observation.rs?category=http://terminology.hl7.org/CodeSystem/observation-category|vital-signs';
    const { tokens } = await getTokens(
      hospital,
      { username: 'maria.lindqvist' },
      { parameters: { scope: `launch/patient ${narrowed}` } },
    );
    expect(tokens.scope).toBe(`launch/patient ${narrowed}`);
  });

  it('when the person declines every clinical scope, the identity scopes are granted', async () => {
    const decline = ['patient/Patient.rs', 'patient/Observation.rs', 'patient/Condition.rs'];
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist', decline });
    expect(tokens.scope).toBe('openid fhirUser launch/patient offline_access');
  });
});

describe('one sign-in for several apps', () => {
  it('a second request in the same browser asks for patient and consent, but for no sign-in', async () => {
    const { browser } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const visits = browser.history.length;
    await getTokens(hospital, { username: 'nobody is asked' }, { browser });
    expect(
      browser.history.slice(visits).some(({ url }) => url.startsWith(hospital.identityProvider.issuer)),
    ).toBe(false);
  });

  it('prompt=login asks for a new sign-in at the identity provider', async () => {
    const { browser } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const visits = browser.history.length;
    await getTokens(hospital, { username: 'maria.lindqvist' }, { browser, parameters: { prompt: 'login' } });
    const atProvider = browser.history
      .slice(visits)
      .filter(({ url }) => url.startsWith(hospital.identityProvider.issuer));
    expect(atProvider.some(({ url }) => new URL(url).searchParams.get('prompt') === 'login')).toBe(true);
  });

  it('"Back to the app" is answered with access_denied', async () => {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const { browser: signedIn } = await getTokens(hospital, { username: 'maria.lindqvist' }, { browser });
    const picker = await signedIn.get(app.authorizationUrl());
    expect(picker.h1).toBe('Choose a patient');
    expect(app.answer(await signedIn.click(picker, 'Back to Growth Chart'))).toMatchObject({
      error: 'access_denied',
    });
  });

  it('the session id changes at sign-in', async () => {
    proves('TM-36');
    const browser = newBrowser();
    await getTokens(hospital, { username: 'maria.lindqvist' }, { browser });
    const before = browser.cookies(hospital.issuer).wardkey_session;
    await getTokens(hospital, { username: 'maria.lindqvist' }, { browser, parameters: { prompt: 'login' } });
    expect(browser.cookies(hospital.issuer).wardkey_session).not.toBe(before);
  });
});

describe('the patient picker', () => {
  it('finds patients by name, birth date and identifier, and says when there is none', async () => {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const idp = await browser.get(app.authorizationUrl());
    const picker = await browser.submit(idp, { button: 'maria.lindqvist' });
    const found = async (q: string) => {
      const page = await browser.submit(picker, { form: 0, values: { q } });
      return page.forms
        .flatMap(({ fields }) => fields)
        .filter(({ name }) => name === 'patient')
        .map(({ value }) => value);
    };
    expect(await found('jansen')).toContain('noah-jansen');
    expect((await found('jansen')).length).toBeLessThan(3);
    expect(await found('nobody-of-that-name')).toEqual([]);
  });

  it('shows further pages, and a forged address cannot send it elsewhere', async () => {
    for (let index = 0; index < 45; index += 1) {
      const name = [{ family: 'Manifold', given: [`Number ${index}`] }];
      await hospital.fhirServer.put({ resourceType: 'Patient', id: `manifold-${index}`, active: true, name });
    }
    const browser = newBrowser();
    const start = await browser.get(new SmartApp(hospital).authorizationUrl());
    const picker = await browser.submit(start, { button: 'maria.lindqvist' });
    const first = await browser.submit(picker, { form: 0, values: { q: 'manifold' } });
    const second = await browser.click(first, 'More patients');
    const third = await browser.click(second, 'More patients');
    const shown = [first, second, third].map((page) =>
      page.forms
        .flatMap(({ fields }) => fields)
        .flatMap(({ name, value }) => (name === 'patient' ? value : [])),
    );
    expect(shown.map((ids) => ids.length)).toEqual([20, 20, 5]);
    expect(new Set(shown.flat()).size).toBe(45);
    expect(second.text).toContain('Patients found, page 2');
    expect(third.links.some(({ text }) => text === 'More patients')).toBe(false);
    const more = first.links.find(({ text }) => text === 'More patients')!;
    expect(more.href).not.toContain('fhir');
    // Another search, or a made-up address, begins at the first page of that search.
    for (const forged of [
      more.href.replace('q=manifold', 'q=jansen'),
      `${picker.url}?q=jansen&more=v1.AAAA`,
    ]) {
      const page = await browser.get(new URL(forged, picker.url));
      expect([page.status, page.text.includes('Noah Jansen'), page.text.includes('Manifold')]).toEqual([
        200,
        true,
        false,
      ]);
    }
  });

  it('lets the person choose another patient from the consent page, and the app gets this one', async () => {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const picker = await browser.submit(await browser.get(app.authorizationUrl()), {
      button: 'maria.lindqvist',
    });
    const consent = await browser.submit(picker, { button: 'noah-jansen' });
    expect(consent.text).toContain('Noah Jansen');
    const again = await browser.click(consent, 'Choose another');
    const second = await browser.submit(again, { button: 'emma-devries' });
    expect(second.text).toContain('Emma de Vries');
    expect(second.text).not.toContain('Noah Jansen');
    const { code } = app.answer(await browser.submit(second, { button: 'allow' }));
    expect((await app.redeem(code!)).body.patient).toBe('emma-devries');
  });

  it('does not show the patient of one person to the next person who signs in', async () => {
    proves('TM-31');
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const picker = await browser.submit(await browser.get(app.authorizationUrl()), {
      button: 'maria.lindqvist',
    });
    const consent = await browser.submit(picker, { button: 'noah-jansen' });
    const uid = consent.url.split('/interaction/')[1]!.split('/')[0];
    const provider = await browser.get(
      `${hospital.issuer}/interaction/${uid}/providers/hospital?account=other`,
    );
    const over = await walkThrough(browser, provider, { username: 'emma.devries' });
    const page = await walkThrough(browser, await browser.submit(over), { username: 'emma.devries' });
    const { body } = await app.redeem(app.answer(page).code!);
    expect(body).toMatchObject({ patient: 'emma-devries' });
  });

  it('accepts no patient that does not exist', async () => {
    proves('TM-31');
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const picker = await browser.submit(await browser.get(app.authorizationUrl()), {
      button: 'maria.lindqvist',
    });
    const csrf = picker.forms.flatMap(({ fields }) => fields).find(({ name }) => name === 'csrf')!.value;
    const cookie = Object.entries(browser.cookies(picker.url))
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
    const post = (form: Record<string, string>) =>
      fetch(picker.url, {
        method: 'POST',
        body: new URLSearchParams(form),
        headers: { cookie },
        redirect: 'manual',
      });
    for (const patient of ['no-such-patient', '../Practitioner/maria-lindqvist', '', 'x'.repeat(65)]) {
      const answer = await post({ csrf, patient });
      expect([answer.status, new URL(answer.headers.get('location')!, picker.url).pathname]).toEqual([
        303,
        new URL(picker.url).pathname,
      ]);
    }
    const forged = await post({ csrf: 'forged', patient: 'noah-jansen' });
    expect(forged.status).toBe(403);
  });
});

describe('persons who may not choose among all patients', () => {
  it.each([
    ['a relative without a patient', 'RelatedPerson/r1'],
    ['a person without a role', 'Person/p1'],
  ])('%s gets no list of all patients', async (_what, fhirUser) => {
    hospital.identityProvider.setTamper({
      idToken: (claims, sign) => sign({ ...claims, sub: fhirUser, 'extn.fhirUser': fhirUser }),
    });
    const [resourceType, id] = fhirUser.split('/') as ['RelatedPerson' | 'Person', string];
    await hospital.fhirServer.put({ resourceType, id, active: true } as never);
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), {
      username: 'robert.hale',
    });
    hospital.identityProvider.setTamper();
    if (page.status === 0) expect(app.answer(page).error).toBe('access_denied');
    else expect(page.status).toBeGreaterThanOrEqual(400);
    expect(page.text).not.toContain('Noah Jansen');
  });
});

describe('EHR launch', () => {
  const launch = (clientId = 'chart') =>
    hospital.app.get(EhrLaunchStore).create({
      clientId,
      fhirServer: 'records',
      context: { patient: 'noah-jansen', encounter: 'e1', intent: 'review' },
    });
  const scope = 'openid fhirUser launch patient/Patient.rs';

  it('the context of the launch reaches the app, and no page asks for a patient', async () => {
    const parameters = { launch: await launch(), scope };
    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' }, { parameters });
    expect(tokens).toMatchObject({ patient: 'noah-jansen', encounter: 'e1', intent: 'review', scope });
  });

  it('a launch that is unknown, used, or for another client is invalid_request', async () => {
    proves('BI-113');
    const used = await launch();
    await getTokens(hospital, { username: 'maria.lindqvist' }, { parameters: { launch: used, scope } });
    for (const handle of ['unknown', used, await launch('another')]) {
      const app = new SmartApp(hospital);
      const browser = newBrowser();
      const page = await walkThrough(
        browser,
        await browser.get(app.authorizationUrl({ launch: handle, scope })),
        { username: 'maria.lindqvist' },
      );
      expect(app.answer(page).error).toBe('invalid_request');
    }
  });
});

describe('the documents that apps read first', () => {
  it('openid-configuration and RFC 8414 metadata name the endpoints of this server', async () => {
    for (const path of ['openid-configuration', 'oauth-authorization-server']) {
      const document = (await (await fetch(`${hospital.issuer}/.well-known/${path}`)).json()) as Record<
        string,
        any
      >;
      expect(document).toMatchObject({
        issuer: hospital.issuer,
        authorization_endpoint: `${hospital.issuer}/authorize`,
        token_endpoint: `${hospital.issuer}/token`,
        introspection_endpoint: `${hospital.issuer}/introspect`,
        revocation_endpoint: `${hospital.issuer}/revoke`,
        userinfo_endpoint: `${hospital.issuer}/userinfo`,
        jwks_uri: `${hospital.issuer}/jwks`,
        end_session_endpoint: `${hospital.issuer}/logout`,
        pushed_authorization_request_endpoint: `${hospital.issuer}/par`,
        response_types_supported: ['code'],
        code_challenge_methods_supported: ['S256'],
      });
      expect(document.id_token_signing_alg_values_supported).toEqual(['RS256', 'ES256']);
    }
  });

  it('the published keys have no private part', async () => {
    const { keys } = (await (await fetch(`${hospital.issuer}/jwks`)).json()) as {
      keys: Array<Record<string, unknown>>;
    };
    expect(keys.map(({ alg }) => alg).sort()).toEqual(['ES256', 'RS256']);
    for (const key of keys)
      for (const member of ['d', 'p', 'q', 'dp', 'dq', 'qi']) expect(key).not.toHaveProperty(member);
  });

  it('health says whether the process can serve', async () => {
    expect((await fetch(`${hospital.issuer}/health/live`)).status).toBe(200);
    expect(await (await fetch(`${hospital.issuer}/health/ready`)).json()).toEqual({
      status: 'up',
      database: 'up',
      writes: 'up',
      file: 'up',
      clock: 'up',
      keys: 'up',
      draining: false,
    });
  });
});

describe('signing out', () => {
  it('asks the person, ends the session, and the next request begins a new sign-in', async () => {
    const { browser } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const confirm = await browser.get(`${hospital.issuer}/logout`);
    expect(confirm.h1).toMatch(/^Sign out/);
    const done = await browser.submit(confirm, { button: 'Sign out' });
    expect(done.status).toBe(200);
    expect(done.h1).toMatch(/signed out/i);
    const visits = browser.history.length;
    const asked = await browser.get(new SmartApp(hospital).authorizationUrl());
    await browser.click(asked, 'Continue with Hospital account');
    const atProvider = browser.history
      .slice(visits)
      .filter(({ url }) => url.startsWith(hospital.identityProvider.issuer));
    expect(atProvider.length).toBeGreaterThan(0);
  });
});

it('smart_2.2@101 smart_2.2@365 signing out ends the former access, except offline access', async () => {
  const browser = newBrowser();
  const scope = 'openid fhirUser launch/patient patient/Patient.rs';
  const online = await getTokens(
    hospital,
    { username: 'maria.lindqvist' },
    { browser, parameters: { scope } },
  );
  const offline = await getTokens(hospital, { username: 'maria.lindqvist' }, { browser });
  await browser.submit(await browser.get(`${hospital.issuer}/logout`), { button: 'Sign out' });
  const authorization = `Basic ${Buffer.from(`${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`).toString('base64')}`;
  const introspect = (token: string) => online.app.post('/introspect', { token }, { authorization });
  expect((await introspect(online.tokens.access_token)).body).toEqual({ active: false });
  expect((await introspect(offline.tokens.access_token)).body.active).toBe(true);
  expect((await offline.app.refresh(offline.tokens.refresh_token)).status).toBe(200);
});

describe('response_mode form_post', () => {
  it('sends the answer in a form of this server, with any characters', async () => {
    const app = new SmartApp(hospital);
    const state = `<b>"it's" & &lt;more&gt;</b>`;
    const browser = newBrowser();
    const start = await browser.get(app.authorizationUrl({ response_mode: 'form_post', state }));
    const page = await walkThrough(browser, start, { username: 'maria.lindqvist' });
    expect([page.status, page.h1]).toEqual([200, 'One more step']);
    expect(page.html).not.toMatch(/<script>|Submitting Callback/);
    const { action, fields } = page.forms[0]!;
    expect(action).toBe(CALLBACK);
    const values = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
    expect(values).toMatchObject({ state, iss: hospital.issuer, code: expect.any(String) });
    expect((await app.redeem(values.code!)).status).toBe(200);
  });
});

describe('online_access', () => {
  const scope = 'openid fhirUser launch/patient online_access patient/Patient.rs';
  const online = (browser = newBrowser()) =>
    getTokens(hospital, { username: 'maria.lindqvist' }, { browser, parameters: { scope } });

  it('smart_2.2@100 smart_2.2@366 gives new access tokens while the person is signed in, and none afterwards', async () => {
    const { app, browser, tokens } = await online();
    const { body } = await app.refresh(tokens.refresh_token);
    expect(body).toMatchObject({ scope, patient: tokens.patient });
    await browser.submit(await browser.get(`${hospital.issuer}/logout`), { button: 'Sign out' });
    expect((await app.refresh(body.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('ends when the browser’s session has expired', async () => {
    const { app, tokens } = await online();
    await hospital.app
      .get(DataSource)
      .query(`UPDATE oidc_artifact SET expires_at = expires_at - 1000000 WHERE model = 'Session'`);
    expect((await app.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('ends when another person signs in on that browser', async () => {
    const { app, browser, tokens } = await online();
    const other = new SmartApp(hospital);
    const start = await browser.get(other.authorizationUrl({ prompt: 'login' }));
    const inBetween = await walkThrough(browser, start, { username: 'james.okafor' });
    // A browser with JavaScript sends this form by itself: the sign-out of the previous person.
    expect(inBetween.h1).toBe('One more step');
    const page = await walkThrough(browser, await browser.submit(inBetween), { username: 'james.okafor' });
    expect(other.answer(page).code).toBeDefined();
    expect((await app.refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
  });
});

describe('no answer shows how the server is built', () => {
  proves('TM-58 TM-47');
  it.each([
    ['GET', '/nowhere'],
    ['GET', '/interaction/unknown'],
    ['GET', '/interaction/unknown/consent'],
    ['POST', '/interaction/unknown/consent'],
    ['GET', '/federation/hospital/signin'],
    ['GET', '/authorize/unknown'],
    ['GET', '/%61uthorize'],
    ['GET', '//authorize'],
    ['GET', '/assets/..%2f..%2fpackage.json'],
    ['POST', '/token'],
    ['POST', '/introspect'],
    ['TRACE', '/token'],
    ['GET', '/fhir-servers/%00/.well-known/smart-configuration'],
  ])('%s %s', async (method, path) => {
    if (method === 'TRACE') return expect(fetch(hospital.issuer + path, { method })).rejects.toThrow();
    const response = await fetch(hospital.issuer + path, {
      method,
      ...(method === 'POST' ? { body: new URLSearchParams({ a: '1' }) } : {}),
    });
    const body = await response.text();
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    expect(body).not.toMatch(/ at .*[:(]\d+|node_modules|Error:|sqlite/i);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('x-powered-by')).toBeNull();
  });
});
