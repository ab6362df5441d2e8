import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { AccountStore } from '#src/accounts/account.store.js';
import { AttemptCount } from '#src/accounts/credentials/attempt-count.entity.js';
import { CredentialStore } from '#src/accounts/credentials/credential.store.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { Settings } from '#src/config/settings/settings.js';
import { AccountSetup } from '#src/sign-in/setup/account-setup.js';
import { accountWithPassword, audited, PASSWORD, typePassword, switchOff } from '../support/accounts.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const EMAIL = 'nurse@clinic.example';

describe('signing in by e-mail address and password', () => {
  let hospital: Hospital;

  beforeEach(async () => {
    hospital = await startHospital();
  });
  afterEach(() => hospital.close());

  const start = async (browser = newBrowser(), app = new SmartApp(hospital)) => ({
    browser,
    app,
    page: await browser.get(app.authorizationUrl()),
  });
  const forgetAttempts = () => hospital.app.get(DataSource).getRepository(AttemptCount).clear();

  it('is off while no account has a password: the browser goes straight to the only identity provider', async () => {
    const { page } = await start();
    expect(page.url).toContain(hospital.identityProvider.issuer);
  });

  it('is on once an account has one: the page asks for the password, and the app gets tokens with fhirUser', async () => {
    const account = await accountWithPassword(hospital, EMAIL);
    const { browser, app, page } = await start();
    expect(page.url).toContain(`${hospital.issuer}/interaction/`);
    expect(page.text).toContain('Continue with Hospital account');
    const end = await walkThrough(browser, await typePassword(browser, page, ' Nurse@Clinic.example'), {
      username: '',
    });
    const { body } = await app.redeem(app.answer(end).code!);
    expect(decodeJwt(body.id_token)).toMatchObject({
      sub: account.id,
      fhirUser: `${hospital.fhirServer.baseUrl}/Practitioner/maria-lindqvist`,
    });
    const [event] = await audited(hospital, 'login.succeeded');
    expect(event).toMatchObject({ accountId: account.id, clientId: 'chart', scheme: null });
    expect(event!.trail).toMatchObject([
      { step: 'local.password', mark: 'passed' },
      { step: 'fhirUser.claim', mark: 'noted' },
      { step: 'fhirUser.account', finding: 'Practitioner/maria-lindqvist', mark: 'passed' },
    ]);
    // The person is signed in: the next request asks for no password.
    const again = await browser.get(new SmartApp(hospital).authorizationUrl());
    expect(again.h1).toBe('Choose a patient');
  });

  it('also works for an app for the people of one identity provider; localLogin decides', async () => {
    const apps = hospital.app.get(Settings).clients;
    apps[0]!.identityProviders = ['hospital'];
    await accountWithPassword(hospital, EMAIL);
    const { browser, app, page } = await start();
    const end = await walkThrough(browser, await typePassword(browser, page, EMAIL), { username: '' });
    expect(app.answer(end).code).toBeDefined();
    expect((await browser.get(new SmartApp(hospital).authorizationUrl())).h1).toBe('Choose a patient');
    apps[0]!.localLogin = 'disabled';
    const { url } = await browser.get(new SmartApp(hospital).authorizationUrl());
    expect(url).toContain(hospital.identityProvider.issuer);
  });

  it('does not prevent a sign-in at the identity provider', async () => {
    await accountWithPassword(hospital, EMAIL);
    const { browser, app, page } = await start();
    const there = await browser.click(page, 'Continue with Hospital account');
    const end = await walkThrough(browser, there, { username: 'maria.lindqvist' });
    expect(app.answer(end).code).toBeDefined();
  });

  it.each([
    ['no_fhir_user', { fhirUser: null }, 'We could not find your record'],
    ['fhir_user_gone', { fhirUser: 'Practitioner/nobody' }, 'We could not find your record'],
  ])('is refused without a valid FHIR resource: %s', async (reason, facts, words) => {
    proves('TM-21');
    await accountWithPassword(hospital, EMAIL, facts as { fhirUser: string });
    const { browser, page } = await start();
    const refused = await typePassword(browser, page, EMAIL);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain(words);
    const [event] = await audited(hospital, 'login.refused');
    expect(event).toMatchObject({ reason });
    expect(refused.text).toContain(event!.reference);
  });

  it('says that an account is deactivated only to a person who knows its password', async () => {
    const { id } = await accountWithPassword(hospital, EMAIL);
    await switchOff(hospital, id);
    const { browser, page } = await start();
    expect((await typePassword(browser, page, EMAIL)).text).toContain('This account has been switched off');
  });

  it('does not show which accounts exist: page, status and headers are the same for every refusal', async () => {
    proves('TM-24');
    await accountWithPassword(hospital, EMAIL);
    await hospital.app.get(AccountStore).create({ email: 'no-password@clinic.example' });
    const off = await accountWithPassword(hospital, 'switched-off@clinic.example');
    await hospital.app.get(CredentialStore).setLocalLogin(off.id, 'disabled');
    const answers = [];
    for (const [email, password] of [
      [EMAIL, 'not the password at all'],
      ['nobody@clinic.example', 'not the password at all'],
      ['no-password@clinic.example', 'not the password at all'],
      ['switched-off@clinic.example', PASSWORD],
      ['not an address', 'not the password at all'],
      [EMAIL, 'x'.repeat(5_000)],
      [EMAIL, ''],
    ]) {
      await forgetAttempts();
      const { browser, page } = await start();
      const form = page.forms.find(({ action }) => action.endsWith('/password'))!;
      const csrf = form.fields.find(({ name }) => name === 'csrf')!.value;
      const response = await fetch(form.action, {
        method: 'POST',
        headers: { cookie: cookieHeader(browser.cookies(form.action)) },
        body: new URLSearchParams({ csrf, email: email!, password: password! }),
        redirect: 'manual',
      });
      const headers = Object.fromEntries(
        [...response.headers].filter(([name]) => !['date', 'etag', 'content-length'].includes(name)),
      );
      const html = (await response.text())
        .replaceAll(/\/interaction\/[\w-]+/g, '/interaction/x')
        .replaceAll(csrf, 'csrf')
        .replaceAll(`value="${email}"`, 'value=""');
      answers.push({ status: response.status, headers, html });
    }
    expect(answers[0]!.status).toBe(403);
    expect(answers[0]!.html).toContain('This e-mail address and password do not go together');
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    const reasons = (await audited(hospital, 'login.refused')).map(({ reason }) => reason);
    expect([...reasons].sort()).toEqual(
      [
        'local_login_disabled',
        'no_password',
        'unknown_account',
        'unknown_account',
        'wrong_password',
        'wrong_password',
        'wrong_password',
      ].sort(),
    );
    const rows = JSON.stringify(await hospital.app.get(DataSource).getRepository(AuditEvent).find());
    expect(rows).not.toMatch(/clinic\.example|battery/);
  });

  it('makes a guesser wait, also for an unknown account, but not the owner at another network', async () => {
    proves('TM-38');
    await accountWithPassword(hospital, EMAIL);
    for (const email of [EMAIL, 'nobody@clinic.example']) {
      await forgetAttempts();
      const { browser, page } = await start();
      let answer = page;
      for (let attempt = 0; attempt < 6; attempt += 1) {
        answer = await typePassword(browser, answer, email, 'not the password at all');
        expect(answer.status).toBe(403);
      }
      // The wait also applies to the right password, and to another spelling of the address.
      answer = await typePassword(
        browser,
        answer,
        email.toUpperCase().replace('CLINIC.EXAMPLE', 'clinic.example'),
      );
      expect(answer.status).toBe(429);
      expect(answer.text).toContain('That was tried too often. Wait 1 second');
    }
    await forgetAttempts();
    const guesses = await start();
    let answer = guesses.page;
    for (let attempt = 0; attempt < 6; attempt += 1)
      answer = await typePassword(guesses.browser, answer, EMAIL, 'not the password at all');
    const elsewhere = newBrowser({ headers: { 'x-forwarded-for': '192.0.2.7' } });
    const { page } = await start(elsewhere);
    expect((await typePassword(elsewhere, page, EMAIL)).h1).toBe('Choose a patient');
    const blocked = (await audited(hospital, 'login.refused')).filter(
      ({ reason }) => reason === 'too_many_attempts',
    );
    expect(blocked).toHaveLength(2);
  });

  it('answers only a few of sixty guesses at the same moment', async () => {
    proves('TM-38');
    await accountWithPassword(hospital, EMAIL);
    const { browser, page } = await start();
    const form = page.forms.find(({ action }) => action.endsWith('/password'))!;
    const csrf = form.fields.find(({ name }) => name === 'csrf')!.value;
    const statuses = await Promise.all(
      Array.from({ length: 60 }, async (_none, guess) => {
        const response = await fetch(form.action, {
          method: 'POST',
          headers: { cookie: cookieHeader(browser.cookies(form.action)) },
          body: new URLSearchParams({ csrf, email: EMAIL, password: `guess number ${guess}` }),
          redirect: 'manual',
        });
        await response.text();
        return response.status;
      }),
    );
    expect(statuses.filter((status) => status === 403).length).toBeLessThanOrEqual(8);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(52);
  });

  it('changes the id of the session, and the old id opens nothing', async () => {
    proves('TM-36');
    await accountWithPassword(hospital, EMAIL);
    const { browser, page } = await start();
    await walkThrough(browser, await typePassword(browser, page, EMAIL), { username: '' });
    const before = browser.cookies(hospital.issuer).wardkey_session;
    expect(before).toBeDefined();
    const app = new SmartApp(hospital);
    const oncemore = await browser.get(app.authorizationUrl({ prompt: 'login' }));
    await typePassword(browser, oncemore, EMAIL);
    const after = browser.cookies(hospital.issuer).wardkey_session;
    expect(after).not.toBe(before);
    const stale = await fetch(new SmartApp(hospital).authorizationUrl({ prompt: 'none' }), {
      headers: { cookie: cookieHeader({ wardkey_session: before! }) },
      redirect: 'manual',
    });
    expect(stale.headers.get('location')).toContain('error=login_required');
  });

  it('refuses a form that was not shown to this browser', async () => {
    proves('TM-02');
    await accountWithPassword(hospital, EMAIL);
    const { browser, page } = await start();
    const form = page.forms.findIndex(({ action }) => action.endsWith('/password'));
    const values = { email: EMAIL, password: PASSWORD };
    const forged = await browser.submit(page, { form, values: { ...values, csrf: 'made up' } });
    expect(forged.status).toBe(403);
    expect(await audited(hospital, 'login.succeeded')).toEqual([]);
    const other = newBrowser();
    expect((await other.submit(page, { form, values })).status).toBe(400);
    expect(await audited(hospital, 'login.succeeded')).toEqual([]);
  });

  it('accepts no password at another step', async () => {
    await accountWithPassword(hospital, EMAIL);
    const { browser, page } = await start();
    const signedIn = await typePassword(browser, page, EMAIL);
    expect(signedIn.h1).toBe('Choose a patient');
    const uid = /interaction\/([\w-]+)/.exec(signedIn.url)![1];
    expect((await browser.get(`${hospital.issuer}/interaction/${uid}/password`)).status).toBe(400);
  });

  it('ends with a changed password, and so do the session and refresh token that came from it', async () => {
    proves('TM-15');
    const account = await accountWithPassword(hospital, EMAIL);
    const { browser, app, page } = await start();
    const end = await walkThrough(browser, await typePassword(browser, page, EMAIL), { username: '' });
    const { body } = await app.redeem(app.answer(end).code!);
    const first = await app.refresh(body.refresh_token);
    expect(first.status).toBe(200);
    await hospital.app.get(AccountSetup, { strict: false }).setPassword(account, `another ${PASSWORD}`);
    expect((await app.refresh(first.body.refresh_token)).body.error).toBe('invalid_grant');
    const again = await browser.get(new SmartApp(hospital).authorizationUrl());
    expect(again.h1).toContain('Sign in to continue');
  });

  it('does not end the access of a sign-in at an identity provider when the password changes', async () => {
    const { app, tokens } = await getTokens(hospital, { username: 'wei.chen' });
    const { id } = (await hospital.app.get(AccountStore).findById(decodeJwt(tokens.id_token).sub!))!;
    await hospital.app.get(CredentialStore).setPassword(id, 'a hash');
    expect((await app.refresh(tokens.refresh_token)).status).toBe(200);
  });

  it('finds an account by its address in one normal form, and not by a look-alike', async () => {
    proves('BI-46');
    await accountWithPassword(hospital, 'kim@clinic.example');
    const { browser, page } = await start();
    expect((await typePassword(browser, page, '\u212Aim@clinic.example')).status).toBe(403);
    expect((await typePassword(browser, page, 'KIM@clinic.example')).h1).toBe('Choose a patient');
  });

  it('accepts a password in each Unicode form of its letters', async () => {
    await accountWithPassword(hospital, EMAIL, {}, 'a pass\u00e9 sentence of mine');
    const { browser, page } = await start();
    const end = await typePassword(browser, page, EMAIL, 'a passe\u0301 sentence of mine');
    expect(end.h1).toBe('Choose a patient');
  });
});

function cookieHeader(cookies: Record<string, string>): string {
  return Object.entries(cookies)
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');
}
