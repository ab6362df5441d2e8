import { DataSource } from 'typeorm';
import type { HttpBrowser } from 'wardkey-sandbox/http-browser.js';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { RelyingPartyLogout } from '#src/authorization-server/logout/relying-party-logout.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { RelyingParty } from '../support/relying-party.js';
import { newBrowser, walkThrough } from '../support/smart-app.js';
import { portalClient, type StaffPortal, startStaffPortal } from '../support/staff-portal.js';

// Clients that know only OpenID Connect, with a library of others: they sign people in and out, and are told of a
// sign-out (OpenID Connect RP-Initiated Logout 1.0, Back-Channel Logout 1.0).
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const MARIA = 'maria.lindqvist';
let hospital: Hospital;
let portal: StaffPortal;
let roster: StaffPortal;

beforeAll(async () => {
  const issuer = () => hospital.issuer;
  [portal, roster] = await Promise.all([startStaffPortal(issuer), startStaffPortal(issuer, 'roster')]);
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.clients.push(portalClient(portal), portalClient(roster, { clientId: 'roster' }));
    },
  });
});
afterEach(async () => {
  Object.assign(portal, { silent: false, refuseWith: undefined });
  await told();
  for (const one of [portal, roster]) Object.assign(one, { logoutTokens: [], calls: 0 });
});
afterAll(async () => {
  // First the clients that may still be called.
  portal.silent = false;
  await hospital.close();
  await Promise.all([portal.close(), roster.close()]);
});

/** Waits until every due message is sent. */
const told = () => hospital.app.get(RelyingPartyLogout).deliver();
const signIn = async (at: StaffPortal, browser = newBrowser(), username = MARIA) => {
  const page = await walkThrough(browser, await browser.get(`${at.origin}/login`), { username });
  if (page.status !== 200) throw new Error(`${page.url} ${page.status} ${page.h1}`);
  return { browser, page };
};
const isSignedIn = async (at: StaffPortal, browser: HttpBrowser) =>
  (await browser.get(at.origin)).status === 200;
const signOutHere = async (browser: HttpBrowser) =>
  browser.submit(await browser.get(`${hospital.issuer}/logout`), { button: 'Sign out' });
const events = (event: 'client.logout_not_told') =>
  hospital.app.get(DataSource).getRepository(AuditEvent).findBy({ event });
const accountOf = async (email: string) => (await hospital.app.get(AccountStore).findByEmailKey(email))[0]!;
const waiting = () =>
  hospital.app
    .get(DataSource)
    .query('SELECT client_id, attempts FROM relying_party_session WHERE next_attempt_at IS NOT NULL');

it('a library of others signs people in, and reads who they are', async () => {
  const { browser, page } = await signIn(portal);
  expect(page.h1).toBe('Hello Maria Lindqvist');
  expect(await isSignedIn(portal, browser)).toBe(true);
  // One sign-in for both clients.
  const second = await signIn(roster, browser, 'nobody');
  expect(second.page.h1).toBe('Hello Maria Lindqvist');
});

describe('a sign-out at a client (RP-Initiated Logout)', () => {
  it('shows a page of this server, signs out everywhere, and returns to the client with its state', async () => {
    const { browser } = await signIn(portal);
    await signIn(roster, browser);
    const question = await browser.get(`${portal.origin}/logout`);
    expect(question.text).toContain(
      'You will be signed out of Staff Portal and the other apps you opened here.',
    );
    const end = await browser.submit(question, { button: 'Sign out' });
    expect([end.url, end.h1]).toEqual([
      `${portal.origin}/goodbye?state=of-the-portal`,
      'Goodbye of-the-portal',
    ]);
    await told();
    expect(await isSignedIn(portal, browser)).toBe(false);
    expect(await isSignedIn(roster, browser)).toBe(false);
    expect([portal.logoutTokens.length, roster.logoutTokens.length]).toEqual([1, 1]);
  });

  it('signs out only at that client when the person stays signed in here', async () => {
    const { browser } = await signIn(portal);
    await signIn(roster, browser);
    await browser.submit(await browser.get(`${portal.origin}/logout`), { button: 'Stay signed in' });
    await told();
    expect(await isSignedIn(portal, browser)).toBe(false);
    expect(await isSignedIn(roster, browser)).toBe(true);
    expect((await signIn(portal, browser, 'nobody')).page.h1).toBe('Hello Maria Lindqvist');
  });

  const party = (browser: HttpBrowser) => new RelyingParty(hospital, 'chart', browser);
  const hintOf = async (browser: HttpBrowser) => {
    const app = party(browser);
    const page = await walkThrough(
      browser,
      await browser.get(app.app.authorizationUrl({ scope: 'openid', aud: undefined })),
      { username: MARIA },
    );
    return (await app.app.redeem(app.app.answer(page).code!)).body.id_token as string;
  };
  const ask = (browser: HttpBrowser, query: Record<string, string>) =>
    browser.get(`${hospital.issuer}/logout?${new URLSearchParams(query).toString()}`);

  it.each([
    [
      'with client_id',
      (at: StaffPortal) => ({ client_id: 'staff-portal', post_logout_redirect_uri: `${at.origin}/goodbye` }),
      true,
    ],
    [
      'without client and hint, on a page of this server',
      (at: StaffPortal) => ({ post_logout_redirect_uri: `${at.origin}/goodbye` }),
      false,
    ],
    [
      'without a return address, on a page of this server',
      () => ({ client_id: 'staff-portal', state: 'x' }),
      false,
    ],
  ])('ends %s', async (_what, query, returns) => {
    const { browser } = await signIn(portal);
    const end = await browser.submit(await ask(browser, query(portal)), { button: 'Sign out' });
    if (returns) expect(end.url).toBe(`${portal.origin}/goodbye`);
    else expect([new URL(end.url).origin, end.h1]).toEqual([hospital.issuer, 'You are signed out']);
    expect(
      await party(browser).app.answer(
        await browser.get(
          party(browser).app.authorizationUrl({ scope: 'openid', aud: undefined, prompt: 'none' }),
        ),
      ),
    ).toMatchObject({ error: 'login_required' });
  });

  it.each([
    ['another address', { post_logout_redirect_uri: 'https://evil.example/' }],
    ['the registered address with an addition', { post_logout_redirect_uri: 'ADDED' }],
    ['an unknown client', { client_id: 'nobody' }],
    ['a wrong hint', { id_token_hint: 'nonsense' }],
  ])('%s: a page is shown, the browser stays here, and no session ends', async (_what, changes) => {
    const { browser } = await signIn(portal);
    const added = (changes as { post_logout_redirect_uri?: string }).post_logout_redirect_uri === 'ADDED';
    const page = await ask(browser, {
      client_id: 'staff-portal',
      ...changes,
      ...(added ? { post_logout_redirect_uri: `${portal.origin}/goodbye/` } : {}),
    } as Record<string, string>);
    expect([page.status, page.h1]).toEqual([400, 'This app is not set up correctly']);
    expect(await isSignedIn(portal, browser)).toBe(true);
  });

  it('a hint and a client_id that name two clients are refused', async () => {
    const browser = newBrowser();
    const id_token_hint = await hintOf(browser);
    const page = await ask(browser, { id_token_hint, client_id: 'roster' });
    expect(page.status).toBe(400);
  });

  it('a form on the client’s own page works in the same way', async () => {
    const { browser } = await signIn(portal);
    const form = new URLSearchParams({
      client_id: 'staff-portal',
      post_logout_redirect_uri: `${portal.origin}/goodbye`,
      state: 'posted',
    });
    const question = await browser.post(`${hospital.issuer}/logout`, form);
    expect(question.h1).toMatch(/^Sign out of /);
    const end = await browser.submit(question, { button: 'Sign out' });
    expect(end.url).toBe(`${portal.origin}/goodbye?state=posted`);
  });

  it('a person who is no longer signed in returns nevertheless', async () => {
    const browser = newBrowser();
    const page = await ask(browser, {
      client_id: 'staff-portal',
      post_logout_redirect_uri: `${portal.origin}/goodbye`,
      state: 's',
    });
    expect((await browser.submit(page)).url).toBe(`${portal.origin}/goodbye?state=s`);
  });
});

describe('a client is told of every end of a session', () => {
  it('by a signed message with the person, the client and the session, which is not an ID token', async () => {
    const { browser } = await signIn(portal);
    await signOutHere(browser);
    await told();
    const [token] = portal.logoutTokens;
    const { id } = await accountOf(`${MARIA}@harbour.example`);
    expect(token).toEqual({
      typ: 'logout+jwt',
      iss: hospital.issuer,
      aud: 'staff-portal',
      sub: id,
      sid: expect.any(String),
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: expect.any(Number),
      events: { [EVENT]: {} },
    });
    expect(token!.exp! - token!.iat!).toBeLessThanOrEqual(120);
    expect(await waiting()).toEqual([]);
  });

  it('of that session, and of no other session of the same person', async () => {
    const [one, other] = [await signIn(portal), await signIn(portal)];
    await signOutHere(one.browser);
    await told();
    expect(await isSignedIn(portal, one.browser)).toBe(false);
    expect(await isSignedIn(portal, other.browser)).toBe(true);
  });

  it('when the session ended on the page of apps', async () => {
    const { browser } = await signIn(portal);
    const page = await browser.click(await browser.get(`${hospital.issuer}/account`), 'Sign out');
    await browser.submit(page, { button: 'Sign out' });
    await told();
    expect(await isSignedIn(portal, browser)).toBe(false);
  });

  it('when the identity provider ended it', async () => {
    const { browser } = await signIn(portal);
    const page = await browser.get(`${hospital.identityProvider.issuer}/oauth2/logout`);
    await browser.submit(page, { button: 'yes' });
    await told();
    expect(await isSignedIn(portal, browser)).toBe(false);
  });

  it('when another person signs in on that browser', async () => {
    const { browser } = await signIn(portal);
    const app = new RelyingParty(hospital, 'chart', browser);
    const start = await browser.get(
      app.app.authorizationUrl({ scope: 'openid', aud: undefined, prompt: 'login' }),
    );
    const switching = await browser.submit(start, { button: 'james.okafor' });
    await walkThrough(browser, await browser.submit(switching), { username: 'james.okafor' });
    await told();
    expect(await isSignedIn(portal, browser)).toBe(false);
    expect(portal.logoutTokens).toHaveLength(1);
  });

  it('when an administrator deactivated the account, removed a link of it, or deleted it', async () => {
    const directory = hospital.app.get(AccountDirectory);
    const accounts = hospital.app.get(AccountStore);
    const end: Array<(id: string, version: number) => Promise<unknown>> = [
      (id, version) => directory.update(id, version, { status: 'deactivated' }),
      async (id) => directory.removeLink(id, (await accounts.identitiesOf(id))[0]!.id),
      (id) => directory.delete(id),
    ];
    for (const how of end) {
      const { browser } = await signIn(portal, newBrowser(), 'wei.chen');
      const { id, version } = await accountOf('wei.chen@harbour.example');
      await how(id, version);
      await told();
      expect(await isSignedIn(portal, browser)).toBe(false);
      const { status, version: now } = (await accounts.findById(id)) ?? {};
      if (status === 'deactivated') await directory.update(id, now!, { status: 'active' });
    }
  });
});

describe('a client that does not accept the message', () => {
  it('delays no other request, and is told later', async () => {
    const { browser } = await signIn(portal);
    await signIn(roster, browser);
    portal.refuseWith = 503;
    expect((await signOutHere(browser)).h1).toBe('You are signed out');
    await told();
    // The other client has been told already.
    expect(await isSignedIn(roster, browser)).toBe(false);
    expect(portal.calls).toBe(1);
    expect(await waiting()).toMatchObject([{ client_id: 'staff-portal', attempts: 1 }]);
    portal.refuseWith = undefined;
    await hospital.app
      .get(DataSource)
      .query('UPDATE relying_party_session SET next_attempt_at = 1 WHERE next_attempt_at IS NOT NULL');
    await told();
    expect(await isSignedIn(portal, browser)).toBe(false);
    expect(await waiting()).toEqual([]);
  });

  it('is given up in the end, and the log says so', async () => {
    const before = (await events('client.logout_not_told')).length;
    const { browser } = await signIn(portal);
    portal.refuseWith = 500;
    await signOutHere(browser);
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await hospital.app
        .get(DataSource)
        .query('UPDATE relying_party_session SET next_attempt_at = 1 WHERE next_attempt_at IS NOT NULL');
      await told();
    }
    expect(portal.calls).toBe(5);
    expect(await waiting()).toEqual([]);
    const rows = await events('client.logout_not_told');
    expect(rows).toHaveLength(before + 1);
    expect(rows.at(-1)).toMatchObject({
      clientId: 'staff-portal',
      outcome: 'failed',
      accountId: expect.any(String),
    });
  });

  it('is not told again when it says that the message is wrong', async () => {
    const { browser } = await signIn(portal);
    portal.refuseWith = 400;
    await signOutHere(browser);
    await told();
    expect(portal.calls).toBe(1);
    expect(await waiting()).toEqual([]);
  });

  it('that never answers delays neither the page nor the other clients', async () => {
    const { browser } = await signIn(portal);
    await signIn(roster, browser);
    portal.silent = true;
    expect((await signOutHere(browser)).h1).toBe('You are signed out');
    await told();
    expect(roster.logoutTokens).toHaveLength(1);
    expect(await waiting()).toMatchObject([{ client_id: 'staff-portal', attempts: 1 }]);
    portal.silent = false;
    await hospital.app
      .get(DataSource)
      .query('UPDATE relying_party_session SET next_attempt_at = 1 WHERE next_attempt_at IS NOT NULL');
    await told();
    expect(portal.logoutTokens).toHaveLength(1);
  });

  it('gets no old message after a new sign-in there', async () => {
    const { browser } = await signIn(portal);
    portal.refuseWith = 503;
    await browser.submit(await browser.get(`${portal.origin}/logout`), { button: 'Stay signed in' });
    await told();
    portal.refuseWith = undefined;
    await signIn(portal, browser);
    await hospital.app
      .get(DataSource)
      .query('UPDATE relying_party_session SET next_attempt_at = 1 WHERE next_attempt_at IS NOT NULL');
    await told();
    expect(await isSignedIn(portal, browser)).toBe(true);
  });
});
