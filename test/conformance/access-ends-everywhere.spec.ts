import type { HttpBrowser } from 'wardkey-sandbox/http-browser.js';
import { decodeJwt } from 'jose';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import { AppsWithAccess } from '#src/authorization-server/session/apps-with-access.js';
import { EpochStore } from '#src/access/epoch.store.js';
import { type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';

const BASIC = `Basic ${Buffer.from(`${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`).toString('base64')}`;
let hospital: Hospital;

beforeAll(async () => {
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.fhirServers[0].default = true;
      configuration.fhirServers.push({ name: 'clinic', baseUrl: 'https://clinic.example/fhir' });
      configuration.clients.push({ ...configuration.clients[0], clientId: 'other' });
      configuration.clients[1].scope = 'system/Patient.rs';
    },
  });
  stopClock();
});
afterAll(async () => {
  startClock();
  await hospital.close();
});

/** A person at one browser with one app: with clinical access, and with a plain sign-in beside it. */
interface Person {
  browser: HttpBrowser;
  accountId: string;
  clinical: { app: SmartApp; tokens: Record<string, any> };
  plain: { app: SmartApp; tokens: Record<string, any> };
}

const PLAIN = { aud: undefined, scope: 'openid offline_access' };

async function signIn(username: string, clientId: string): Promise<Person> {
  const app = () => new SmartApp(hospital, clientId);
  const clinical = await getTokens(hospital, { username }, { app: app() });
  const { browser } = clinical;
  const plain = await getTokens(hospital, { username }, { browser, app: app(), parameters: PLAIN });
  return { browser, accountId: decodeJwt(clinical.tokens.id_token as string).sub!, clinical, plain };
}

const introspect = async (token: string) =>
  (await new SmartApp(hospital).post('/introspect', { token }, { authorization: BASIC })).body;
const silently = async ({ browser, plain }: Person, parameters: Record<string, string | undefined>) => {
  const app = new SmartApp(hospital, plain.app.clientId);
  const page = await browser.get(app.authorizationUrl({ ...parameters, prompt: 'none' }));
  const { code, error } = app.answer(page);
  return code === undefined ? error : 'signed in';
};

/** What each endpoint answers about a person’s access. */
const ENDPOINTS = {
  introspection: async ({ clinical }: Person) =>
    (await introspect(clinical.tokens.access_token as string)).active as boolean,
  refresh: async ({ clinical, plain }: Person) => {
    const answers = [];
    for (const { app, tokens } of [clinical, plain]) {
      const { body } = await app.refresh(tokens.refresh_token as string);
      if (body.refresh_token) tokens.refresh_token = body.refresh_token;
      answers.push((body.error as string | undefined) ?? 'refreshed');
    }
    return answers;
  },
  userinfo: async ({ plain }: Person) => {
    const authorization = `Bearer ${plain.tokens.access_token}`;
    return (await fetch(`${hospital.issuer}/userinfo`, { headers: { authorization } })).status;
  },
  'single sign-on': async (person: Person) => [
    await silently(person, { aud: undefined, scope: 'openid' }),
    await silently(person, {}),
  ],
};
type Endpoint = keyof typeof ENDPOINTS;

const OPEN: Record<Endpoint, unknown> = {
  introspection: true,
  refresh: ['refreshed', 'refreshed'],
  userinfo: 200,
  'single sign-on': ['signed in', 'interaction_required'],
};
const OVER: Record<Endpoint, unknown> = {
  introspection: false,
  refresh: ['invalid_grant', 'invalid_grant'],
  userinfo: 401,
  'single sign-on': ['login_required', 'login_required'],
};

interface Level {
  level: string;
  end: (person: Person) => Promise<unknown>;
  /** The endpoints at which this level ends less than all. */
  over?: Partial<Record<Endpoint, unknown>>;
  /** A person whose access must not end. */
  other?: [username: string, clientId: string];
}

const store = () => hospital.app.get(EpochStore);
const LEVELS: Level[] = [
  { level: 'everything', end: () => store().raise('everything', '') },
  {
    level: 'a FHIR server',
    end: () => store().raise('fhirServer', 'records'),
    // A plain sign-in is for no FHIR server, and stays.
    over: {
      refresh: ['invalid_grant', 'refreshed'],
      userinfo: 200,
      'single sign-on': ['signed in', 'login_required'],
    },
  },
  {
    level: 'a client',
    end: () => store().raise('client', 'chart'),
    other: ['maria.lindqvist', 'other'],
  },
  {
    level: 'an account',
    end: ({ accountId }) => hospital.app.get(AccountDirectory).signOut(accountId),
    other: ['james.okafor', 'chart'],
  },
  {
    level: 'a grant',
    // Both grants of the person here: the clinical one ends on the page, the plain one is revoked by the app.
    end: async ({ accountId, plain }) => {
      const apps = hospital.app.get(AppsWithAccess);
      for (const { id } of await apps.list(accountId)) await apps.end(accountId, id);
      await plain.app.revoke(plain.tokens.refresh_token as string);
    },
    // The person is still signed in. The person is asked for consent again.
    over: { 'single sign-on': ['consent_required', 'interaction_required'] },
    other: ['james.okafor', 'chart'],
  },
];

describe.each(LEVELS)('access that is ended for $level', ({ end, over, other }) => {
  proves('TM-34');
  let person: Person;
  let bystander: Person | undefined;

  beforeAll(async () => {
    person = await signIn('maria.lindqvist', 'chart');
    bystander = other && (await signIn(...other));
    for (const one of Object.keys(ENDPOINTS) as Endpoint[])
      expect([one, await ENDPOINTS[one](person)]).toEqual([one, OPEN[one]]);
    await end(person);
  });

  it.each(Object.keys(ENDPOINTS) as Endpoint[])('has ended at %s', async (endpoint) => {
    expect(await ENDPOINTS[endpoint](person)).toEqual(over?.[endpoint] ?? OVER[endpoint]);
  });

  it('is not on the page of apps any more, and the access of another person is unchanged', async () => {
    const standing = await hospital.app.get(AppsWithAccess).list(person.accountId);
    expect(standing.filter((one) => one.clientId === 'chart' && one.fhirServer === 'records')).toEqual([]);
    if (!bystander) return;
    for (const one of Object.keys(ENDPOINTS) as Endpoint[])
      expect([one, await ENDPOINTS[one](bystander)]).toEqual([one, OPEN[one]]);
  });

  it('can be granted again to a person who signs in', async () => {
    const app = new SmartApp(hospital);
    const start = await person.browser.get(app.authorizationUrl());
    const page = await walkThrough(person.browser, start, { username: 'maria.lindqvist' });
    const { status, body } = await app.redeem(app.answer(page).code!);
    expect([status, (await introspect(body.access_token as string)).active]).toEqual([200, true]);
  });
});

describe('access that is ended', () => {
  proves('TM-34');

  const backend = async () => {
    const form = { grant_type: 'client_credentials', scope: 'system/Patient.rs' };
    return (await new SmartApp(hospital).post('/token', form, { authorization: BASIC })).body
      .access_token as string;
  };

  it.each<[string, () => Promise<unknown>, boolean]>([
    ['all access', () => store().raise('everything', ''), false],
    ['access to its FHIR server', () => store().raise('fhirServer', 'records'), false],
    ['access to another FHIR server', () => store().raise('fhirServer', 'clinic'), true],
    ['access of the client', () => store().raise('client', RESOURCE_SERVER.client_id), false],
    ['access of another client', () => store().raise('client', 'chart'), true],
  ])('a token that a client got for itself, after an end of %s', async (_what, end, active) => {
    const token = await backend();
    expect((await introspect(token)).active).toBe(true);
    await end();
    expect((await introspect(token)).active).toBe(active);
  });

  it('a refresh at the same moment gives no token that works', async () => {
    const { app, tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    const refresh = (token: unknown) => app.refresh(token as string);
    const [, ...answers] = await Promise.all([
      store().raise('everything', ''),
      ...Array.from({ length: 5 }, () => refresh(tokens.refresh_token)),
    ]);
    for (const { body } of answers.filter(({ status }) => status === 200)) {
      expect((await introspect(body.access_token as string)).active).toBe(false);
      expect((await refresh(body.refresh_token)).body.error).toBe('invalid_grant');
    }
    expect((await refresh(tokens.refresh_token)).body.error).toBe('invalid_grant');
  });

  it('a code from before the end cannot be redeemed after it', async () => {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), {
      username: 'maria.lindqvist',
    });
    await store().raise('client', 'chart');
    expect((await app.redeem(app.answer(page).code!)).body.error).toBe('invalid_grant');
  });

  it('a sign-in that is under way starts again', async () => {
    const app = new SmartApp(hospital);
    const browser = newBrowser();
    const picker = await browser.submit(await browser.get(app.authorizationUrl()), {
      button: 'maria.lindqvist',
    });
    await store().raise('client', 'chart');
    const visits = browser.history.length;
    const page = await walkThrough(browser, picker, { username: 'maria.lindqvist' });
    expect(
      browser.history.slice(visits).some(({ url }) => url.startsWith(hospital.identityProvider.issuer)),
    ).toBe(true);
    expect((await app.redeem(app.answer(page).code!)).status).toBe(200);
  });

  it('the page of apps is not shown to a browser whose session has ended', async () => {
    const { browser } = await getTokens(hospital, { username: 'maria.lindqvist' });
    expect((await browser.get(`${hospital.issuer}/account`)).h1).toBe('Apps with access');
    await store().raise('everything', '');
    const answer = await browser.request(`${hospital.issuer}/account`, 'GET');
    expect([answer.status, answer.text.includes('Apps with access')]).toEqual([303, false]);
  });

  it('an end by a process with a slow clock also ends tokens that look an hour newer', async () => {
    const { app, tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    moveClock(-3_600);
    await store().raise('client', 'chart');
    moveClock(3_600);
    expect((await app.refresh(tokens.refresh_token as string)).body.error).toBe('invalid_grant');
    expect((await introspect(tokens.access_token as string)).active).toBe(false);
  });
});
