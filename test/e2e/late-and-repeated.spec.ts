import { DataSource } from 'typeorm';
import type { HttpBrowser, Page } from 'wardkey-sandbox/http-browser.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { SignInRecord } from '#src/accounts/sign-ins/sign-in-record.entity.js';
import { CALLBACK, type Hospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { MARIA, startWithProviders } from '../support/providers-in-turn.js';
import { peopleOf } from '../support/refused-sign-in.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';

const JAMES = { sub: 'james', name: 'James Okafor', fhirUser: 'Practitioner/james-okafor' };
const POSTING = { responseType: 'id_token', clientSecret: undefined };
const HOME = 'http://127.0.0.1:9/callback/home';

/** These tests bring the identity provider's answer late, or twice, or go back in the browser. */
let provider: ScriptedProvider;
let hospital: Hospital;

beforeAll(async () => {
  provider = await startScriptedProvider({ idToken: MARIA });
  hospital = await startWithProviders(
    provider,
    {
      code: {},
      posting: POSTING,
      closed: { allowAutoProvision: false, accountMatch: ['oid'] },
      'closed-posting': { ...POSTING, allowAutoProvision: false, accountMatch: ['oid'] },
    },
    {
      configure: (configuration) =>
        configuration.clients.push({
          clientId: 'with-home',
          clientName: 'Ward List',
          redirectUris: [CALLBACK],
          clientUri: HOME,
        }),
    },
  );
});
afterEach(() => {
  provider.script = { idToken: MARIA };
});
afterAll(async () => {
  await hospital.close();
  await provider.close();
});

interface Left {
  app: SmartApp;
  browser: HttpBrowser;
  /** Brings the identity provider’s answer, as often as it is called. */
  comeBack: () => Promise<Page>;
}

/** Goes as far as the identity provider’s answer, and keeps it back. */
async function leave(scheme = 'code', { clientId = 'chart', browser = newBrowser() } = {}): Promise<Left> {
  const app = new SmartApp(hospital, clientId);
  const chooser = await browser.get(app.authorizationUrl());
  const button = chooser.links.find(({ href }) => href.endsWith(`/providers/${scheme}`))!;
  const isCallback = (url: URL) => /\/federation\/[^/]+\/signin$/.test(url.pathname);
  const there = await browser.get(button.href, { stopAt: isCallback });
  const comeBack = scheme.endsWith('posting')
    ? () => browser.submit(there, { button: 'on' })
    : () => browser.get(there.url);
  return { app, browser, comeBack };
}

/**
 * The same answer with another code: another person has gone back to the identity provider’s page and signed in
 * there.
 */
async function answerAnew({ browser }: Left, who: object): Promise<string> {
  provider.script = { idToken: who as Record<string, unknown> };
  const asked = browser.history
    .map(({ url }) => url)
    .find((url) => url.startsWith(`${provider.origin}/authorize`))!;
  const response = await fetch(asked, { redirect: 'manual' });
  return response.headers.get('location')!;
}

/** The rows of the audit log about requests that were over. The clock moves in these tests, so time gives no order. */
const audited = () =>
  hospital.app
    .get(DataSource)
    .getRepository(AuditEvent)
    .find({ where: { event: 'login.failed', reason: 'login_not_active' } });
/** Those that are new. */
const auditedSince = async (before: AuditEvent[]) => {
  const known = new Set(before.map(({ id }) => id));
  return (await audited()).filter(({ id }) => !known.has(id));
};
const signIns = () => hospital.app.get(DataSource).getRepository(SignInRecord).count();
const startAgain = (page: Page) => page.links.find(({ text }) => text.startsWith('Start again from'))?.href;
const allow = (browser: HttpBrowser, page: Page) => walkThrough(browser, page, { username: '' });
const atApp = (app: SmartApp, page: Page) => app.answer(page).error ?? 'code';

describe.each(['code', 'posting'])('a late answer of the identity provider: %s', (scheme) => {
  beforeEach(stopClock);
  afterEach(startClock);

  it('after twenty minutes at the identity provider the person can sign in', async () => {
    // In a posted answer, the token is in the page that stays open.
    provider.script.idToken = { ...MARIA, exp: Math.floor(Date.now() / 1000) + 3600 };
    const { comeBack } = await leave(scheme);
    moveClock(20 * 60);
    expect((await comeBack()).h1).toBe('Choose a patient');
  });

  it('after the request has ended the page offers a new start at the app, and the trail says so', async () => {
    const { app, comeBack } = await leave(scheme);
    const [people, rows] = [await peopleOf(hospital), await audited()];
    moveClock(31 * 60);
    const page = await comeBack();
    expect([page.status, page.h1]).toEqual([400, 'This sign-in is no longer active']);
    expect(page.text).toContain('Start again from Growth Chart');
    const start = new URL(startAgain(page)!);
    expect(start.href).toContain(CALLBACK);
    expect(Object.fromEntries(start.searchParams)).toMatchObject({
      error: 'access_denied',
      state: app.state,
      iss: hospital.issuer,
    });
    expect(await peopleOf(hospital)).toEqual(people);
    const [reference] = /\b[2-9A-Z]{4}-[2-9A-Z]{4}\b/.exec(page.text)!;
    expect(await auditedSince(rows)).toMatchObject([
      { reference, clientId: 'chart', scheme, outcome: 'failed' },
    ]);
  });

  it('the same hours later, and for an app with a home page the new start is there', async () => {
    const { comeBack } = await leave(scheme, { clientId: 'with-home' });
    moveClock(3 * 3600);
    expect(startAgain(await comeBack())).toBe(HOME);
  });
});

describe.each(['code', 'posting'])('an answer that comes twice: %s', (scheme) => {
  it('one after the other: the second leads to the next step, and there is one sign-in', async () => {
    const { app, browser, comeBack } = await leave(scheme);
    const before = await signIns();
    expect((await comeBack()).h1).toBe('Choose a patient');
    const people = await peopleOf(hospital);
    const rows = await audited();
    const page = await comeBack();
    expect(page.h1).toBe('Choose a patient');
    expect([await signIns(), await peopleOf(hospital)]).toEqual([before + 1, people]);
    expect(await auditedSince(rows)).toMatchObject([{ scheme, clientId: 'chart' }]);
    const { status, body } = await app.redeem(app.answer(await allow(browser, page)).code!);
    expect([status, body.scope]).toEqual([200, expect.stringContaining('openid')]);
  });

  it('at the same moment: there is one sign-in, and all lead to the next step', async () => {
    proves('FI-38');
    const { app, browser, comeBack } = await leave(scheme);
    const before = await signIns();
    const pages = await Promise.all([comeBack(), comeBack(), comeBack()]);
    expect(pages.map(({ h1 }) => h1)).toEqual(Array(3).fill('Choose a patient'));
    expect(await signIns()).toBe(before + 1);
    expect(atApp(app, await allow(browser, pages[1]!))).toBe('code');
  });

  it('after the request is finished: the browser gets to the app, which gets no second code', async () => {
    const { app, browser, comeBack } = await leave(scheme);
    const { code } = app.answer(await allow(browser, await comeBack()));
    const { body } = await app.redeem(code!);
    const rows = await audited();
    const again = app.answer(await comeBack());
    expect(again).toEqual({
      error: 'access_denied',
      error_description: expect.any(String),
      state: app.state,
      iss: hospital.issuer,
    });
    expect((await app.refresh(body.refresh_token as string)).status).toBe(200);
    expect(await auditedSince(rows)).toHaveLength(1);
  });

  it('after the request is finished: the browser gets to the home page of an app that has one', async () => {
    const { app, browser, comeBack } = await leave(scheme, { clientId: 'with-home' });
    expect(atApp(app, await allow(browser, await comeBack()))).toBe('code');
    expect((await comeBack()).url).toBe(HOME);
  });

  it('after a refusal: the refusal is the same', async () => {
    provider.script.idToken = { ...MARIA, sub: 'nobody' };
    const { comeBack } = await leave(scheme === 'code' ? 'closed' : 'closed-posting');
    const first = await comeBack();
    expect([first.status, first.h1]).toEqual([403, 'You cannot sign in yet']);
    const again = await comeBack();
    expect([again.status, again.text]).toEqual([403, first.text]);
  });
});

it('another answer after a refusal is refused, and the trail names the identity provider', async () => {
  provider.script.idToken = { ...MARIA, sub: 'nobody' };
  const left = await leave('closed');
  expect((await left.comeBack()).status).toBe(403);
  const rows = await audited();
  const page = await left.browser.get(await answerAnew(left, JAMES));
  expect([page.status, page.h1]).toEqual([400, 'This sign-in is no longer active']);
  expect(await auditedSince(rows)).toMatchObject([
    { scheme: 'closed', clientId: 'chart', trail: [{ finding: 'the state was used before' }] },
  ]);
});

describe('an answer that comes twice while the first one is still checked', () => {
  /** The identity provider answers the token request only after the second answer has arrived. */
  async function twiceAtOnce(idToken: Record<string, unknown>): Promise<[Page, Page]> {
    const { browser, comeBack } = await leave();
    let asked = () => {};
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    let answer = () => {};
    const isAnswered = new Promise<void>((resolve) => (answer = resolve));
    provider.script.forge = async (claims) => {
      asked();
      await isAnswered;
      return provider.signToken({ ...claims, ...idToken });
    };
    const first = comeBack();
    await isAsked;
    const second = comeBack();
    const arrivals = () =>
      browser.history.filter(({ url }) => url.includes('/federation/code/signin')).length;
    while (arrivals() < 2) await new Promise((resolve) => setImmediate(resolve));
    answer();
    return Promise.all([first, second]);
  }

  it('the second waits for the first: there is one sign-in, and both lead to the next step', async () => {
    const before = await signIns();
    const pages = await twiceAtOnce({});
    expect(pages.map(({ h1 }) => h1)).toEqual(['Choose a patient', 'Choose a patient']);
    expect(await signIns()).toBe(before + 1);
  });

  it('the second waits for the first: both are refused for the same reason, which is recorded once', async () => {
    const [first, second] = await twiceAtOnce({ nonce: 'another' });
    expect([first.status, second.text]).toEqual([403, first.text]);
  });
});

describe('going back in the browser', () => {
  it('to the sign-in page or the consent page of a finished request leads to the app', async () => {
    proves('FI-38');
    const { app, browser, comeBack } = await leave();
    expect(atApp(app, await allow(browser, await comeBack()))).toBe('code');
    const steps = browser.history
      .map(({ url }) => url)
      .filter((url) => /\/interaction\/[^/?]+(\/(consent|launch-context))?$/.test(url));
    expect(steps.length).toBeGreaterThan(3);
    for (const step of new Set(steps)) expect(atApp(app, await browser.get(step))).toBe('access_denied');
  });

  it('to the sign-in page of an unfinished request leads to the next step', async () => {
    const { browser, comeBack } = await leave();
    const signInPage = browser.history.find(({ url }) => /\/interaction\/[^/?]+$/.test(url))!.url;
    await comeBack();
    expect((await browser.get(signInPage)).h1).toBe('Choose a patient');
  });

  it('to an old return address of the engine also leads to the next step', async () => {
    const { browser, comeBack } = await leave();
    await comeBack();
    const resume = browser.history.find(({ url }) => /\/authorize\/[^/?]+$/.test(url))!.url;
    expect((await browser.get(resume)).h1).toBe('Choose a patient');
  });

  it('to the identity provider, where another person signs in, does not continue as the first person', async () => {
    const left = await leave();
    const { browser, comeBack } = left;
    expect((await comeBack()).text).toContain('Signed in as Maria Lindqvist');
    const before = await signIns();
    const page = await browser.get(await answerAnew(left, JAMES));
    expect([page.status, page.h1]).toEqual([400, 'This sign-in is no longer active']);
    expect(page.text).not.toContain('Maria');
    expect(startAgain(page)).toContain(CALLBACK);
    expect(await signIns()).toBe(before);
  });

  it('in another browser leads to a page that says nothing about the app', async () => {
    const { browser, comeBack } = await leave();
    await comeBack();
    for (const { url } of browser.history.filter((one) => one.url.includes('/interaction/'))) {
      const page = await newBrowser().get(url);
      expect([page.status, page.h1]).toEqual([400, 'This sign-in is no longer active']);
      expect(page.text).not.toContain('Growth Chart');
      expect(startAgain(page)).toBeUndefined();
    }
  });
});

it('two tabs of one browser do not disturb each other', async () => {
  proves('FI-38');
  const browser = newBrowser();
  const ward = await leave('code', { browser });
  const office = await leave('code', { browser, clientId: 'with-home' });
  const wardPage = await ward.comeBack();
  expect(wardPage.text).toContain('Growth Chart opens with');
  const officePage = await office.comeBack();
  expect(officePage.text).toContain('Ward List opens with');
  expect(atApp(office.app, await allow(browser, officePage))).toBe('code');
  expect((await office.comeBack()).url).toBe(HOME);
  expect((await ward.comeBack()).text).toContain('Growth Chart opens with');
});
