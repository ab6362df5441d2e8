import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { DataSource } from 'typeorm';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { Settings } from '#src/config/settings/settings.js';
import { SignInRecord } from '#src/accounts/sign-ins/sign-in-record.entity.js';
import type { HttpBrowser, Page } from 'wardkey-sandbox/http-browser.js';
import { counted } from '../support/accounts.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { expectLetIn, MARIA, signInAt, startWithProviders } from '../support/providers-in-turn.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';

const AFTER_SIGN_OUT = 'http://127.0.0.1:9/signed-out';
const SCOPE = 'openid fhirUser offline_access user/Patient.rs';
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

let hospital: Hospital;

const settings = (configuration: Record<string, any>) =>
  configuration.externalIdentityProviders.identityProvider[0] as Record<string, unknown>;
const signIn = (username = 'maria.lindqvist', browser?: HttpBrowser) =>
  getTokens(hospital, { username }, { browser, parameters: { scope: SCOPE } });
const confirm = (browser: HttpBrowser, page: Page) => browser.submit(page, { button: 'yes' });
const signOutHere = async (browser: HttpBrowser, query = '') =>
  confirm(browser, await browser.get(`${hospital.issuer}/logout${query}`));
const isSignedIn = async (browser: HttpBrowser) => {
  const app = new SmartApp(hospital);
  const page = await browser.get(app.authorizationUrl({ scope: 'openid', aud: undefined, prompt: 'none' }));
  return app.answer(page).error !== 'login_required';
};
const refreshes = async ({ app, tokens }: Awaited<ReturnType<typeof signIn>>) => {
  const { status, body } = await app.refresh(tokens.refresh_token as string);
  if (status === 200) tokens.refresh_token = body.refresh_token as string;
  return status === 200;
};
const events = (event: string) =>
  hospital.app
    .get(DataSource)
    .getRepository(AuditEvent)
    .find({ where: { event: event as never }, order: { occurredAt: 'DESC' } });

describe('a sign-out here also signs out at the identity provider (singleSignout)', () => {
  beforeAll(async () => {
    hospital = await startHospital({
      configure: (configuration) => {
        settings(configuration).logoutMethod = 'singleSignout';
        configuration.clients[0].postLogoutRedirectUris = [AFTER_SIGN_OUT];
      },
    });
  });
  afterAll(() => hospital.close());

  it('the browser goes to the identity provider with the ID token as hint, and back to a page of this server', async () => {
    const { browser } = await signIn();
    const atProvider = await signOutHere(browser);
    const asked = new URL(atProvider.url);
    expect(asked.origin).toBe(hospital.identityProvider.issuer);
    expect(asked.searchParams.get('id_token_hint')!.split('.')).toHaveLength(3);
    expect(asked.searchParams.get('post_logout_redirect_uri')).toBe(
      `${hospital.issuer}/federation/hospital/signedout`,
    );
    expect(await isSignedIn(browser)).toBe(false);
    const done = await confirm(browser, atProvider);
    expect(done.h1).toBe('You are signed out');
    // No person is signed in there any more: the next one has to sign in.
    const page = await browser.get(new SmartApp(hospital).authorizationUrl({ scope: SCOPE }));
    expect((await browser.click(page, 'Continue with Hospital account')).text).toContain('Who are you?');
  });

  it('and then to the app, with the app’s state', async () => {
    const { browser, tokens } = await signIn();
    const query = new URLSearchParams({
      id_token_hint: tokens.id_token as string,
      post_logout_redirect_uri: AFTER_SIGN_OUT,
      state: 'of-the-app',
    });
    const atProvider = await signOutHere(browser, `?${query}`);
    expect(atProvider.url).toContain(hospital.identityProvider.issuer);
    let end: URL | undefined;
    await browser.submit(atProvider, {
      button: 'yes',
      stopAt: (url) => {
        end = url;
        return url.href.startsWith(AFTER_SIGN_OUT);
      },
    });
    expect(end!.href).toBe(`${AFTER_SIGN_OUT}?state=of-the-app`);
  });

  it('a state can be used once, and not at another identity provider; a made-up one leads nowhere', async () => {
    const { browser } = await signIn();
    const atProvider = await signOutHere(browser);
    const state = new URL(atProvider.url).searchParams.get('state')!;
    const address = (scheme: string, value: string) =>
      `${hospital.issuer}/federation/${scheme}/signedout?state=${value}`;
    const go = (url: string) => fetch(url, { redirect: 'manual' }).then(({ status }) => status);
    expect(await go(address('another', state))).toBe(200);
    expect(await go(address('hospital', 'made-up'))).toBe(200);
    expect(await go(address('hospital', state))).toBe(303);
    expect(await go(address('hospital', state))).toBe(200);
    expect(await go(`${hospital.issuer}/federation/hospital/signedout`)).toBe(200);
  });

  it('the ID token is stored encrypted, and deleted when it is not needed any more', async () => {
    const { browser } = await signIn();
    const repository = hospital.app.get(DataSource).getRepository(SignInRecord);
    const kept = () =>
      repository.findOneOrFail({ where: {}, order: { createdAt: 'DESC', expiresAt: 'DESC' } });
    const before = (await repository.find()).filter(({ sealedIdToken }) => sealedIdToken !== null);
    expect(before.length).toBeGreaterThan(0);
    for (const { sealedIdToken } of before) expect(sealedIdToken).not.toMatch(/eyJ/);
    await signOutHere(browser);
    expect((await kept()).sealedIdToken).toBeNull();
  });

  it('another person who signs in over the session is not sent to the sign-out of the identity provider', async () => {
    const { browser } = await signIn();
    const app = new SmartApp(hospital);
    const page = await browser.get(app.authorizationUrl({ scope: SCOPE, prompt: 'login' }));
    const visits = browser.history.length;
    await browser.submit(page, { button: 'james.okafor' });
    expect(browser.history.slice(visits).filter(({ url }) => url.includes('/oauth2/logout'))).toEqual([]);
  });
});

describe('a sign-out where the identity provider takes no part', () => {
  let provider: ScriptedProvider;
  beforeAll(async () => {
    provider = await startScriptedProvider({
      idToken: { sub: 's', 'extn.fhirUser': 'Practitioner/amara-diallo' },
    });
    hospital = await startHospital({
      configure: (configuration) =>
        Object.assign(settings(configuration), {
          authority: provider.origin,
          logoutMethod: 'singleSignout',
        }),
    });
  });
  afterAll(async () => {
    await hospital.close();
    await provider.close();
  });

  it('without end_session_endpoint only the session here ends, and the log says so', async () => {
    const { browser } = await signIn();
    expect((await signOutHere(browser)).h1).toBe('You are signed out');
    expect((await events('session.signed_out'))[0]!.trail).toMatchObject([
      { finding: expect.stringContaining('has no end_session_endpoint') },
    ]);
  });

  it('endSessionEndpoint names where to go, when discovery does not', async () => {
    await hospital.close();
    hospital = await startHospital({
      configure: (configuration) =>
        Object.assign(settings(configuration), {
          authority: provider.origin,
          logoutMethod: 'singleSignout',
          endSessionEndpoint: `${provider.origin}/end`,
        }),
    });
    const { browser } = await signIn();
    const { origin, pathname, searchParams } = new URL((await signOutHere(browser)).url);
    expect(origin + pathname).toBe(`${provider.origin}/end`);
    expect(searchParams.has('id_token_hint')).toBe(true);
  });
});

describe('an ID token that is too long for an address', () => {
  let provider: ScriptedProvider;
  beforeAll(async () => {
    provider = await startScriptedProvider({ idToken: {}, discovery: {} });
    provider.script.discovery = { end_session_endpoint: `${provider.origin}/end` };
    hospital = await startHospital({
      configure: (configuration) =>
        Object.assign(settings(configuration), { authority: provider.origin, logoutMethod: 'singleSignout' }),
    });
  });
  afterAll(async () => {
    await hospital.close();
    await provider.close();
  });
  const groups = Array.from({ length: 200 }, () => randomUUID());
  const sentTo = async (claims: object) => {
    provider.script.idToken = { sub: 's', 'extn.fhirUser': 'Practitioner/amara-diallo', ...claims };
    const { browser } = await signIn();
    return new URL((await signOutHere(browser)).url);
  };

  it.each([
    [
      'the login_hint of the identity provider',
      { login_hint: 'O.CiQ', preferred_username: 'amara' },
      'O.CiQ',
    ],
    ['the name of the account', { preferred_username: 'amara', email: 'amara@x.example' }, 'amara'],
    ['the subject', { login_hint: { a: 1 }, preferred_username: '' }, 's'],
  ])('is left out; sent are the client, and as hint %s', async (_what, claims, hint) => {
    const { href, searchParams } = await sentTo({ groups, ...claims });
    expect(href.length).toBeLessThan(2_048);
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: 'wardkey',
      logout_hint: hint,
      post_logout_redirect_uri: `${hospital.issuer}/federation/hospital/signedout`,
      state: expect.stringMatching(/^[\w-]+$/),
    });
  });

  it('is sent when it is short', async () => {
    const { searchParams } = await sentTo({ groups: groups.slice(0, 10) });
    expect([searchParams.has('id_token_hint'), searchParams.has('logout_hint')]).toEqual([true, false]);
  });
});

describe('the offline access of a person who signed out here', () => {
  let provider: ScriptedProvider;
  beforeAll(async () => {
    provider = await startScriptedProvider({ idToken: {}, discovery: {} });
    provider.script.discovery = { end_session_endpoint: `${provider.origin}/end` };
    hospital = await startHospital({
      configure: (configuration) =>
        Object.assign(settings(configuration), { authority: provider.origin, logoutMethod: 'singleSignout' }),
    });
  });
  afterEach(startClock);
  afterAll(async () => {
    await hospital.close();
    await provider.close();
  });
  const signInAs = async (sub: string, sid?: string, scope = SCOPE) => {
    provider.script.idToken = { sub, sid, 'extn.fhirUser': 'Practitioner/amara-diallo' };
    return getTokens(hospital, { username: '' }, { parameters: { scope } });
  };
  const tell = async (who: { sub?: string; sid?: string }) => {
    const now = Math.floor(Date.now() / 1000);
    const token = await provider.signToken({
      iss: provider.origin,
      aud: 'wardkey',
      iat: now,
      exp: now + 120,
      jti: randomUUID(),
      events: { [EVENT]: {} },
      ...who,
    });
    const body = new URLSearchParams({ logout_token: token });
    const response = await fetch(`${hospital.issuer}/federation/hospital/backchannel-logout`, {
      method: 'POST',
      body,
    });
    expect(response.status).toBe(200);
  };

  it.each([
    ['sid', 'own-a', { sid: 'own-a' }],
    ['sub', 'own-b', { sub: 'own-sub' }],
    ['sub and sid', 'own-c', { sub: 'own-sub', sid: 'own-c' }],
    ['sub and sid, where the ID token had no sid', undefined, { sub: 'own-sub', sid: 'another' }],
  ])(
    'stays when the identity provider’s message about this sign-out arrives, with %s',
    async (_what, sid, who) => {
      const person = await signInAs('own-sub', sid);
      const online = await signInAs('own-sub', sid, SCOPE.replace('offline', 'online'));
      await signOutHere(online.browser);
      await signOutHere(person.browser);
      await tell(who);
      expect([await refreshes(person), await refreshes(online)]).toEqual([true, false]);
      expect(await isSignedIn(person.browser)).toBe(false);
      const [row] = await events('session.ended_by_provider');
      expect(row).toMatchObject({
        outcome: 'success',
        trail: [{ finding: expect.stringContaining('own sign-out') }],
      });
      // A later message is about another sign-out.
      await tell(who);
      expect(await refreshes(person)).toBe(false);
    },
  );

  it('from earlier sign-ins stays too; the access of other sessions ends as always', async () => {
    const before = await signInAs('often', 'first');
    await signOutHere(before.browser);
    await tell({ sid: 'first' });
    const elsewhere = await signInAs('often', 'second');
    const here = await signInAs('often', 'third');
    await signOutHere(here.browser);
    await tell({ sub: 'often' });
    expect([await refreshes(before), await refreshes(here)]).toEqual([true, true]);
    expect([await isSignedIn(elsewhere.browser), await refreshes(elsewhere)]).toEqual([false, false]);
  });

  it('ends by a message that arrives too late to be about this sign-out', async () => {
    stopClock();
    const person = await signInAs('later', 'hour');
    await signOutHere(person.browser);
    moveClock(601);
    await tell({ sid: 'hour' });
    expect(await refreshes(person)).toBe(false);
  });

  it('ends by a message when the person did not sign out here', async () => {
    const person = await signInAs('alone', 'x');
    await tell({ sid: 'x' });
    expect([await isSignedIn(person.browser), await refreshes(person)]).toEqual([false, false]);
  });
});

describe('one identity provider, registered twice', () => {
  let provider: ScriptedProvider;
  beforeAll(async () => {
    provider = await startScriptedProvider({ idToken: {}, discovery: {} });
    provider.script.discovery = { end_session_endpoint: `${provider.origin}/end` };
    hospital = await startWithProviders(provider, {
      ward: { logoutMethod: 'singleSignout' },
      office: { logoutMethod: 'singleSignout', clientId: 'wardkey-office' },
      'ward-again': { logoutMethod: 'singleSignout' },
    });
  });
  afterAll(async () => {
    await hospital.close();
    await provider.close();
  });
  const AUDIENCES: Record<string, string> = { office: 'wardkey-office' };
  const signInBy = async (scheme: string, who: object, browser = newBrowser()) => {
    provider.script.idToken = { ...MARIA, ...who };
    const app = new SmartApp(hospital);
    const asked = app.authorizationUrl({ scope: SCOPE, prompt: 'login' });
    const button = (await browser.get(asked)).links.find(({ href }) =>
      href.endsWith(`/providers/${scheme}`),
    )!;
    const page = await walkThrough(browser, await browser.get(button.href), { username: '' });
    const { body: tokens } = await app.redeem(app.answer(page).code!);
    return { app, browser, tokens } as unknown as Awaited<ReturnType<typeof signIn>>;
  };
  const tell = async (scheme: string, who: object, jti: string = randomUUID()) => {
    const now = Math.floor(Date.now() / 1000);
    const aud = AUDIENCES[scheme] ?? 'wardkey';
    const said = { iss: provider.origin, aud, iat: now, exp: now + 120, jti, events: { [EVENT]: {} } };
    const body = new URLSearchParams({ logout_token: await provider.signToken({ ...said, ...who }) });
    const path = `/federation/${scheme}/backchannel-logout`;
    expect((await fetch(hospital.issuer + path, { method: 'POST', body })).status).toBe(200);
  };

  it.each([
    ['ward', 'office'],
    ['office', 'ward'],
  ])(
    'the person’s own sign-out leaves offline access when both registrations get a message: %s, %s',
    async (first, second) => {
      const who = { sub: `twice-${first}`, sid: `sid-${first}` };
      const ward = await signInBy('ward', who);
      const office = await signInBy('office', who, ward.browser);
      await signOutHere(office.browser);
      // The two messages have the same jti, which is unique only for one audience.
      for (const scheme of [first, second]) await tell(scheme, who, `jti-${first}`);
      expect([await refreshes(ward), await refreshes(office)]).toEqual([true, true]);
      // A later message is about another sign-out.
      await tell(first, who);
      expect(await refreshes(first === 'ward' ? ward : office)).toBe(false);
    },
  );

  it('it also leaves the access that came from the same session by the other registration', async () => {
    const who = { sub: 'moves', sid: 'sid-moves' };
    const before = await signInBy('ward', who);
    const later = await signInBy('office', who);
    await signOutHere(before.browser);
    await tell('ward', who);
    await tell('office', who);
    expect(await refreshes(before)).toBe(true);
    // Another browser that was still signed in here is signed out.
    expect([await isSignedIn(later.browser), await refreshes(later)]).toEqual([false, false]);
  });

  it('a message is about its own registration, in every entry that has this registration', async () => {
    const who = { sub: 'told', sid: 'sid-told' };
    const people = [
      await signInBy('ward', who),
      await signInBy('ward-again', who),
      await signInBy('office', who),
    ];
    await tell('ward', { sub: 'told' });
    const standing = await Promise.all(people.map(({ browser }) => isSignedIn(browser)));
    expect(standing).toEqual([false, false, true]);
    expect(await refreshes(people[2]!)).toBe(true);
  });
});

describe('the identity provider says that a person signed out there', () => {
  beforeAll(async () => {
    hospital = await startHospital();
  });
  afterAll(() => hospital.close());

  it('the session here and its refresh tokens end; others stay', async () => {
    proves('FI-28');
    const ward = await signIn();
    const office = await signIn();
    const colleague = await signIn('james.okafor');
    const page = await ward.browser.get(`${hospital.identityProvider.issuer}/oauth2/logout`);
    await confirm(ward.browser, page);
    expect(await isSignedIn(ward.browser)).toBe(false);
    expect(await refreshes(ward)).toBe(false);
    for (const other of [office, colleague]) {
      expect(await isSignedIn(other.browser)).toBe(true);
      expect(await refreshes(other)).toBe(true);
    }
    expect((await events('session.ended_by_provider'))[0]).toMatchObject({
      outcome: 'success',
      scheme: 'hospital',
      accountId: expect.any(String),
    });
  });
});

describe('a logout token', () => {
  let provider: ScriptedProvider;
  beforeAll(async () => {
    provider = await startScriptedProvider({ idToken: {} });
    hospital = await startHospital({
      configure: (configuration) => (settings(configuration).authority = provider.origin),
    });
  });
  afterAll(async () => {
    await hospital.close();
    await provider.close();
  });

  const now = () => Math.floor(Date.now() / 1000);
  const claims = (changes: object = {}) => ({
    iss: provider.origin,
    aud: 'wardkey',
    iat: now(),
    exp: now() + 120,
    jti: randomUUID(),
    sub: 'maria',
    events: { [EVENT]: {} },
    ...changes,
  });
  const post = (body: string, scheme = 'hospital') =>
    fetch(`${hospital.issuer}/federation/${scheme}/backchannel-logout`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
    });
  const send = async (changes: object = {}, header?: Record<string, unknown>) =>
    post(`logout_token=${await provider.signToken(claims(changes), header)}`);
  const signInAs = async (sub: string, sid?: string) => {
    provider.script.idToken = { sub, sid, 'extn.fhirUser': 'Practitioner/amara-diallo' };
    return signIn();
  };

  it('is answered 200 and not cached, also for a person who is not signed in here', async () => {
    const response = await send();
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toBe('');
  });

  it('with sub ends every session of that person, on each device, and of no other person', async () => {
    const [ward, office] = [await signInAs('maria', 'one'), await signInAs('maria', 'two')];
    const colleague = await signInAs('james', 'three');
    expect((await send({ sub: 'maria' })).status).toBe(200);
    for (const ended of [ward, office]) {
      expect(await isSignedIn(ended.browser)).toBe(false);
      expect(await refreshes(ended)).toBe(false);
    }
    expect(await isSignedIn(colleague.browser)).toBe(true);
    expect(await refreshes(colleague)).toBe(true);
  });

  it('with sid ends only that session', async () => {
    const [ward, office] = [await signInAs('maria', 'sid-a'), await signInAs('maria', 'sid-b')];
    expect((await send({ sub: undefined, sid: 'sid-a' })).status).toBe(200);
    expect([await isSignedIn(ward.browser), await isSignedIn(office.browser)]).toEqual([false, true]);
    expect([await refreshes(ward), await refreshes(office)]).toEqual([false, true]);
  });

  it('with both ends the session only if it belongs to that person', async () => {
    const james = await signInAs('james', 'sid-c');
    expect((await send({ sub: 'maria', sid: 'sid-c' })).status).toBe(200);
    expect(await isSignedIn(james.browser)).toBe(true);
    expect((await send({ sub: 'james', sid: 'sid-c' })).status).toBe(200);
    expect(await isSignedIn(james.browser)).toBe(false);
  });

  it('ends a sign-in that is not finished yet', async () => {
    provider.script.idToken = { sub: 'late', 'extn.fhirUser': 'Practitioner/amara-diallo' };
    const browser = newBrowser();
    const app = new SmartApp(hospital);
    const resume = /\/authorize\/[^/?]+$/;
    let stopped: URL | undefined;
    await browser.get(app.authorizationUrl({ scope: SCOPE }), {
      stopAt: (url) => {
        if (resume.test(url.pathname)) stopped = url;
        return stopped !== undefined;
      },
    });
    expect((await send({ sub: 'late' })).status).toBe(200);
    await browser.get(stopped!);
    expect(await isSignedIn(browser)).toBe(false);
  });

  describe('without exp, as earlier drafts allowed', () => {
    afterEach(startClock);
    const bare = (changes: object = {}) =>
      provider.signToken(claims({ exp: undefined, jti: randomUUID(), ...changes }));

    it('ends the session, and is accepted once', async () => {
      const person = await signInAs('maria');
      const token = await bare({ sub: 'maria' });
      expect((await post(`logout_token=${token}`)).status).toBe(200);
      expect(await isSignedIn(person.browser)).toBe(false);
      const again = await signInAs('maria');
      expect((await post(`logout_token=${token}`)).status).toBe(400);
      expect(await isSignedIn(again.browser)).toBe(true);
    });

    it('is accepted for some minutes, and never twice', async () => {
      stopClock();
      const [early, used] = [await bare(), await bare()];
      expect((await post(`logout_token=${used}`)).status).toBe(200);
      moveClock(359);
      expect((await post(`logout_token=${used}`)).status).toBe(400);
      expect((await post(`logout_token=${early}`)).status).toBe(200);
      const late = await bare({ iat: now() - 360 });
      expect((await post(`logout_token=${late}`)).status).toBe(400);
      moveClock(1);
      expect((await post(`logout_token=${used}`)).status).toBe(400);
    });
  });

  it('may have fractions of a second in its times, and is accepted once', async () => {
    const person = await signInAs('maria');
    const parts = { iat: now() - 0.5, exp: now() + 100.25 };
    const token = await provider.signToken(claims({ sub: 'maria', ...parts }));
    expect((await post(`logout_token=${token}`)).status).toBe(200);
    expect(await isSignedIn(person.browser)).toBe(false);
    expect((await post(`logout_token=${token}`)).status).toBe(400);
    expect((await send({ iat: now() - 0.5, exp: undefined })).status).toBe(200);
  });

  it('that comes twice is accepted once', async () => {
    proves('FI-28');
    const token = await provider.signToken(claims({ sub: 'maria' }));
    const [first, second] = await Promise.all([post(`logout_token=${token}`), post(`logout_token=${token}`)]);
    expect([first.status, second.status].sort()).toEqual([200, 400]);
    const again = await signInAs('maria');
    expect((await post(`logout_token=${token}`)).status).toBe(400);
    expect(await isSignedIn(again.browser)).toBe(true);
  });

  it('of a disabled identity provider still ends the sessions that came from it', async () => {
    const person = await signInAs('maria');
    const [entry] = hospital.app.get(Settings).externalIdentityProviders.identityProvider;
    entry!.enabled = false;
    try {
      expect((await send({ sub: 'maria' })).status).toBe(200);
      expect(await isSignedIn(person.browser)).toBe(false);
    } finally {
      entry!.enabled = true;
    }
  });

  it.each<[string, object, Record<string, unknown>?]>([
    ['another issuer', { iss: 'https://evil.example' }],
    ['the issuer with a slash', { iss: 'SLASH' }],
    ['another audience', { aud: 'another' }],
    ['no iat', { iat: undefined }],
    ['iat in the future', { iat: Math.floor(Date.now() / 1000) + 3_600 }],
    ['no exp, and iat too long ago', { exp: undefined, iat: Math.floor(Date.now() / 1000) - 3_600 }],
    ['no exp and no iat', { exp: undefined, iat: undefined }],
    ['an exp that is not a time', { exp: 'soon' }],
    ['exp in the past', { exp: 1_000 }],
    ['no jti', { jti: undefined }],
    ['an empty jti', { jti: '' }],
    ['a jti that is not text', { jti: 5 }],
    ['no events', { events: undefined }],
    ['other events', { events: { 'http://schemas.openid.net/event/other': {} } }],
    ['an event that is not an object', { events: { [EVENT]: true } }],
    ['events as a list', { events: [EVENT] }],
    ['a nonce', { nonce: 'n' }],
    ['neither sub nor sid', { sub: undefined }],
    ['a sub that is not text', { sub: { a: 1 } }],
    ['an empty sid', { sid: '' }],
    ['the type of another token', {}, { typ: 'at+jwt' }],
    proves('BI-09', ['an unknown kid', {}, { kid: 'two' }]),
  ])('is refused with %s, and no session ends', async (_what, changes, ...[header]) => {
    proves('TM-03');
    const person = await signInAs('maria', 'a-sid');
    const slash = (changes as { iss?: string }).iss === 'SLASH' ? { iss: `${provider.origin}/` } : {};
    const before = await counted(hospital, 'provider.logout_refused');
    const response = await send({ ...changes, ...slash }, header);
    expect(response.status).toBe(400);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({
      error: 'invalid_request',
      error_description: expect.any(String),
    });
    expect(await isSignedIn(person.browser)).toBe(true);
    expect(await counted(hospital, 'provider.logout_refused')).toBe(before + 1);
    expect(await events('provider.logout_refused')).toEqual([]);
  });

  it.each<[string, string, object]>([
    ['keys', '/keys', { keys: [] }],
    ['discovery document', '/.well-known/openid-configuration', { issuer: 'https://another.example' }],
  ])('from strangers makes the server read unusable %s only once', async (_what, path, useless) => {
    const unread = await startScriptedProvider({
      idToken: MARIA,
      routes: { [path]: (response) => void response.end(JSON.stringify(useless)) },
    });
    const other = await startWithProviders(unread, { hospital: {} });
    try {
      const token = await unread.signToken({ ...claims(), iss: unread.origin });
      const tell = () =>
        fetch(`${other.issuer}/federation/hospital/backchannel-logout`, {
          method: 'POST',
          body: new URLSearchParams({ logout_token: token }),
        });
      for (let i = 0; i < 10; i += 1) expect((await tell()).status).toBe(400);
      expect(unread.visits.filter((one) => one === path)).toHaveLength(1);
      // A sign-in does not wait for this.
      unread.script.routes = {};
      expectLetIn(await signInAt(other, 'hospital'));
      expect((await tell()).status).toBe(200);
    } finally {
      await other.close();
      await unread.close();
    }
  });

  it('is refused without a signature, or with the signature of another key', async () => {
    proves('TM-03');
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const foreign = await new SignJWT(claims())
      .setProtectedHeader({ alg: 'RS256', kid: 'one', jwk: await exportJWK(publicKey) })
      .sign(privateKey);
    const unsigned = [{ alg: 'none' }, claims()]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    for (const token of [foreign, `${unsigned}.`, 'not a token', '', 'x'.repeat(20_000)])
      expect((await post(`logout_token=${encodeURIComponent(token)}`)).status).toBe(400);
  });

  it('is refused when it is missing, given twice, or for an unknown identity provider', async () => {
    const token = await provider.signToken(claims());
    expect((await post('')).status).toBe(400);
    expect((await post(`logout_token=${token}&logout_token=${token}`)).status).toBe(400);
    expect((await post(`logout_token=${token}`, 'another')).status).toBe(400);
    expect((await post(`logout_token=${token}`, '%00')).status).toBe(400);
  });
});
