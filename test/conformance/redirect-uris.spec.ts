import { CALLBACK, type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const WEB = 'https://app.example/callback';
const LOOPBACK = 'http://127.0.0.1/native';
const LOOPBACK_6 = 'http://[::1]:8/native';
const AT_PORT_8 = CALLBACK.replace(':9/', ':8/');
const AFTER_SIGN_OUT = 'https://app.example/signed-out';
let hospital: Hospital;

beforeAll(async () => {
  hospital = await startHospital({
    configure: ({ clients }) => {
      clients[0].postLogoutRedirectUris = [AFTER_SIGN_OUT];
      clients.push(
        { clientId: 'web', redirectUris: [WEB] },
        { clientId: 'two', redirectUris: [CALLBACK, WEB] },
        { clientId: 'native', redirectUris: ['com.example.app:/callback', LOOPBACK] },
        { clientId: 'said-native', applicationType: 'native', redirectUris: [LOOPBACK] },
        { clientId: 'public', redirectUris: [WEB, LOOPBACK, LOOPBACK_6, AT_PORT_8] },
        { clientId: 'said-web', applicationType: 'web', redirectUris: [WEB, LOOPBACK] },
        { clientId: 'public-by-name', redirectUris: ['http://localhost:7/native'] },
        {
          clientId: 'native-by-name',
          applicationType: 'native',
          redirectUris: ['http://localhost:7/native'],
        },
        {
          clientId: 'confidential-native',
          applicationType: 'native',
          redirectUris: [LOOPBACK],
          tokenEndpointAuthMethod: 'client_secret_basic',
          clientSecret: 'the-secret-of-a-native-app',
        },
        {
          clientId: 'confidential',
          redirectUris: [LOOPBACK],
          tokenEndpointAuthMethod: 'client_secret_basic',
          clientSecret: 'the-secret-of-a-web-server',
        },
      );
    },
  });
});
afterAll(() => hospital.close());

/**
 * Addresses that resemble a registered one. A redirect URI is compared character by character (RFC 9700 section 2.1),
 * so each of these is another address.
 */
const NEARLY: Array<[what: string, redirectUri: string]> = [
  ['an extra slash', `${WEB}/`],
  ['a double slash', 'https://app.example//callback'],
  ['no path', 'https://app.example'],
  ['another case of the path', 'https://app.example/Callback'],
  ['another case of the host', 'https://App.example/callback'],
  ['another case of the scheme', 'HTTPS://app.example/callback'],
  ['an added query', `${WEB}?next=https://evil.example`],
  ['an empty query', `${WEB}?`],
  ['a fragment', `${WEB}#x`],
  ['an empty fragment', `${WEB}#`],
  ['a step up', `${WEB}/../callback`],
  ['a step up with a parameter', 'https://app.example/..;/callback'],
  ['a step up in percent', `${WEB}/%2e%2e/callback`],
  ['a letter in percent', 'https://app.example/%63allback'],
  ['another port', 'https://app.example:8443/callback'],
  ['the default port written out', 'https://app.example:443/callback'],
  ['a user name', 'https://evil@app.example/callback'],
  ['the host as a user name', 'https://app.example@evil.example/callback'],
  ['two @', 'https://app.example@@evil.example/callback'],
  ['@ in percent', 'https://app.example%40evil.example/callback'],
  ['a dot after the host', 'https://app.example./callback'],
  ['a longer host', 'https://app.example.evil.example/callback'],
  ['a subdomain', 'https://evil.app.example/callback'],
  ['a wildcard for the host', 'https://*.example/callback'],
  ['a wildcard for the path', 'https://app.example/*'],
  ['a backslash', 'https://app.example\\callback'],
  ['a backslash before another host', 'https://app.example\\@evil.example/callback'],
  ['another scheme', 'http://app.example/callback'],
  ['no scheme', '//app.example/callback'],
  ['only a path', '/callback'],
  ['a space at the end', `${WEB} `],
  ['a line break', `${WEB}\r\nSet-Cookie: a=b`],
  ['a zero character', `${WEB}\0`],
  ['a letter that looks alike', 'https://аpp.example/callback'],
  ['full-width letters', 'https://ａｐｐ.example/callback'],
  ['a script', 'JaVaScRiPt:alert(1)'],
  ['a data: address', 'data:text/html,hello'],
  ['another host', 'https://evil.example/callback'],
  ['two addresses', `${WEB} https://evil.example/callback`],
];

describe('the browser is never sent to an unregistered redirect URI', () => {
  const refused = async (clientId: string, parameters: Record<string, string | undefined>) => {
    const url = new SmartApp(hospital, clientId).authorizationUrl(parameters);
    const page = await newBrowser().get(url);
    expect([page.status, page.h1]).toEqual([400, 'This app is not set up correctly']);
    expect(page.headers.get('location')).toBeNull();
    expect(page.html).not.toMatch(/ at .*\.js|node_modules/);
    for (const { href } of page.links) expect(href).not.toMatch(/evil|app\.example/);
    expect(page.forms.map(({ action }) => action).join()).not.toMatch(/evil|app\.example/);
  };

  it.each([
    proves('BI-93', ['an unknown client', { client_id: 'nobody' }]),
    proves('BI-94', ['no client', { client_id: undefined }]),
    proves('BI-93', ['another host', { redirect_uri: 'https://evil.example/callback' }]),
    proves('BI-93', [
      'localhost for 127.0.0.1',
      { redirect_uri: CALLBACK.replace('127.0.0.1', 'localhost') },
    ]),
    proves('BI-93', [
      'another loopback address',
      { redirect_uri: CALLBACK.replace('127.0.0.1', '127.0.0.2') },
    ]),
  ])('%s', async (_what, parameters) => refused('chart', parameters));

  it.each(NEARLY)('%s', async (_what, redirect_uri) => {
    proves('BI-93 TM-29');
    await refused('web', { redirect_uri });
  });

  // The request is also wrong in another way: the browser must not be sent to this address with that error either.
  it.each<[string, Record<string, string>]>([
    ['an unknown response_type', { response_type: 'token' }],
    ['no code_challenge', { code_challenge: '' }],
    ['an unknown aud', { aud: 'https://evil.example/r4' }],
    ['a wrong scope', { scope: '"' }],
    ['prompt=none', { prompt: 'none' }],
    ['response_mode=form_post', { response_mode: 'form_post', response_type: 'token' }],
    ['response_mode=fragment', { response_mode: 'fragment' }],
    ['a request object', { request: 'e30.e30.' }],
  ])('nor with an error when the request has %s', async (_what, parameters) => {
    proves('BI-93');
    await refused('web', { ...parameters, redirect_uri: 'https://evil.example/callback' });
  });

  it.each(NEARLY)('nor for a pushed request: %s', async (_what, redirect_uri) => {
    proves('BI-93');
    const app = new SmartApp(hospital, 'web');
    const form = Object.fromEntries(new URL(app.authorizationUrl({ redirect_uri })).searchParams);
    const { status, body } = await app.post('/par', form);
    // RFC 9126 section 2.3: an error of the authorization endpoint, as JSON.
    expect([status, body.error]).toEqual([400, 'invalid_request']);
  });

  it.each(['chart', 'two'])(
    'a missing redirect_uri is refused, with one or several registered addresses (%s)',
    async (clientId) => {
      proves('BI-94');
      await refused(clientId, { redirect_uri: undefined });
    },
  );

  it('two redirect_uri parameters are refused, also when one is registered', async () => {
    proves('BI-94');
    const once = new SmartApp(hospital).authorizationUrl();
    for (const second of [CALLBACK, 'https://evil.example/']) {
      const page = await newBrowser().get(`${once}&redirect_uri=${encodeURIComponent(second)}`);
      expect([page.status, page.headers.get('location')]).toEqual([400, null]);
    }
  });

  it('an empty redirect_uri, or one in the form of a list, is refused', async () => {
    proves('BI-94');
    const app = new SmartApp(hospital, 'two');
    for (const url of [
      app.authorizationUrl({ redirect_uri: '' }),
      `${app.authorizationUrl({ redirect_uri: undefined })}&redirect_uri[]=${encodeURIComponent(WEB)}`,
    ]) {
      const page = await newBrowser().get(url);
      expect([page.status, page.headers.get('location')]).toEqual([400, null]);
    }
  });
});

describe('an app on the person’s device', () => {
  const sentBackTo = async (redirect_uri: string, clientId = 'native') => {
    const url = new SmartApp(hospital, clientId).authorizationUrl({ redirect_uri, prompt: 'none' });
    const answer = await fetch(url, { redirect: 'manual' });
    return answer.status === 303 ? answer.headers.get('location') : answer.status;
  };

  it.each([LOOPBACK, 'http://127.0.0.1:5000/native', 'http://127.0.0.1:65535/native'])(
    'may listen at any port of 127.0.0.1 (RFC 8252 section 7.3): %s',
    async (address) => {
      proves('TM-29');
      expect(String(await sentBackTo(address)).startsWith(`${address}?error=`)).toBe(true);
    },
  );

  it.each([
    'http://localhost:5000/native',
    'http://127.0.0.2:5000/native',
    'http://[::1]:5000/native',
    'http://127.0.0.1:5000/Native',
    'http://127.0.0.1:5000/native/',
    'http://127.0.0.1:5000/native?x',
    'http://evil@127.0.0.1:5000/native',
    'http://127.0.0.1:5000@evil.example/native',
    'http://127.0.0.1:50a0/native',
    'http://0x7f000001:5000/native',
    'http://2130706433/native',
    'https://127.0.0.1:5000/native',
    'com.example.app:/Callback',
    'com.example.app://callback',
    'com.example.app.evil:/callback',
  ])('but not at another address: %s', async (address) => {
    proves('BI-93 TM-29');
    expect(await sentBackTo(address)).toBe(400);
  });
});

describe('RFC 8252 section 7.3 a port of a loopback address that differs from the registered port', () => {
  const isTaken = async (clientId: string, redirect_uri: string) => {
    const app = new SmartApp(hospital, clientId);
    const url = app.authorizationUrl({ redirect_uri, prompt: 'none' });
    const { status, headers } = await fetch(url, { redirect: 'manual' });
    const pushed = await app.post('/par', Object.fromEntries(new URL(url).searchParams));
    if (pushed.status !== 401)
      expect([redirect_uri, pushed.status === 201]).toEqual([redirect_uri, status === 303]);
    if (status === 303) expect(headers.get('location')!.startsWith(`${redirect_uri}?error=`)).toBe(true);
    return status === 303;
  };
  const OTHER_PORTS = ['http://127.0.0.1:5000/native', 'http://127.0.0.1:65535/native', LOOPBACK];

  it.each(['public', 'native', 'said-native', 'confidential-native'])(
    'is accepted for an app that is public or native: %s',
    async (id) => {
      for (const address of OTHER_PORTS)
        expect([address, await isTaken(id, address)]).toEqual([address, true]);
    },
  );

  it('is accepted for [::1] too', async () => {
    for (const address of ['http://[::1]:5000/native', 'http://[::1]/native'])
      expect([address, await isTaken('public', address)]).toEqual([address, true]);
  });

  it.each(['confidential', 'said-web'])(
    'is refused for an app that is neither public nor native: %s',
    async (id) => {
      expect(await isTaken(id, 'http://127.0.0.1:5000/native')).toBe(false);
      expect(await isTaken(id, LOOPBACK)).toBe(true);
    },
  );

  it.each([
    'http://127.0.0.1:65536/native',
    'http://127.0.0.1:/native',
    'http://127.0.0.1:5000/Native',
    'http://127.0.0.1:5000/native/',
    'http://127.0.0.1:5000/native?x',
    'http://127.0.0.1:5000',
    'https://127.0.0.1:5000/native',
    'http://localhost:5000/native',
    'http://127.0.0.2:5000/native',
    'http://[::2]:5000/native',
    'http://[::ffff:127.0.0.1]:5000/native',
    'http://evil@127.0.0.1:5000/native',
    'http://127.0.0.1:5000@evil.example/native',
    'http://127.0.0.1:5000.evil.example/native',
    'https://app.example:8443/callback',
  ])('is the only part that may differ: %s', async (address) =>
    expect(await isTaken('public', address)).toBe(false),
  );

  it('is refused for localhost, which may be another machine (section 8.3)', async () => {
    for (const id of ['public-by-name', 'native-by-name'])
      expect(await isTaken(id, 'http://localhost:5000/native')).toBe(false);
  });

  it('must also be the port of the code exchange', async () => {
    const app = new SmartApp(hospital, 'public');
    const browser = newBrowser();
    const newCode = async () => {
      const page = await browser.get(app.authorizationUrl());
      return app.answer(await walkThrough(browser, page, { username: 'maria.lindqvist' })).code!;
    };
    const registered = await app.redeem(await newCode(), { redirect_uri: AT_PORT_8 });
    expect([registered.status, registered.body.error]).toEqual([400, 'invalid_grant']);
    expect((await app.redeem(await newCode(), { redirect_uri: CALLBACK })).status).toBe(200);
  });
});

describe('after signing out', () => {
  proves('BI-95');
  const logout = (parameters: Record<string, string>) =>
    newBrowser().get(`${hospital.issuer}/logout?${new URLSearchParams(parameters)}`, {
      stopAt: ({ origin }) => origin !== hospital.issuer,
    });
  const ELSEWHERE = [
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    'https:evil.example',
    'javascript:alert(1)',
    `${AFTER_SIGN_OUT}/`,
    `${AFTER_SIGN_OUT}?x`,
    `${AFTER_SIGN_OUT}@evil.example`,
    `${AFTER_SIGN_OUT}\r\nLocation: https://evil.example`,
    CALLBACK,
  ];

  it.each(ELSEWHERE)('an app cannot send the browser to %j', async (address) => {
    const page = await logout({ client_id: 'chart', post_logout_redirect_uri: address });
    expect([page.status, page.headers.get('location')]).toEqual([400, null]);
    expect(page.forms).toEqual([]);
    expect(page.html).not.toContain('evil.example');
  });

  it.each(ELSEWHERE)('a link that names no app cannot send the browser to %j', async (address) => {
    const { browser } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const query = new URLSearchParams({ post_logout_redirect_uri: address, state: 'x' });
    const page = await browser.get(`${hospital.issuer}/logout?${query}`);
    const done = await browser.submit(page, { button: 'Sign out' });
    expect([done.status, new URL(done.url).origin]).toEqual([200, hospital.issuer]);
  });

  it('the browser goes back to the registered address, with the state unchanged', async () => {
    const { browser } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const state = 'a b\r\nSet-Cookie: c=d';
    const query = new URLSearchParams({
      client_id: 'chart',
      post_logout_redirect_uri: AFTER_SIGN_OUT,
      state,
    });
    const page = await browser.get(`${hospital.issuer}/logout?${query}`);
    const done = await browser.submit(page, {
      button: 'Sign out',
      stopAt: ({ href }) => href.startsWith(AFTER_SIGN_OUT),
    });
    expect([...new URL(done.url).searchParams]).toEqual([['state', state]]);
  });
});

describe('parameters that other software uses to name the next address', () => {
  proves('BI-95');
  const NAMES = ['returnTo', 'return_to', 'RelayState', 'next', 'redirect', 'target_link_uri', 'ui_locales'];
  const VALUES = ['//evil.example', '/\\evil.example', 'https:evil.example', 'x\r\nLocation: //evil.example'];
  const PATHS = [
    '/account',
    '/account/signed-in',
    '/logout',
    '/authorize',
    '/interaction/unknown',
    '/activation',
  ];

  it.each(PATHS)('send the browser to no other site at %s', async (path) => {
    for (const name of NAMES) {
      for (const value of VALUES) {
        const query = new URLSearchParams({ [name]: value });
        const { status, headers } = await fetch(`${hospital.issuer}${path}?${query}`, { redirect: 'manual' });
        const location = new URL(headers.get('location') ?? '/', hospital.issuer);
        expect([path, name, value, status < 500, location.origin]).toEqual([
          path,
          name,
          value,
          true,
          hospital.issuer,
        ]);
      }
    }
  });

  it.each(VALUES)('in ui_locales are ignored: %j', async (ui_locales) => {
    const app = new SmartApp(hospital);
    const page = await newBrowser().get(app.authorizationUrl({ ui_locales, prompt: 'none' }));
    expect(page.url.startsWith(CALLBACK)).toBe(true);
    expect(app.answer(page)).toMatchObject({ error: 'login_required', state: app.state });
    expect(page.url).not.toContain('evil');
  });
});
