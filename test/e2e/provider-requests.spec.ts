import { decodeJwt, jwtVerify } from 'jose';
import type { Hospital } from '../support/hospital.js';
import { expectLetIn, MARIA, signInAt, startWithProviders } from '../support/providers-in-turn.js';
import { expectRefused, notSetUp, notTrusted, unreachable } from '../support/refused-sign-in.js';
import { type ScriptedProvider, type Script, startScriptedProvider } from '../support/scripted-provider.js';
import { newBrowser, SmartApp } from '../support/smart-app.js';

const SECRET = 'a-secret-shared-with-the-provider';

/** What an identity provider is asked, and how. The first one requires pushed requests, the second does not. */
let requiring: ScriptedProvider;
let provider: ScriptedProvider;
let hospital: Hospital;

beforeAll(async () => {
  const script: Script = { idToken: MARIA, discovery: {} };
  requiring = await startScriptedProvider({ ...script });
  requiring.script.discovery = {
    require_pushed_authorization_requests: true,
    pushed_authorization_request_endpoint: `${requiring.origin}/par`,
  };
  provider = await startScriptedProvider({ ...script });
  provider.script.discovery = {
    acr_values_supported: ['gold', 'silver'],
    claims_parameter_supported: true,
    pushed_authorization_request_endpoint: `${provider.origin}/par`,
  };
  const { origin } = requiring;
  const written = {
    authority: undefined,
    issuer: origin,
    authorizationEndpoint: `${origin}/authorize`,
    jwksUri: `${origin}/keys`,
  };
  hospital = await startWithProviders(provider, {
    plain: { acrValues: 'bronze' },
    'by-form': { ...written, tokenEndpoint: `${origin}/token`, clientAuthentication: 'client_secret_jwt' },
    'by-acr-values': { ...written, tokenEndpoint: `${origin}/token`, acrValues: 'gold' },
    strict: { requiredAcr: ['gold'] },
    pushing: {
      pushedAuthorizationRequests: 'always',
      authorizationParameters: {
        domain_hint: 'hospital.example',
        kc_idp_hint: 'staff & more',
        ui_locales: 'fr',
      },
    },
    required: { authority: requiring.origin, clientAuthentication: 'client_secret_post' },
    'required-assertion': { authority: requiring.origin, clientAuthentication: 'client_secret_jwt' },
    'required-implicit': {
      authority: requiring.origin,
      responseType: 'id_token',
      clientSecret: undefined,
    },
    implicit: {
      responseType: 'id_token',
      clientSecret: undefined,
      authorizationParameters: { domain_hint: 'hospital.example' },
    },
  });
});
afterAll(async () => {
  await hospital.close();
  await provider.close();
  await requiring.close();
});

/** The claims of an assertion that the shared secret signed. */
async function assertedIn(form: URLSearchParams) {
  expect(form.get('client_secret')).toBeNull();
  const assertion = form.get('client_assertion')!;
  return (await jwtVerify(assertion, new TextEncoder().encode(SECRET), { algorithms: ['HS256'] })).payload;
}

describe('a pushed authorization request (RFC 9126)', () => {
  beforeEach(() => {
    provider.pushedRequests.length = requiring.pushedRequests.length = 0;
  });

  it.each<[string, () => ScriptedProvider]>([
    ['required', () => requiring],
    ['required-implicit', () => requiring],
    ['pushing', () => provider],
  ])('%s: the browser brings only a reference to it', async (scheme, which) => {
    expectLetIn(await signInAt(hospital, scheme, { ui_locales: 'nl' }));
    const at = which();
    const [{ form }] = at.pushedRequests as [{ form: URLSearchParams }];
    expect(Object.fromEntries(at.browserRequests.at(-1)!)).toEqual({
      client_id: 'wardkey',
      request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:/),
    });
    expect(Object.fromEntries(form)).toMatchObject({
      client_id: 'wardkey',
      redirect_uri: `${hospital.issuer}/federation/${scheme}/signin`,
      state: expect.any(String),
      nonce: expect.any(String),
      scope: 'openid profile email',
      ui_locales: 'nl',
      ...(scheme === 'required-implicit'
        ? { response_type: 'id_token', response_mode: 'form_post' }
        : { response_type: 'code', code_challenge: expect.any(String), code_challenge_method: 'S256' }),
    });
  });

  it('authenticates the client as at the token endpoint', async () => {
    await signInAt(hospital, 'required');
    expect(requiring.pushedRequests[0]!.form.get('client_secret')).toBe(SECRET);
    await signInAt(hospital, 'pushing');
    expect(provider.pushedRequests[0]!.authorization).toMatch(/^Basic /);
    await signInAt(hospital, 'required-assertion');
    expect(await assertedIn(requiring.pushedRequests[1]!.form)).toMatchObject({
      aud: `${requiring.origin}/token`,
    });
    await signInAt(hospital, 'required-implicit');
    const { form, authorization } = requiring.pushedRequests[2]!;
    expect([form.get('client_secret'), authorization]).toEqual([null, undefined]);
  });

  it('is not made when neither the identity provider nor the settings ask for it', async () => {
    expectLetIn(await signInAt(hospital, 'plain'));
    expect(provider.pushedRequests).toEqual([]);
    expect(provider.browserRequests.at(-1)!.get('request_uri')).toBeNull();
  });

  it.each<[string, number, string, typeof notTrusted]>([
    ['is refused', 400, '{"error":"invalid_request","error_description":"no such\\nscope"}', notSetUp],
    ['is refused', 200, '{"error":"invalid_request","error_description":"no such\\nscope"}', notSetUp],
    ['is not for this client', 401, '{"error":"invalid_client"}', notSetUp],
    ['has no reference in its answer', 201, '{"expires_in":60}', notTrusted],
    ['has an answer that is not JSON', 201, 'urn:x', notTrusted],
    ['meets a server that fails', 503, 'boom', unreachable],
  ])('that %s ends the sign-in, and the trail says why', async (_what, status, body, refusal) => {
    const { script } = provider;
    const par = (response: Parameters<NonNullable<Script['routes']>[string]>[0]) =>
      void response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    provider.script = { ...script, routes: { '/par': par } };
    const said = body.includes('no such') ? ' (invalid_request: no such scope)' : '';
    const hasNoError = status === 201 && said === '';
    const finding = hasNoError ? 'no usable request_uri' : `answered ${status}${said}`;
    await expectRefused(hospital, () => signInAt(hospital, 'pushing'), refusal(finding));
    provider.script = script;
  });

  it('that the identity provider requires without an endpoint ends the sign-in too', async () => {
    const lost = await startScriptedProvider({
      idToken: MARIA,
      discovery: { require_pushed_authorization_requests: true },
    });
    const other = await startWithProviders(lost, { hospital: {} });
    try {
      await expectRefused(
        other,
        () => newBrowser().get(new SmartApp(other).authorizationUrl()),
        notTrusted('no pushed_authorization_request_endpoint'),
      );
    } finally {
      await other.close();
      await lost.close();
    }
  });
});

describe('the parameters that are sent along', () => {
  const asked = () => Object.fromEntries(provider.authorizationRequests.at(-1)!);

  it.each(['pushing', 'implicit'])('parameters of the settings: %s', async (scheme) => {
    expectLetIn(await signInAt(hospital, scheme));
    expect(asked()).toMatchObject({ domain_hint: 'hospital.example', state: expect.any(String) });
    if (scheme === 'implicit') return;
    expect(asked()).toMatchObject({ kc_idp_hint: 'staff & more', ui_locales: 'fr' });
    // The request of the app has precedence over the settings.
    expectLetIn(await signInAt(hospital, scheme, { ui_locales: 'nl' }));
    expect(asked().ui_locales).toBe('nl');
  });

  it.each(['plain', 'pushing', 'implicit'])('state and nonce have no + / or =: %s', async (scheme) => {
    for (let time = 0; time < 8; time += 1) {
      await signInAt(hospital, scheme);
      expect(asked()).toMatchObject({
        state: expect.stringMatching(/^[A-Za-z0-9_-]{40,200}$/),
        nonce: expect.stringMatching(/^[A-Za-z0-9_-]{40,200}$/),
      });
    }
  });

  it.each([
    ['nl-BE en', 'nl-BE en'],
    ['nl <script> en', 'nl en'],
    ['*', undefined],
  ])('the languages that the app asks for: %s', async (ui_locales, sent) => {
    expectLetIn(await signInAt(hospital, 'plain', { ui_locales }));
    expect(asked().ui_locales).toBe(sent);
  });

  const essential = (...values: string[]) =>
    JSON.stringify({ id_token: { acr: { essential: true, values } } });

  it.each<[string, string, Record<string, string>, Record<string, unknown>]>([
    ['none of the app', 'plain', {}, { acr_values: 'bronze', claims: undefined }],
    ['those that the identity provider has', 'plain', { acr_values: 'gold' }, { acr_values: 'gold bronze' }],
    ['in the order of the app', 'plain', { acr_values: 'silver gold' }, { acr_values: 'silver gold bronze' }],
    [
      'not those that the identity provider does not have',
      'plain',
      { acr_values: 'platinum' },
      { acr_values: 'bronze' },
    ],
    ['those that the settings name', 'plain', { acr_values: 'bronze' }, { acr_values: 'bronze' }],
    ['not those that would be refused then', 'strict', { acr_values: 'silver' }, { acr_values: undefined }],
  ])('the classes of sign-in that the app asks for: %s', async (_what, scheme, parameters, sent) => {
    provider.script.idToken = { ...MARIA, acr: 'gold' };
    expectLetIn(await signInAt(hospital, scheme, parameters));
    const { acr_values, claims } = asked();
    expect({ acr_values, claims }).toMatchObject(sent);
  });

  it('a class of sign-in that is essential for the app is sent as an essential claim, and the person signs in again for it', async () => {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const first = await browser.get(app.authorizationUrl());
    provider.script.idToken = { ...MARIA, acr: 'silver' };
    expectLetIn(await browser.get(first.links.find(({ href }) => href.endsWith('/providers/plain'))!.href));
    // The person is signed in, but not strongly enough: the identity provider is asked once more.
    provider.script.idToken = { ...MARIA, acr: 'gold' };
    const again = await browser.get(
      new SmartApp(hospital).authorizationUrl({ claims: essential('gold', 'platinum') }),
    );
    const button = again.links.find(({ href }) => href.endsWith('/providers/plain'))!;
    expectLetIn(await browser.get(button.href));
    expect(asked()).toMatchObject({ prompt: 'login' });
    expect(asked().acr_values).toBeUndefined();
    expect(JSON.parse(asked().claims!)).toEqual({
      id_token: { acr: { essential: true, values: ['gold'] } },
    });
  });

  it('an essential class is sent as acr_values when the identity provider does not read claims', async () => {
    requiring.script.idToken = { ...MARIA, acr: 'gold' };
    expectLetIn(await signInAt(hospital, 'by-acr-values', { claims: essential('gold') }));
    const { acr_values, claims } = Object.fromEntries(requiring.authorizationRequests.at(-1)!);
    expect({ acr_values, claims }).toEqual({ acr_values: 'gold', claims: undefined });
    requiring.script.idToken = MARIA;
  });
});

describe('endpoints in the settings beside an authority', () => {
  let documented: ScriptedProvider;
  let other: Hospital;
  beforeAll(async () => {
    documented = await startScriptedProvider({ idToken: MARIA, discovery: {} });
    const { origin } = documented;
    const written = {
      authorizationEndpoint: `${origin}/authorize`,
      tokenEndpoint: `${origin}/token`,
      jwksUri: `${origin}/keys`,
    };
    other = await startWithProviders(documented, {
      written,
      'written-lost': { ...written, authority: `${origin}/lost`, issuer: origin },
      'written-else': { ...written, authority: `${origin}/else`, issuer: origin },
    });
  });
  beforeEach(() => (documented.pushedRequests.length = documented.visits.length = 0));
  afterEach(() => (documented.script = { idToken: MARIA }));
  afterAll(async () => {
    await other.close();
    await documented.close();
  });
  const visitsTo = (path: string) => documented.visits.filter((one) => one === path).length;
  const elsewhere = '/else/.well-known/openid-configuration';
  const json = (body: object) => (response: { end(text: string): void }) =>
    void response.end(JSON.stringify(body));

  it('the other facts of the document are used; the endpoints of the settings have precedence', async () => {
    const { origin } = documented;
    documented.script.discovery = {
      require_pushed_authorization_requests: true,
      pushed_authorization_request_endpoint: `${origin}/par`,
      token_endpoint: `${origin}/another-token`,
      acr_values_supported: ['gold'],
    };
    expectLetIn(await signInAt(other, 'written', { acr_values: 'gold lead' }));
    expect(documented.pushedRequests.map(({ form }) => form.get('acr_values'))).toEqual(['gold']);
    expect([visitsTo('/token'), visitsTo('/another-token')]).toEqual([1, 0]);
    await signInAt(other, 'written');
    expect(visitsTo('/.well-known/openid-configuration')).toBe(1);
  });

  it('people sign in when the document cannot be read, and later sign-ins do not wait for it', async () => {
    const path = '/lost/.well-known/openid-configuration';
    documented.script.routes = { [path]: () => {} };
    expectLetIn(await signInAt(other, 'written-lost'));
    const started = performance.now();
    expectLetIn(await signInAt(other, 'written-lost'));
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(visitsTo(path)).toBeGreaterThan(0);
  });

  it('people sign in when the document is of another issuer; once it is right it is used', async () => {
    documented.script.routes = { [elsewhere]: json({ issuer: 'https://another.example' }) };
    expectLetIn(await signInAt(other, 'written-else'));
    expect(documented.pushedRequests).toEqual([]);
    const { origin } = documented;
    const right = {
      issuer: origin,
      require_pushed_authorization_requests: true,
      pushed_authorization_request_endpoint: `${origin}/par`,
    };
    documented.script.routes = { [elsewhere]: json(right) };
    // The document is read again in the background of the first sign-in.
    expectLetIn(await signInAt(other, 'written-else'));
    expectLetIn(await signInAt(other, 'written-else'));
    expect(documented.pushedRequests.length).toBeGreaterThan(0);
  });
});

describe('an identity provider without an authority', () => {
  it('is complete with its issuer and endpoints, and no discovery document is read', async () => {
    requiring.visits.length = 0;
    expectLetIn(await signInAt(hospital, 'by-form'));
    expect(requiring.visits).not.toContain('/.well-known/openid-configuration');
  });

  it('client_secret_jwt: the secret signs an assertion and is never sent', async () => {
    const { form, authorization } = requiring.tokenRequests.at(-1)!;
    expect(authorization).toBeUndefined();
    expect(form.toString()).not.toContain(SECRET);
    expect(await assertedIn(form)).toMatchObject({
      iss: 'wardkey',
      sub: 'wardkey',
      aud: `${requiring.origin}/token`,
      jti: expect.any(String),
      exp: expect.any(Number),
    });
    expect(decodeJwt(form.get('client_assertion')!).exp).toBeGreaterThan(Date.now() / 1000);
  });
});
