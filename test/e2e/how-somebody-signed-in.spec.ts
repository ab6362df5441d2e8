import { decodeJwt } from 'jose';
import { Clock } from '#src/clock/clock.js';
import { IdentityProviderAdministration } from '#src/administration/identity-provider-administration.js';
import { COMMAND_LINE } from '#src/roles/policy.js';
import type { Hospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { expectLetIn, MARIA, signInAt, startWithProviders } from '../support/providers-in-turn.js';
import { expectRefused, notTrusted } from '../support/refused-sign-in.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';

const clock = new Clock();

/** When and how strongly a person signed in: what an identity provider says about it, and what apps get. */
let provider: ScriptedProvider;
/** The identity provider of the database. */
let other: ScriptedProvider;
let hospital: Hospital;

beforeAll(async () => {
  provider = await startScriptedProvider({ idToken: MARIA });
  other = await startScriptedProvider({ idToken: MARIA });
  hospital = await startWithProviders(provider, { first: {}, second: {} });
});
afterEach(() => {
  provider.script = { idToken: MARIA };
});
afterAll(async () => {
  await hospital.close();
  await provider.close();
  await other.close();
});

const says = (claims: object) => {
  provider.script.idToken = { ...MARIA, ...claims };
};

describe('auth_time as text', () => {
  proves('BI-24');
  const fresh = () => signInAt(hospital, 'first', { prompt: 'login' });

  it.each<[string, () => unknown]>([
    ['digits', () => String(clock.epoch())],
    ['digits of an hour ago', () => String(clock.epoch() - 3600)],
    ['a date', () => new Date().toISOString()],
    ['a fraction', () => `${clock.epoch()}.5`],
    ['letters', () => 'yesterday'],
    ['a list', () => [clock.epoch()]],
    ['null', () => null],
    ['milliseconds', () => String(clock.epoch() * 1000)],
    ['milliseconds as a number', () => clock.epoch() * 1000],
    ['a time beyond all years', () => '999999999999'],
  ])('is not a reason to refuse: %s', async (_what, time) => {
    says({ auth_time: time() });
    expectLetIn(await signInAt(hospital, 'first'));
  });

  it('of digits counts as a number when the app asks for a new sign-in', async () => {
    says({ auth_time: String(clock.epoch()) });
    expectLetIn(await fresh());
    says({ auth_time: `${clock.epoch()}.25` });
    expectLetIn(await fresh());
    for (const before of [String(clock.epoch() - 3600), `${clock.epoch() - 3600}.5`]) {
      says({ auth_time: before });
      await expectRefused(hospital, fresh, notTrusted('auth_time is before'));
    }
  });

  it.each([
    ['2026-01-01T00:00:00Z'],
    ['soon'],
    [null],
    [[1]],
    ['-1'],
    [{}],
    [true],
    ['999999999999'],
    [1795914517000],
  ])('that is not a time is refused when the app asks for a new sign-in: %j', async (auth_time) => {
    says({ auth_time });
    await expectRefused(hospital, fresh, notTrusted('auth_time is not a valid time'));
  });
});

describe('acr of an identity provider whose settings name no class', () => {
  const LEVEL = 'https://refeds.org/profile/mfa';
  const essential = (...values: string[]) =>
    JSON.stringify({ id_token: { acr: { essential: true, values } } });
  const document = async () =>
    (await (await fetch(`${hospital.issuer}/.well-known/openid-configuration`)).json()) as Record<
      string,
      unknown
    >;

  /** The app’s answer after a sign-in at an identity provider, or the text of the page that ends the sign-in. */
  async function ask(parameters: Record<string, string>, { browser = newBrowser(), scheme = 'first' } = {}) {
    const app = new SmartApp(hospital);
    const page = await browser.get(app.authorizationUrl(parameters));
    const button = page.links.find(({ href }) => href.endsWith(`/providers/${scheme}`));
    const next = button ? await browser.get(button.href) : page;
    const answer = app.answer(await walkThrough(browser, next, { username: '' }));
    if (answer.code === undefined) return answer;
    const { body } = await app.redeem(answer.code);
    return { ...decodeJwt(body.id_token as string), refresh: body.refresh_token as string, app };
  }

  it.each<[string, Record<string, string>]>([
    ['acr_values', { acr_values: 'whatever' }],
    ['acr_values, the right one', { acr_values: LEVEL }],
    ['claims', { claims: '{"id_token":{"acr":null}}' }],
    ['claims, essential', { claims: essential(LEVEL) }],
    ['claims with a value', { claims: JSON.stringify({ id_token: { acr: { value: LEVEL } } }) }],
  ])('is in the ID token when the app asks for it by %s', async (_what, parameters) => {
    says({ acr: LEVEL });
    for (const scheme of ['first', 'second'])
      expect(await ask(parameters, { scheme })).toMatchObject({ acr: LEVEL });
  });

  it('is missing when the app does not ask for it, or when the identity provider does not send it', async () => {
    says({ acr: LEVEL });
    expect(await ask({})).not.toHaveProperty('acr');
    says({});
    expect(await ask({ acr_values: LEVEL })).not.toHaveProperty('acr');
    says({ acr: ['a', 'list'] });
    expect(await ask({ acr_values: LEVEL })).not.toHaveProperty('acr');
  });

  it('is still there after a refresh', async () => {
    says({ acr: LEVEL });
    const { app, refresh } = (await ask({ acr_values: LEVEL })) as { app: SmartApp; refresh: string };
    expect(decodeJwt((await app.refresh(refresh)).body.id_token as string)).toMatchObject({ acr: LEVEL });
  });

  it('is in claims_supported; acr_values_supported also has the values of the database', async () => {
    stopClock();
    try {
      const { claims_supported, acr_values_supported } = await document();
      expect([claims_supported, acr_values_supported]).toEqual([expect.arrayContaining(['acr']), undefined]);
      const managed = hospital.app.get(IdentityProviderAdministration, { strict: false });
      const entry = {
        scheme: 'clinic',
        authority: other.origin,
        clientId: 'w',
        clientSecret: 'a-long-secret',
      };
      await managed.put(
        { ...entry, acrValues: 'loa2 loa3', requiredAcr: ['loa3'], accountMatch: ['sub'] },
        COMMAND_LINE,
      );
      moveClock(10);
      expect((await document()).acr_values_supported).toEqual(['loa2', 'loa3']);
      await managed.remove('clinic', COMMAND_LINE);
      moveClock(10);
      expect(await document()).not.toHaveProperty('acr_values_supported');
    } finally {
      startClock();
    }
  });

  describe('essential in claims, beside acr_values', () => {
    const parameters = { claims: essential(LEVEL), acr_values: 'weak strong' };

    it('a sign-in of another class is an error', async () => {
      says({ acr: 'weak' });
      expect(await ask(parameters)).toMatchObject({ error: 'unmet_authentication_requirements' });
      const single = JSON.stringify({ id_token: { acr: { essential: true, value: LEVEL } } });
      expect(await ask({ ...parameters, claims: single })).toMatchObject({
        error: 'unmet_authentication_requirements',
      });
    });

    it('a person who is signed in with a weaker class is asked once more', async () => {
      const browser = newBrowser();
      says({ acr: 'weak' });
      expect(await ask({ acr_values: 'weak' }, { browser })).toMatchObject({ acr: 'weak' });
      says({ acr: LEVEL });
      expect(await ask(parameters, { browser })).toMatchObject({ acr: LEVEL });
      expect(provider.authorizationRequests.at(-1)!.get('prompt')).toBe('login');
      expect(await ask({ ...parameters, prompt: 'none' }, { browser: newBrowser() })).toMatchObject({
        error: 'login_required',
      });
    });

    it('a class that is not essential is only a wish', async () => {
      says({ acr: 'weak' });
      const claims = JSON.stringify({ id_token: { acr: { values: [LEVEL] } } });
      expect(await ask({ claims, acr_values: 'strong' })).toMatchObject({ acr: 'weak' });
    });

    it('the same holds for a pushed request', async () => {
      says({ acr: 'weak' });
      const app = new SmartApp(hospital);
      const url = new URL(app.authorizationUrl(parameters));
      const { body } = await app.post('/par', Object.fromEntries(url.searchParams));
      const { request_uri } = body as { request_uri: string };
      const browser = newBrowser();
      const start = new URL(`${hospital.issuer}/authorize`);
      start.search = new URLSearchParams({ client_id: app.clientId, request_uri }).toString();
      const page = await browser.get(start);
      const button = page.links.find(({ href }) => href.endsWith('/providers/first'))!;
      expect(app.answer(await browser.get(button.href))).toMatchObject({
        error: 'unmet_authentication_requirements',
      });
    });
  });
});
