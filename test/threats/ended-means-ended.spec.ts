import { randomUUID } from 'node:crypto';
import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import type { HttpBrowser } from 'wardkey-sandbox/http-browser.js';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { CredentialStore } from '#src/accounts/credentials/credential.store.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { AppsWithAccess } from '#src/authorization-server/session/apps-with-access.js';
import { Settings } from '#src/config/settings/settings.js';
import { AccountSetup } from '#src/sign-in/setup/account-setup.js';
import { accountWithPassword, audited, PASSWORD, typePassword } from '../support/accounts.js';
import { CALLBACK, type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';

const BASIC = `Basic ${Buffer.from(`${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`).toString('base64')}`;
const PLAIN = { aud: undefined, scope: 'openid offline_access' };

let hospital: Hospital;

/** A person at one browser with an app: with clinical access, and with a plain sign-in beside it. */
interface Person {
  browser: HttpBrowser;
  accountId: string;
  clinical: { app: SmartApp; tokens: Record<string, any> };
  plain: { app: SmartApp; tokens: Record<string, any> };
}

/** How a person gets past the sign-in page. */
type Enter = (browser: HttpBrowser, start: Awaited<ReturnType<HttpBrowser['get']>>) => Promise<typeof start>;

const atProvider =
  (username: string): Enter =>
  async (browser, start) =>
    walkThrough(browser, await toProvider(browser, start), { username });

/** When an account has a password too, the page asks how to sign in. */
const toProvider: Enter = async (browser, start) =>
  start.h1.startsWith('Sign in to continue') ? browser.click(start, 'Continue with Hospital account') : start;

const byPassword =
  (email: string, password = PASSWORD): Enter =>
  async (browser, start) => {
    const page = start.forms.some(({ fields }) => fields.some(({ name }) => name === 'password'))
      ? await typePassword(browser, start, email, password)
      : start;
    return walkThrough(browser, page, { username: '' });
  };

async function tokensOf(
  browser: HttpBrowser,
  enter: Enter,
  parameters: Record<string, string | undefined> = {},
  clientId = 'chart',
) {
  const app = new SmartApp(hospital, clientId);
  const page = await enter(browser, await browser.get(app.authorizationUrl(parameters)));
  const { status, body } = await app.redeem(app.answer(page).code!);
  expect([status, body.error]).toEqual([200, undefined]);
  return { app, tokens: body };
}

async function signIn(enter: Enter, clientId = 'chart'): Promise<Person> {
  const browser = newBrowser();
  const clinical = await tokensOf(browser, enter, {}, clientId);
  const plain = await tokensOf(browser, enter, PLAIN, clientId);
  return { browser, accountId: decodeJwt(clinical.tokens.id_token as string).sub!, clinical, plain };
}

const refresh = async (one: { app: SmartApp; tokens: Record<string, any> }) => {
  const { body } = await one.app.refresh(one.tokens.refresh_token as string);
  if (body.refresh_token) one.tokens = { ...one.tokens, ...body };
  return (body.error as string | undefined) ?? 'refreshed';
};
const silently = async ({ browser, plain }: Person, parameters: Record<string, string | undefined>) => {
  const app = new SmartApp(hospital, plain.app.clientId);
  const page = await browser.get(app.authorizationUrl({ ...parameters, prompt: 'none' }));
  const { code, error } = app.answer(page);
  return code === undefined ? error : 'signed in';
};

/** What every place answers about a person’s access. */
async function standing(person: Person) {
  const { clinical, plain, accountId, browser } = person;
  const introspection = async (token: unknown) =>
    (await new SmartApp(hospital).post('/introspect', { token: token as string }, { authorization: BASIC }))
      .body.active as boolean;
  const authorization = `Bearer ${plain.tokens.access_token}`;
  const page = await browser.request(`${hospital.issuer}/account`, 'GET');
  return {
    introspection: await introspection(clinical.tokens.access_token),
    userinfo: (await fetch(`${hospital.issuer}/userinfo`, { headers: { authorization } })).status,
    page: page.status,
    apps: (await hospital.app.get(AppsWithAccess).list(accountId)).length > 0,
    session: await silently(person, { aud: undefined, scope: 'openid' }),
    launch: await silently(person, {}),
    refresh: [await refresh(clinical), await refresh(plain)],
  };
}
const STANDS = {
  introspection: true,
  userinfo: 200,
  page: 200,
  apps: true,
  session: 'signed in',
  launch: 'interaction_required',
  refresh: ['refreshed', 'refreshed'],
};
const ENDED = {
  introspection: false,
  userinfo: 401,
  page: 303,
  apps: false,
  session: 'login_required',
  launch: 'login_required',
  refresh: ['invalid_grant', 'invalid_grant'],
};

const directory = () => hospital.app.get(AccountDirectory);
const accounts = () => hospital.app.get(AccountStore);
const setStatus = async (id: string, status: 'active' | 'deactivated') =>
  directory().update(id, (await accounts().findById(id))!.version, { status });

/** Each way to end a person’s access. Most are undone at once: what has ended must not come back with that. */
const ENDINGS: Record<string, (account: Account) => Promise<unknown>> = {
  'the account is deactivated and activated again': async ({ id }) => {
    await setStatus(id, 'deactivated');
    await setStatus(id, 'active');
  },
  'all access of the account is ended': ({ id }) => directory().signOut(id),
  'an administrator sets another FHIR resource and the former one again': async ({ id }) => {
    for (const fhirUser of ['Practitioner/james-okafor', 'Practitioner/maria-lindqvist'])
      await directory().update(id, (await accounts().findById(id))!.version, { fhirUser });
  },
};
const BY_PROVIDER: typeof ENDINGS = {
  ...ENDINGS,
  'a link is removed': async ({ id }) => {
    for (const link of await accounts().identitiesOf(id)) await directory().removeLink(id, link.id);
  },
};
const BY_PASSWORD: typeof ENDINGS = {
  ...ENDINGS,
  'the password is set again to the same one': (account) =>
    hospital.app.get(AccountSetup, { strict: false }).setPassword(account, PASSWORD),
  'passwords of the account are switched off and on again': async ({ id }) => {
    const credentials = hospital.app.get(CredentialStore);
    await credentials.setLocalLogin(id, 'disabled');
    await credentials.setLocalLogin(id, 'enabled');
  },
};

describe('ended access stays ended, also in the same second', () => {
  proves('TM-34');
  beforeAll(async () => {
    hospital = await startHospital();
    stopClock();
  });
  afterAll(async () => {
    startClock();
    await hospital.close();
  });

  const CASES = [
    ...Object.keys(BY_PROVIDER).map((ending) => ['an identity provider', ending] as const),
    ...Object.keys(BY_PASSWORD).map((ending) => ['a password', ending] as const),
  ];

  /** A new person each time, with one way of signing in. */
  async function newcomer(way: 'an identity provider' | 'a password') {
    if (way === 'an identity provider') {
      const enter = atProvider('maria.lindqvist');
      return { enter, endings: BY_PROVIDER };
    }
    const email = `${randomUUID()}@hospital.example`;
    await accountWithPassword(hospital, email);
    return { enter: byPassword(email), endings: BY_PASSWORD };
  }

  it.each(CASES)('a sign-in by %s, after which %s', async (way, ending) => {
    const { enter, endings } = await newcomer(way);
    const person = await signIn(enter);
    expect(await standing(person)).toEqual(STANDS);
    await endings[ending]!((await accounts().findById(person.accountId))!);
    expect(await standing(person)).toEqual(ENDED);
    // In the same second a person who may still sign in can do so, and the new access is valid.
    const again = await signIn(enter);
    expect(await standing(again)).toEqual(STANDS);
    expect(await standing(person)).toMatchObject({ introspection: false, session: 'login_required' });
  });

  it.each(CASES)('a sign-in by %s that is under way, while %s', async (way, ending) => {
    const { enter, endings } = await newcomer(way);
    const { accountId } = await signIn(enter);
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const start = await browser.get(app.authorizationUrl());
    const picker =
      way === 'an identity provider'
        ? await browser.submit(await toProvider(browser, start), { button: 'maria.lindqvist' })
        : await enterOnly(browser, start, accountId);
    expect(picker.h1).toBe('Choose a patient');
    await endings[ending]!((await accounts().findById(accountId))!);
    const consent = await browser.submit(picker, { form: patientForm(picker), button: firstPatient(picker) });
    expect(consent.url).not.toContain('/consent');
    expect(consent.url.startsWith(CALLBACK)).toBe(false);
  });

  async function enterOnly(browser: HttpBrowser, start: Awaited<ReturnType<HttpBrowser['get']>>, id: string) {
    return typePassword(browser, start, (await accounts().findById(id))!.email!);
  }

  it('a consent at the moment in which access ends gives no access', async () => {
    const enter = atProvider('maria.lindqvist');
    const { accountId } = await signIn(enter);
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const start = await toProvider(browser, await browser.get(app.authorizationUrl()));
    const picker = await browser.submit(start, { button: 'maria.lindqvist' });
    const consent = await browser.submit(picker, { form: patientForm(picker), button: firstPatient(picker) });
    const [page] = await Promise.all([
      walkThrough(browser, consent, { username: 'nobody' }).catch(() => undefined),
      directory().signOut(accountId),
    ]);
    if (page?.url.startsWith(CALLBACK) && app.answer(page).code) {
      const { body } = await app.redeem(app.answer(page).code!);
      expect(body.error).toBe('invalid_grant');
    }
    expect(await hospital.app.get(AppsWithAccess).list(accountId)).toEqual([]);
  });

  /** Waits until a password was found to be right. */
  async function looksAtPasswords(): Promise<void> {
    const before = (await audited(hospital, 'login.succeeded')).length;
    while ((await audited(hospital, 'login.succeeded')).length === before)
      await new Promise((resolve) => setImmediate(resolve));
  }

  it('a thief who signs in again and again with a password has no access after the password is changed', async () => {
    proves('TM-15');
    const email = `${randomUUID()}@hospital.example`;
    const account = await accountWithPassword(hospital, email);
    const thief = () => tokensOf(newBrowser(), byPassword(email)).catch(() => undefined);
    const setUp = hospital.app.get(AccountSetup, { strict: false });
    const looking = Array.from({ length: 4 }, thief);
    // The passwords are right when they are checked, and are changed before the sign-ins are finished.
    const changed = looksAtPasswords().then(() => setUp.setPassword(account, `another ${PASSWORD}`));
    const [, ...attempts] = await Promise.all([changed, ...looking]);
    for (const attempt of attempts)
      if (attempt) expect([await refresh(attempt), await refresh(attempt)]).not.toContain('refreshed');
    expect(await hospital.app.get(AppsWithAccess).list(account.id)).toEqual([]);
  });
});

const patientForm = (page: { forms: Array<{ fields: Array<{ name: string }> }> }) =>
  page.forms.findIndex(({ fields }) => fields.some(({ name }) => name === 'patient'));
const firstPatient = (page: { forms: Array<{ fields: Array<{ name: string; value: string }> }> }) =>
  page.forms[patientForm(page)]!.fields.find(({ name }) => name === 'patient')!.value;

describe('access that an identity provider ends', () => {
  let provider: ScriptedProvider;
  const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
  const claims = { 'extn.fhirUser': 'Practitioner/amara-diallo' };

  async function start(settings: object = {}, all: object = {}) {
    provider = await startScriptedProvider({ idToken: { sub: 'amara', ...claims } });
    hospital = await startHospital({
      configure: (configuration) => {
        Object.assign(configuration.externalIdentityProviders.identityProvider[0], {
          authority: provider.origin,
          ...settings,
        });
        Object.assign(configuration, all);
      },
    });
    stopClock();
  }
  afterEach(async () => {
    startClock();
    await hospital.close();
    await provider.close();
  });

  const signInAs = (sub: string, idToken: object = {}) => {
    provider.script.idToken = { sub, ...claims, ...idToken };
    return signIn(atProvider(''));
  };
  const events = (event: 'session.ended_by_provider' | 'access.ended') => audited(hospital, event);

  describe('by a logout token', () => {
    const now = () => Math.floor(Date.now() / 1000);
    const tell = async (who: { sub?: string; sid?: string }, changes: object = {}) => {
      const token = await provider.signToken({
        iss: provider.origin,
        aud: 'wardkey',
        iat: now(),
        exp: now() + 120,
        jti: randomUUID(),
        events: { [EVENT]: {} },
        ...who,
        ...changes,
      });
      const body = new URLSearchParams({ logout_token: token });
      return fetch(`${hospital.issuer}/federation/hospital/backchannel-logout`, { method: 'POST', body });
    };

    it('with sub and sid, ends the session of that person when the ID token had no sid, and no other session', async () => {
      await start();
      const unnamed = await signInAs('amara');
      const named = await signInAs('amara', { sid: 'two' });
      const other = await signInAs('other', { sid: 'three' });
      expect((await tell({ sub: 'amara', sid: 'one' })).status).toBe(200);
      expect(await standing(unnamed)).toMatchObject({ session: 'login_required', introspection: false });
      expect(await standing(named)).toEqual(STANDS);
      expect(await standing(other)).toEqual(STANDS);
    });

    it('that ends nothing leaves a row that says so', async () => {
      await start();
      await signInAs('amara', { sid: 'one' });
      expect((await tell({ sid: 'another' })).status).toBe(200);
      expect((await tell({ sub: 'nobody' })).status).toBe(200);
      expect(
        (await events('session.ended_by_provider')).map(({ outcome, reason }) => [outcome, reason]),
      ).toEqual([
        ['failed', 'nobody_signed_in'],
        ['failed', 'nobody_signed_in'],
      ]);
    });

    it('ends a sign-in that is under way at that moment', async () => {
      await start({ userinfo: 'always' });
      provider.script.routes = {
        '/userinfo': (response) => {
          void tell({ sub: 'amara' }).then(({ status }) => {
            response.writeHead(status, { 'content-type': 'application/json' });
            response.end(JSON.stringify({ sub: 'amara' }));
          });
        },
      };
      const browser = newBrowser();
      const page = await browser.get(new SmartApp(hospital).authorizationUrl());
      expect([page.status, page.h1]).toEqual([400, 'This sign-in is no longer active']);
      expect(await audited(hospital, 'login.succeeded')).toEqual([]);
      expect(await audited(hospital, 'login.refused')).toMatchObject([{ reason: 'overtaken' }]);
      const again = await browser.get(new SmartApp(hospital).authorizationUrl({ prompt: 'none' }));
      expect(new SmartApp(hospital).answer(again).error).toBe('login_required');
    });

    it('is refused when it would be valid for longer than a day', async () => {
      await start();
      const answers = [600, 365 * 86_400, 1e12].map((seconds) =>
        tell({ sub: 'amara' }, { exp: now() + seconds }),
      );
      expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 400, 400]);
    });
  });

  it('when an identity provider is disabled during a sign-in there, the sign-in is refused', async () => {
    await start({ userinfo: 'always' });
    const settings = hospital.app.get(Settings).externalIdentityProviders.identityProvider[0]!;
    provider.script.routes = {
      '/userinfo': (response) => {
        settings.enabled = false;
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ sub: 'amara' }));
      },
    };
    const page = await newBrowser().get(new SmartApp(hospital).authorizationUrl());
    expect([page.status, page.h1]).toEqual([400, 'This sign-in is no longer active']);
  });

  describe('by a refusal', () => {
    const nurses = { autoProvisionFromSecurityGroup: ['Nurses'], securityGroupCheck: 'everySignIn' };
    const leave = async () => {
      provider.script.idToken = { sub: 'amara', ...claims, groups: ['Porters'] };
      const page = await newBrowser().get(new SmartApp(hospital).authorizationUrl());
      expect(page.text).toContain('not in a group that may use this service');
    };

    it('of a person who has left the group: their access ends, with a row; the access of a colleague stays', async () => {
      await start(nurses);
      const person = await signInAs('amara', { groups: ['Nurses'] });
      const colleague = await signInAs('colleague', { groups: ['Nurses'] });
      await leave();
      expect(await standing(person)).toEqual(ENDED);
      expect(await standing(colleague)).toEqual(STANDS);
      expect(await events('access.ended')).toMatchObject([
        { reason: 'not_in_group', accountId: person.accountId, scheme: 'hospital' },
      ]);
    });

    it.each<[object, boolean]>([
      [{ kind: 'keycloak', accountMatch: ['sub'] }, false],
      [{ absentGroups: 'none' }, false],
      [{ kind: 'keycloak', accountMatch: ['sub'], absentGroups: 'unknown' }, true],
      [{}, true],
    ])(
      'of a person who is in no group any more, when the identity provider leaves the claim out: %s',
      async (settings, stays) => {
        await start({ ...nurses, ...settings });
        const person = await signInAs('amara', { groups: ['Nurses'] });
        provider.script.idToken = { sub: 'amara', ...claims };
        const page = await newBrowser().get(new SmartApp(hospital).authorizationUrl());
        expect(page.text).toContain(
          stays ? 'could not see which groups you belong to' : 'not in a group that may use this service',
        );
        expect(await standing(person)).toEqual(stays ? STANDS : ENDED);
      },
    );

    it('ends no access when the settings say so', async () => {
      await start({ ...nurses, endAccessWhenRefused: false });
      const person = await signInAs('amara', { groups: ['Nurses'] });
      await leave();
      expect(await standing(person)).toEqual(STANDS);
    });

    it.each([
      [true, ENDED],
      [false, STANDS],
    ])('access_denied of a browser that is signed in here (endAccessWhenRefused: %s)', async (ends, then) => {
      await start({ endAccessWhenRefused: ends });
      const person = await signInAs('amara');
      provider.script.error = 'access_denied';
      await person.browser.get(new SmartApp(hospital).authorizationUrl({ prompt: 'login' }));
      // Without a session here, the server does not know which person was refused.
      await newBrowser().get(new SmartApp(hospital).authorizationUrl());
      provider.script.error = undefined;
      expect(await standing(person)).toEqual(then);
    });
  });

  describe('without a message', () => {
    const ASKED = { revalidateMinutes: 30, scope: 'openid offline_access' };
    const asked = () => provider.tokenRequests.flatMap(({ form }) => form.get('refresh_token') ?? []);
    const comesWith = (refreshToken: string | undefined) =>
      (provider.script.tokenResponse = refreshToken === undefined ? {} : { refresh_token: refreshToken });
    const good = (next?: string) => ({
      status: 200,
      body: { access_token: 'a', token_type: 'Bearer', ...(next ? { refresh_token: next } : {}) },
    });

    it('is found at a refresh here, after the time of the settings: then the access of the person ends', async () => {
      await start(ASKED);
      comesWith('r1');
      const person = await signInAs('amara');
      comesWith('of-the-colleague');
      const colleague = await signInAs('colleague');
      provider.script.refresh = (token) =>
        token === 'of-the-colleague' ? good() : { status: 400, body: { error: 'invalid_grant' } };
      moveClock(29 * 60);
      expect(await refresh(person.clinical)).toBe('refreshed');
      expect(asked()).toEqual([]);
      moveClock(60);
      expect(await refresh(person.clinical)).toBe('invalid_grant');
      expect(asked()).toEqual(['r1']);
      expect(await standing(person)).toMatchObject({
        session: 'login_required',
        apps: false,
        refresh: ['invalid_grant', 'invalid_grant'],
      });
      expect(await refresh(colleague.clinical)).toBe('refreshed');
      expect(await events('access.ended')).toMatchObject([
        { reason: 'ended_by_provider', accountId: person.accountId, scheme: 'hospital' },
      ]);
    });

    it('one question serves for the time of the settings, and the next uses the latest refresh token', async () => {
      await start(ASKED);
      comesWith('r1');
      const person = await signInAs('amara');
      provider.script.refresh = (token) => good(`${token}+`);
      moveClock(30 * 60);
      const both = await Promise.all([refresh(person.clinical), refresh(person.plain)]);
      expect(both).toEqual(['refreshed', 'refreshed']);
      expect(asked()).toEqual(['r1']);
      moveClock(30 * 60);
      expect(await refresh(person.clinical)).toBe('refreshed');
      expect(asked()).toEqual(['r1', 'r1+']);
    });

    it('its refresh token is not sent to another identity provider that took over its scheme', async () => {
      await start(ASKED);
      comesWith('r1');
      const person = await signInAs('amara');
      const stranger = await startScriptedProvider({ idToken: {} });
      hospital.app.get(Settings).externalIdentityProviders.identityProvider[0]!.authority = stranger.origin;
      moveClock(30 * 60);
      expect(await refresh(person.clinical)).toBe('temporarily_unavailable');
      expect(stranger.tokenRequests).toEqual([]);
      await stranger.close();
    });

    it('an answer about another person is ignored, and a second refresh waits for the same answer', async () => {
      await start(ASKED);
      comesWith('r1');
      const person = await signInAs('amara');
      const idToken = await provider.signToken({ sub: 'another' });
      provider.script.refresh = () => ({ status: 200, body: { ...good().body, id_token: idToken } });
      moveClock(30 * 60);
      const both = await Promise.all([refresh(person.clinical), refresh(person.plain)]);
      expect(both).toEqual(['temporarily_unavailable', 'temporarily_unavailable']);
    });

    it('when the identity provider is down, the refresh is told to come back, and works again afterwards', async () => {
      await start(ASKED);
      comesWith('r1');
      const person = await signInAs('amara');
      moveClock(30 * 60);
      for (const status of [503, 401]) {
        provider.script.refresh = () => ({ status, body: { error: 'invalid_client' } });
        expect(await refresh(person.clinical)).toBe('temporarily_unavailable');
      }
      provider.script.refresh = () => good();
      expect(await refresh(person.clinical)).toBe('refreshed');
    });

    it('a refusal whose Entra number is about the registration ends nothing; invalid_grant with status 200 ends all', async () => {
      await start(ASKED);
      comesWith('r1');
      const person = await signInAs('amara');
      moveClock(30 * 60);
      const ofOurs = { error: 'invalid_grant', error_description: 'AADSTS7000215: Invalid client secret.' };
      provider.script.refresh = () => ({ status: 400, body: ofOurs });
      expect(await refresh(person.clinical)).toBe('temporarily_unavailable');
      provider.script.refresh = () => ({ status: 200, body: { error: 'invalid_grant' } });
      expect(await refresh(person.clinical)).toBe('invalid_grant');
    });

    it('when the identity provider is down, with keepKnown, the refresh works for the hours of the settings', async () => {
      await start(ASKED, { fhirUser: { whenUnavailable: 'keepKnown', keepKnownHours: 2 } });
      comesWith('r1');
      const person = await signInAs('amara');
      provider.script.refresh = () => ({ status: 503, body: {} });
      moveClock(2 * 3600);
      expect(await refresh(person.clinical)).toBe('refreshed');
      moveClock(30 * 60);
      expect(await refresh(person.clinical)).toBe('temporarily_unavailable');
    });

    it('the identity provider’s refresh token is stored encrypted; when none comes, the trail of the sign-in says so', async () => {
      await start(ASKED);
      comesWith('upstream-secret');
      await signInAs('amara');
      const rows: Array<Record<string, string>> = await hospital.app
        .get(DataSource)
        .query('SELECT * FROM federated_identity');
      expect(JSON.stringify(rows)).not.toContain('upstream-secret');
      expect(rows[0]!.sealed_refresh_token).toMatch(/^v1\./);
      comesWith(undefined);
      await signInAs('another');
      const [row] = await hospital.app
        .get(DataSource)
        .getRepository(AuditEvent)
        .find({ where: { event: 'login.succeeded' }, order: { occurredAt: 'DESC', id: 'ASC' }, take: 10 })
        .then((all) => all.filter(({ trail }) => JSON.stringify(trail).includes('offline_access')));
      expect(row).toBeDefined();
    });
  });
});
