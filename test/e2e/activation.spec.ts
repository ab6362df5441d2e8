import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import type { HttpBrowser, Page } from 'wardkey-sandbox/http-browser.js';
import { Clock } from '#src/clock/clock.js';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import { BY_PASSWORD } from '#src/accounts/account-fhir-user.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { AccountActivation } from '#src/accounts/activation/activation.entity.js';
import { AttemptCount } from '#src/accounts/credentials/attempt-count.entity.js';
import { CredentialStore } from '#src/accounts/credentials/credential.store.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { Settings } from '#src/config/settings/settings.js';
import { MailMessage } from '#src/mail/mail-message.entity.js';
import { AccountSetup } from '#src/sign-in/setup/account-setup.js';
import {
  accountWithPassword,
  audited,
  counted,
  PASSWORD,
  typePassword,
  switchOff,
} from '../support/accounts.js';
import { type Hospital, type HospitalOptions, startHospital } from '../support/hospital.js';
import { type MailServer, startMailServer } from '../support/mail-server.js';
import { proves } from '../support/proves.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const clock = new Clock();

/** Differs from the address that the hospital’s identity provider has for this person. */
const EMAIL = 'jansen@clinic.example';

describe('connecting an account by one-time code', () => {
  let hospital: Hospital;
  let mail: MailServer;

  beforeAll(async () => {
    mail = await startMailServer();
  });
  afterAll(() => mail.close());

  const open = async (more: HospitalOptions['configure'] = () => {}) => {
    mail.letters.length = 0;
    hospital = await startHospital({
      configure: (configuration, parts) => {
        const [provider] = configuration.externalIdentityProviders.identityProvider;
        Object.assign(provider, { linking: 'oneTimeCode', allowAutoProvision: false });
        configuration.mail = {
          from: 'sign-in@clinic.example',
          host: '127.0.0.1',
          port: mail.port,
          tls: 'none',
        };
        more(configuration, parts);
      },
    });
  };
  beforeEach(() => open());
  afterEach(() => hospital.close());

  const rows = (entity: Parameters<DataSource['getRepository']>[0]) =>
    hospital.app.get(DataSource).getRepository(entity);
  const setup = () => hospital.app.get(AccountSetup, { strict: false });
  const identities = (account: Account) => hospital.app.get(AccountStore).identitiesOf(account.id);
  const invited = async (facts: object = {}) => {
    const account = await hospital.app
      .get(AccountStore)
      .create({ email: EMAIL, fhirUser: 'Practitioner/maria-lindqvist', ...facts });
    return { account, link: (await setup().invite(account, false)).link };
  };
  /** The code of the latest letter. */
  const codeFrom = async (letters: number) => {
    const letter = (await mail.received(letters))[letters - 1]!;
    return /^(\d{6})$/m.exec(letter.text)![1]!;
  };
  const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  const form = (page: Page, action: string) => page.forms.findIndex((one) => one.action.endsWith(action));

  /** Goes from the invitation to the page that asks for the code. */
  const toCode = async (link: string, username = 'maria.lindqvist', browser = newBrowser()) => {
    const page = await browser.get(link);
    const between = await browser.submit(page, { form: form(page, '/connect'), button: 'hospital' });
    const there = await browser.submit(between, {});
    return { browser, page: await browser.submit(there, { button: username }) };
  };
  const enter = (browser: HttpBrowser, page: Page, code: string) =>
    browser.submit(page, { form: form(page, '/activation/code'), values: { code } });
  const again = (browser: HttpBrowser, page: Page) =>
    browser.submit(page, { form: form(page, '/activation/code/again') });
  const minuteLater = () =>
    rows(AccountActivation)
      .createQueryBuilder()
      .update()
      .set({ codeSentAt: () => 'code_sent_at - 61' })
      .execute();

  it('by invitation: the person signs in there, enters the code from the registered mailbox, and then signs in by single sign-on', async () => {
    const { account, link } = await invited();
    const { browser, page } = await toCode(link);
    expect(page.h1).toBe('Enter the code we mailed you');
    expect(page.text).toContain('We sent a code to j•••@clinic.example.');
    expect(page.text).toContain('You are connecting the Hospital account of Maria Lindqvist');
    expect(page.html).not.toContain(EMAIL);
    expect(await identities(account)).toEqual([]);

    const code = await codeFrom(1);
    expect(mail.letters[0]).toMatchObject({ to: [EMAIL], from: 'sign-in@clinic.example' });
    expect(mail.letters[0]!.subject).not.toContain(code);
    expect(page.html).not.toContain(code);
    // People copy the code from a mail with such spaces.
    const done = await enter(browser, page, ` ${code.slice(0, 3)} ${code.slice(3)} `);
    expect(done.h1).toBe('Hospital account is connected');
    expect(done.text).toContain('From now on, sign in with Hospital account.');
    expect(await identities(account)).toMatchObject([{ scheme: 'hospital', linkedBy: 'one_time_code' }]);

    const { tokens } = await getTokens(hospital, { username: 'maria.lindqvist' });
    expect(decodeJwt(tokens.id_token).sub).toBe(account.id);
    // The account keeps its registered address, whatever address the identity provider sends.
    expect((await hospital.app.get(AccountStore).findById(account.id))!.email).toBe(EMAIL);

    const [linked] = await audited(hospital, 'account.linked');
    expect(linked).toMatchObject({ accountId: account.id, scheme: 'hospital', reason: 'one_time_code' });
    expect(linked!.trail).toMatchObject([
      { step: 'activation.invitation', mark: 'passed' },
      { step: 'activation.provider', mark: 'passed' },
      { step: 'activation.code', mark: 'passed' },
    ]);
    expect(await audited(hospital, 'activation.started')).toMatchObject([{ reason: 'invitation' }]);
    expect(await audited(hospital, 'activation.code_sent')).toMatchObject([{ accountId: account.id }]);
    const log = JSON.stringify(await rows(AuditEvent).find());
    expect(log).not.toContain(code);
    expect(log).not.toContain(EMAIL);
  });

  it('by password: likewise, and the password that was shown stays', async () => {
    const account = await accountWithPassword(hospital, EMAIL);
    const browser = newBrowser();
    const who = await browser.get(`${hospital.issuer}/activation`);
    const which = await typePassword(browser, who, EMAIL);
    const there = await browser.submit(which, { button: 'hospital' });
    const page = await browser.submit(there, { button: 'maria.lindqvist' });
    const done = await enter(browser, page, await codeFrom(1));
    expect(done.h1).toBe('Hospital account is connected');
    expect(await identities(account)).toHaveLength(1);
    expect((await hospital.app.get(CredentialStore).find(account.id))!.passwordHash).toBeTruthy();
    expect(await audited(hospital, 'activation.started')).toMatchObject([{ reason: 'password' }]);
  });

  it('an account that is linked at another identity provider gets a second link, by the code from its own mailbox', async () => {
    const { account, link } = await invited();
    const elsewhere = { issuer: 'https://clinic.example', subject: 'jansen', scheme: 'clinic' };
    await hospital.app.get(AccountStore).link(account.id, elsewhere, { linkedBy: 'administrator' });
    const { browser, page } = await toCode(link);
    expect(await identities(account)).toHaveLength(1);
    expect((await enter(browser, page, await codeFrom(1))).h1).toBe('Hospital account is connected');
    expect(mail.letters[0]!.to).toEqual([EMAIL]);
    expect((await identities(account)).map(({ scheme }) => scheme).sort()).toEqual(['clinic', 'hospital']);
  });

  it('no code goes to an address that an identity provider changed meanwhile without verification', async () => {
    const { account, link } = await invited();
    const { browser, page } = await toCode(link);
    await codeFrom(1);
    const email = { address: 'mallory@elsewhere.example', verified: false };
    await hospital.app.get(AccountStore).recordSignIn(account.id, BY_PASSWORD, { email });
    await minuteLater();
    expect((await again(browser, page)).text).not.toContain('We sent a new code');
    expect(mail.letters.flatMap(({ to }) => to)).toEqual([EMAIL]);
    expect(await audited(hospital, 'activation.code_sent')).toHaveLength(1);
  });

  it('an invitation that came by mail works in the same way', async () => {
    const account = await hospital.app.get(AccountStore).create({ email: EMAIL });
    await setup().invite(account, true);
    const [letter] = await mail.received(1);
    expect(letter!.to).toEqual([EMAIL]);
    const link = /http\S+\/invitation\/\S+/.exec(letter!.text)![0];
    expect(letter!.html).toContain(link);
    const { browser, page } = await toCode(link);
    expect((await enter(browser, page, await codeFrom(2))).h1).toBe('Hospital account is connected');
  });

  it('a sign-in at the identity provider first, without invitation or password, is refused with words that say whom to ask, and no account matches', async () => {
    proves('TM-16');
    const maria = hospital.identityProvider.people.find(({ username }) => username === 'maria.lindqvist')!;
    const account = await hospital.app
      .get(AccountStore)
      .create({ email: maria.email, externalId: maria.oid });
    const browser = newBrowser();
    const page = await walkThrough(browser, await browser.get(new SmartApp(hospital).authorizationUrl()), {
      username: 'maria.lindqvist',
    });
    expect(page.status).toBe(403);
    expect(page.text).toContain('is not connected to this service yet');
    expect(page.text).toContain('Open the link in your invitation. If you have none, ask the service desk');
    expect(await identities(account)).toEqual([]);
    const [refused] = await audited(hospital, 'login.refused');
    expect(refused).toMatchObject({ reason: 'not_activated', scheme: 'hospital' });
    expect(page.text).toContain(refused!.reference);
    // A person who has a password is shown the way.
    expect(page.links.some(({ href }) => href.endsWith('/activation'))).toBe(false);
    await accountWithPassword(hospital, EMAIL);
    const app = new SmartApp(hospital);
    const chooser = await browser.get(app.authorizationUrl());
    const there = await browser.click(chooser, 'Continue with Hospital account');
    const refusal = await walkThrough(browser, there, { username: 'maria.lindqvist' });
    expect((await browser.click(refusal, 'Connect it with your password')).h1).toBe(
      'Connect another way to sign in',
    );
  });

  it('after five wrong codes the code has ended, also for the right one; a new code works', async () => {
    proves('TM-16');
    const { account, link } = await invited();
    const { browser, page } = await toCode(link);
    const code = await codeFrom(1);
    let answer = page;
    for (const left of ['4 times', '3 times', '2 times', 'once']) {
      answer = await enter(browser, answer, wrong(code));
      expect(answer.status).toBe(400);
      expect(answer.text).toContain(`That is not the code. You can try ${left} more.`);
    }
    answer = await enter(browser, answer, wrong(code));
    expect(answer.text).toContain('This code does not work any more');
    // The sixth attempt within a day may be made at once. The later ones have to wait.
    answer = await enter(browser, answer, code);
    expect(answer.text).toContain('This code does not work any more');
    expect(await identities(account)).toEqual([]);
    expect((await audited(hospital, 'activation.refused')).map(({ reason }) => reason)).toEqual([
      'wrong_code',
      'wrong_code',
      'wrong_code',
      'wrong_code',
      'code_over',
      'code_over',
    ]);
    await rows(AttemptCount).clear();
    await minuteLater();
    answer = await again(browser, answer);
    expect(answer.text).toContain('We sent a new code');
    expect((await enter(browser, answer, await codeFrom(2))).h1).toBe('Hospital account is connected');
  });

  it('text that cannot be a code does not count as an attempt', async () => {
    const { link } = await invited();
    const { browser, page } = await toCode(link);
    for (const typed of ['', '12345', '1234567', 'letters', '１２３４５', '12 34 5x']) {
      expect((await enter(browser, page, typed)).text).toContain('You can try 5 times more');
    }
    expect((await enter(browser, page, await codeFrom(1))).h1).toBe('Hospital account is connected');
  });

  it('a new code can be asked for after one minute and five times at most; it ends the previous code', async () => {
    const { link } = await invited();
    const { browser, page } = await toCode(link);
    const first = await codeFrom(1);
    let answer = await again(browser, page);
    expect(answer.status).toBe(429);
    expect(answer.text).toMatch(/You can have a new one sent in \d+ seconds/);
    expect(mail.letters).toHaveLength(1);
    for (let sent = 2; sent <= 5; sent += 1) {
      await minuteLater();
      answer = await again(browser, answer);
      expect(answer.text).toContain('We sent a new code');
      await codeFrom(sent);
    }
    await minuteLater();
    answer = await again(browser, answer);
    expect(answer.text).toContain('No more codes can be sent now');
    const fifth = await codeFrom(5);
    if (first !== fifth) expect((await enter(browser, answer, first)).text).toContain('That is not the code');
    expect((await enter(browser, answer, fifth)).h1).toBe('Hospital account is connected');
    expect(mail.letters).toHaveLength(5);
  });

  it('two requests for a new code at the same moment send one code', async () => {
    const { link } = await invited();
    const { browser, page } = await toCode(link);
    await codeFrom(1);
    await minuteLater();
    await Promise.all([again(browser, page), again(browser, page), again(browser, page)]);
    await codeFrom(2);
    expect(await rows(MailMessage).count()).toBe(0);
    expect(mail.letters).toHaveLength(2);
    expect((await enter(browser, page, await codeFrom(2))).h1).toBe('Hospital account is connected');
  });

  it('a code is valid for ten minutes', async () => {
    const { account, link } = await invited();
    const { browser, page } = await toCode(link);
    const code = await codeFrom(1);
    await rows(AccountActivation).update({ accountId: account.id }, { codeSentAt: clock.epoch() - 600 });
    expect((await enter(browser, page, code)).text).toContain('This code does not work any more');
    await rows(AccountActivation).update({ accountId: account.id }, { codeSentAt: clock.epoch() - 590 });
    expect((await enter(browser, page, code)).h1).toBe('Hospital account is connected');
  });

  it('the right code twice at the same moment links once', async () => {
    proves('FI-05 TM-16');
    const { account, link } = await invited();
    const { browser, page } = await toCode(link);
    const code = await codeFrom(1);
    const both = await Promise.all([enter(browser, page, code), enter(browser, page, code)]);
    expect(both.filter(({ h1 }) => h1 === 'Hospital account is connected')).toHaveLength(1);
    expect(both.map(({ status }) => status).every((status) => status < 500)).toBe(true);
    expect(await identities(account)).toHaveLength(1);
    expect(await audited(hospital, 'account.linked')).toHaveLength(1);
  });

  it('the code of one browser is refused in another one, with or without an activation there', async () => {
    proves('TM-16');
    const { account, link } = await invited();
    const { page } = await toCode(link);
    const code = await codeFrom(1);
    expect((await enter(newBrowser(), page, code)).status).toBe(400);
    // Another browser with the same invitation, and another person’s sign-in at the identity provider.
    const other = await toCode(link, 'wei.chen');
    const others = await codeFrom(2);
    if (code !== others)
      expect((await enter(other.browser, other.page, code)).text).toContain('That is not the code');
    expect(await identities(account)).toEqual([]);
  });

  it('the identity provider’s answer for one browser is refused in another', async () => {
    proves('TM-02 TM-16');
    const { link } = await invited();
    const browser = newBrowser();
    const page = await browser.get(link);
    const between = await browser.submit(page, { form: form(page, '/connect'), button: 'hospital' });
    const there = await browser.submit(between, {});
    const stopped = await browser.submit(there, {
      button: 'wei.chen',
      stopAt: (url) => url.pathname === '/activation/return',
    });
    const thief = newBrowser();
    expect((await thief.get(stopped.url)).status).toBe(400);
    const own = await toCode(
      (await invited({ email: 'other@clinic.example' })).link,
      'maria.lindqvist',
      thief,
    );
    expect(own.page.h1).toBe('Enter the code we mailed you');
    expect((await thief.get(stopped.url)).text).toContain('no longer active');
    // This used nothing up: the browser that left for the identity provider can still return.
    expect((await browser.get(stopped.url)).h1).toBe('Enter the code we mailed you');
  });
  it('the database contains no handle, no invitation and no code', async () => {
    proves('TM-17 TM-50');
    const { link } = await invited();
    const { browser } = await toCode(link);
    const handle = browser.cookies(`${hospital.issuer}/activation`).wardkey_activation!;
    expect(handle).toMatch(/^[\w-]{43}$/);
    const code = await codeFrom(1);
    const token = link.split('/').at(-1)!;
    const dump = JSON.stringify(
      await Promise.all(
        hospital.app
          .get(DataSource)
          .entityMetadatas.filter(({ tableName }) => /account|mail|audit|login/.test(tableName))
          .map(({ target }) => rows(target).find()),
      ),
    );
    expect(dump.length).toBeGreaterThan(1000);
    for (const secret of [handle, token]) expect(dump).not.toContain(secret);
    expect(dump).not.toContain(`"${code}"`);
  });

  it('an identity that is linked to another account is refused, and so is an account that has another identity there', async () => {
    proves('TM-16');
    const { account, link } = await invited();
    const { browser, page } = await toCode(link);
    await enter(browser, page, await codeFrom(1));

    const second = await hospital.app.get(AccountStore).create({ email: 'second@clinic.example' });
    const taken = await toCode((await setup().invite(second, false)).link);
    expect(taken.page.status).toBe(403);
    expect(taken.page.h1).toBe('This Hospital account cannot be connected');
    const other = await toCode((await setup().invite(account, false)).link, 'wei.chen');
    expect(other.page.h1).toBe('This Hospital account cannot be connected');
    expect((await audited(hospital, 'activation.refused')).map(({ reason }) => reason)).toEqual([
      'link_taken',
      'already_linked',
    ]);
    expect(mail.letters).toHaveLength(1);
    // The same identity again is not refused, and nothing is recorded.
    const same = await toCode((await setup().invite(account, false)).link);
    expect(same.page.h1).toBe('Hospital account is connected');
    expect(await identities(account)).toHaveLength(1);
  });

  it('a former proof is not accepted after the link was removed, or after "stop"', async () => {
    proves('TM-16');
    const { account, link } = await invited();
    const { browser, page } = await toCode(link);
    await enter(browser, page, await codeFrom(1));
    const [identity] = await identities(account);
    const { link: another } = await setup().invite(account, false);
    const half = newBrowser();
    const invitation = await half.get(another);
    const between = await half.submit(invitation, { form: form(invitation, '/connect'), button: 'hospital' });
    await hospital.app.get(AccountDirectory).removeLink(account.id, identity!.id);
    expect((await half.submit(between, {})).status).toBe(400);

    const stopping = await toCode(another);
    const code = await codeFrom(2);
    const stopped = await stopping.browser.submit(stopping.page, {
      form: form(stopping.page, '/activation/cancel'),
    });
    expect(stopped.h1).toBe('Nothing was connected');
    expect((await enter(stopping.browser, stopping.page, code)).status).toBe(400);
    expect(await identities(account)).toEqual([]);
    expect(await audited(hospital, 'activation.left')).toHaveLength(1);
  });

  it('a changed password ends what was begun with the previous one', async () => {
    proves('TM-15');
    const account = await accountWithPassword(hospital, EMAIL);
    const browser = newBrowser();
    const which = await typePassword(browser, await browser.get(`${hospital.issuer}/activation`), EMAIL);
    await setup().setPassword(account, `another ${PASSWORD}`);
    expect((await browser.submit(which, { button: 'hospital' })).status).toBe(400);
  });

  it('a corrected address ends the invitation and the activation that were sent to the previous one', async () => {
    proves('TM-15');
    const { account, link } = await invited();
    const { browser, page } = await toCode(link);
    const code = await codeFrom(1);
    const email = 'right-jansen@clinic.example';
    await hospital.app.get(AccountDirectory).update(account.id, 1, { email });
    expect((await enter(browser, page, code)).status).toBe(400);
    expect((await newBrowser().get(link)).status).toBe(404);
    expect(await identities(account)).toEqual([]);
  });

  it.each([
    ['the account was deactivated', 'This account has been switched off', 'account_deactivated'],
    proves('TM-06', ['the identity provider was disabled', 'no longer active', 'provider_off']),
    ['a newer invitation was made', 'no longer active', 'not_active'],
  ])('when %s between the letter and the code, nothing is linked', async (what, words, reason) => {
    const { account, link } = await invited();
    const { browser, page } = await toCode(link);
    const code = await codeFrom(1);
    if (reason === 'account_deactivated') await switchOff(hospital, account.id);
    if (reason === 'provider_off')
      hospital.app.get(Settings).externalIdentityProviders.identityProvider[0]!.enabled = false;
    if (reason === 'not_active') await setup().invite(account, false);
    const refused = await enter(browser, page, code);
    expect(refused.text).toContain(words);
    expect(refused.status).toBeLessThan(500);
    expect(await identities(account)).toEqual([]);
    expect(await audited(hospital, 'activation.refused')).toMatchObject([{ reason }]);
  });

  it('linking by invitation ends a password that was not used, unsent mail and other invitations', async () => {
    proves('TM-15');
    const account = await accountWithPassword(hospital, EMAIL);
    const { link } = await setup().invite(account, false);
    const squatter = newBrowser();
    const squatting = await typePassword(
      squatter,
      await squatter.get(`${hospital.issuer}/activation`),
      EMAIL,
    );
    const { browser, page } = await toCode(link);
    expect((await enter(browser, page, await codeFrom(1))).h1).toBe('Hospital account is connected');
    expect((await hospital.app.get(CredentialStore).find(account.id))!.passwordHash).toBeNull();
    expect(await audited(hospital, 'account.password_removed')).toMatchObject([{ reason: 'linked' }]);
    // This also ends what was begun elsewhere with that password.
    expect((await squatter.submit(squatting, { button: 'hospital' })).status).toBe(400);
    expect((await newBrowser().get(link)).text).toContain('This link does not work any more');
  });

  it('an account gets no code when its address is not verified', async () => {
    const { account, link } = await invited();
    await rows('account').update({ id: account.id }, { emailKey: null });
    const { page } = await toCode(link);
    expect(page.status).toBe(403);
    expect(mail.letters).toEqual([]);
    expect(await audited(hospital, 'activation.refused')).toMatchObject([{ reason: 'no_mail_address' }]);
  });

  it('password attempts here have the same limits as elsewhere', async () => {
    proves('TM-38');
    await accountWithPassword(hospital, EMAIL);
    const browser = newBrowser();
    let page = await browser.get(`${hospital.issuer}/activation`);
    for (let attempt = 0; attempt < 6; attempt += 1) {
      page = await typePassword(browser, page, EMAIL, 'not the password at all');
      expect(page.status).toBe(403);
      expect(page.text).toContain('do not go together');
    }
    expect((await typePassword(browser, page, EMAIL)).status).toBe(429);
    const elsewhere = await browser.get(new SmartApp(hospital).authorizationUrl());
    expect((await typePassword(browser, elsewhere, EMAIL)).status).toBe(429);
  });

  it('the audit log also names a break-glass account that connects an identity provider by its password', async () => {
    const account = await accountWithPassword(hospital, EMAIL);
    await accountWithPassword(hospital, 'somebody-else@clinic.example');
    await hospital.app.get(CredentialStore).setLocalLogin(account.id, 'disabled');
    const browser = newBrowser();
    const page = await browser.get(`${hospital.issuer}/activation`);
    expect((await typePassword(browser, page, EMAIL)).status).toBe(403);
    expect(await audited(hospital, 'login.break_glass')).toEqual([]);
    hospital.app.get(Settings).breakGlassAccounts = [EMAIL];
    const which = await typePassword(browser, page, EMAIL);
    expect(which.url).toContain('/activation/provider');
    expect(await audited(hospital, 'login.break_glass')).toMatchObject([{ accountId: account.id }]);
  });

  it('the handle changes when the password is accepted', async () => {
    proves('TM-36');
    await accountWithPassword(hospital, EMAIL);
    const browser = newBrowser();
    const page = await browser.get(`${hospital.issuer}/activation`);
    const before = browser.cookies(`${hospital.issuer}/activation`).wardkey_activation;
    await typePassword(browser, page, EMAIL);
    expect(browser.cookies(`${hospital.issuer}/activation`).wardkey_activation).not.toBe(before);
  });

  it('a form that was not shown to this browser is refused', async () => {
    proves('TM-02');
    const { account, link } = await invited();
    const { browser, page } = await toCode(link);
    const code = await codeFrom(1);
    for (const action of ['/activation/code', '/activation/code/again', '/activation/cancel']) {
      const values = { csrf: 'made up', ...(action.endsWith('code') ? { code } : {}) };
      expect((await browser.submit(page, { form: form(page, action), values })).status).toBe(403);
    }
    const invitation = await browser.get(link);
    const forged = { form: form(invitation, '/connect'), button: 'hospital', values: { csrf: 'made up' } };
    expect((await browser.submit(invitation, forged)).status).toBe(403);
    expect(await identities(account)).toEqual([]);
  });

  it('steps in the wrong order and unknown addresses give a page, and not an error', async () => {
    const browser = newBrowser();
    for (const path of [
      '/activation/provider',
      '/activation/return?state=x&code=y',
      '/activation/code',
      '/activation',
    ])
      expect((await browser.get(hospital.issuer + path)).status).toBe(400);
    for (const path of [
      '/invitation/nonsense',
      `/invitation/${'x'.repeat(43)}`,
      `/invitation/${'%00'.repeat(10)}`,
    ])
      expect((await browser.get(hospital.issuer + path)).status).toBe(404);
    const { link } = await invited();
    const early = await browser.get(link);
    const between = await browser.submit(early, { form: form(early, '/connect'), button: 'hospital' });
    expect((await browser.get(`${hospital.issuer}/activation/code`)).status).toBe(400);
    const elsewhere = { form: 0, values: { provider: 'elsewhere' } };
    expect((await browser.submit(between, elsewhere)).status).toBe(400);
    expect(await audited(hospital, 'page.error')).toEqual([]);
    expect(await counted(hospital, 'page.error')).toBeGreaterThan(0);
  });

  it('the identity provider’s answer twice leads to the code page twice, and one code is mailed', async () => {
    const { account, link } = await invited();
    const { browser } = await toCode(link);
    const answer = browser.history.find(({ url }) => url.includes('/federation/hospital/signin?'))!.url;
    const page = await browser.get(answer);
    expect(page.h1).toBe('Enter the code we mailed you');
    await enter(browser, page, await codeFrom(1));
    expect(await identities(account)).toHaveLength(1);
    expect(mail.letters).toHaveLength(1);
  });

  it('a person who cancels at the identity provider can try again', async () => {
    const { link } = await invited();
    const browser = newBrowser();
    const page = await browser.get(link);
    const between = await browser.submit(page, { form: form(page, '/connect'), button: 'hospital' });
    const there = await browser.submit(between, {});
    expect(there.url).toContain(hospital.identityProvider.issuer);
    const state = browser.history.map(({ url }) => new URL(url).searchParams.get('state')).find(Boolean)!;
    const { issuer: iss } = hospital.identityProvider;
    const answer = new URLSearchParams({ error: 'access_denied', state, iss });
    const cancelled = await browser.get(`${hospital.issuer}/federation/hospital/signin?${answer.toString()}`);
    expect(cancelled.status).toBe(200);
    const retry = await browser.click(cancelled, 'Try again');
    expect(retry.forms[0]!.action).toMatch(/\/activation\/provider$/);
    expect(retry.forms[0]!.buttons.map(({ text }) => text)).toEqual(['Continue with Hospital account']);
  });

  describe('an answer of the identity provider that led to a refusal', () => {
    /**
     * Goes as far as the identity provider’s page, with an invitation. `comeBack` brings an answer, as often as it is
     * called.
     */
    const leave = async () => {
      const { account, link } = await invited();
      const browser = newBrowser();
      const page = await browser.get(link);
      const between = await browser.submit(page, { form: form(page, '/connect'), button: 'hospital' });
      const there = await browser.submit(between, {});
      const state = browser.history.map(({ url }) => new URL(url).searchParams.get('state')).find(Boolean)!;
      const comeBack = (answer: object) => {
        const query = new URLSearchParams({ ...answer, state, iss: hospital.identityProvider.issuer });
        return browser.get(`${hospital.issuer}/federation/hospital/signin?${query.toString()}`);
      };
      return { account, browser, there, comeBack };
    };
    const shown = ({ status, h1, text, links }: Page) => ({ status, h1, text, links });
    const refused = () => audited(hospital, 'activation.refused');

    it.each([
      ['access_denied', 200, 'You did not finish signing in with Hospital account', ['Try again']],
      ['server_error', 503, 'Hospital account does not answer as it should', ['Try again']],
      ['invalid_request', 500, 'Signing in with Hospital account is not set up correctly', []],
    ])('%s twice is the same refusal, and the trail says so', async (error, status, h1, ways) => {
      const { account, comeBack } = await leave();
      const first = await comeBack({ error });
      expect([first.status, first.h1, first.links.map(({ text }) => text)]).toEqual([status, h1, ways]);
      const again = await comeBack({ error });
      expect(shown(again)).toEqual(shown(first));
      const [written, repeated] = await refused();
      expect(first.text).toContain(written!.reference!);
      expect(repeated).toMatchObject({
        accountId: account.id,
        scheme: 'hospital',
        outcome: 'failed',
        reason: 'login_not_active',
        trail: [{ step: 'state_validate', finding: expect.stringContaining('the same refusal') }],
      });
    });

    it('the identity of another account twice is refused twice in the same words', async () => {
      const owner = await invited({ email: 'owner@clinic.example' });
      const { browser: first, page } = await toCode(owner.link);
      await enter(first, page, await codeFrom(1));
      const { browser, there } = await leave();
      const refusal = await browser.submit(there, { button: 'maria.lindqvist' });
      expect(refusal.status).toBe(403);
      const answer = browser.history.find(({ url }) => url.includes('/federation/hospital/signin?'))!.url;
      expect(shown(await browser.get(answer))).toEqual(shown(refusal));
    });

    it('another answer for a login that is over leads to the page that begins the activation', async () => {
      const { comeBack } = await leave();
      await comeBack({ error: 'access_denied' });
      const other = await comeBack({ error: 'server_error' });
      expect([other.status, other.h1]).toEqual([400, 'This sign-in is no longer active']);
      expect(other.links.map(({ text }) => text)).toEqual(['Try again']);
      expect((await refused()).at(-1)).toMatchObject({ reason: 'login_not_active', scheme: 'hospital' });
    });
  });

  describe('an invitation', () => {
    const choose = (browser: HttpBrowser, page: Page, password: string, once = password) =>
      browser.submit(page, { form: form(page, '/password'), values: { password, again: once } });

    it('lets its holder choose a password once', async () => {
      const { account, link } = await invited();
      const browser = newBrowser();
      const page = await browser.get(link);
      expect(page.text).toContain('At least 12 characters');
      // Opening the page uses nothing up, because mail scanners open it too.
      for (let look = 0; look < 3; look += 1) expect((await newBrowser().get(link)).status).toBe(200);
      expect((await choose(browser, page, PASSWORD)).h1).toBe('Your password is saved');
      expect((await choose(browser, page, 'another password of mine')).status).toBe(404);
      expect((await browser.get(link)).text).toContain('This link does not work any more');
      const sign = await browser.get(new SmartApp(hospital).authorizationUrl());
      expect((await typePassword(browser, sign, EMAIL)).h1).toBe('Choose a patient');
      expect(await audited(hospital, 'account.password_set')).toMatchObject([
        { accountId: account.id, reason: 'invitation' },
      ]);
    });

    it('that is used twice at the same moment sets one password', async () => {
      const { link } = await invited();
      const browser = newBrowser();
      const page = await browser.get(link);
      const both = await Promise.all([
        choose(browser, page, 'the first of passwords'),
        choose(browser, page, 'the second of passwords'),
      ]);
      expect(both.filter(({ h1 }) => h1 === 'Your password is saved')).toHaveLength(1);
      expect(await audited(hospital, 'account.password_set')).toHaveLength(1);
    });

    it.each([
      ['eleven characters', 'elevenchars', undefined, 'too short'],
      ['eleven characters, some of two UTF-16 units', '😀😀😀😀😀😀😀😀😀😀😀', undefined, 'too short'],
      proves('TM-53', ['more than 256 bytes', 'é'.repeat(129), undefined, 'too long']),
      ['entered in two different ways', PASSWORD, `${PASSWORD}!`, 'not the same'],
      ['empty', '', undefined, 'too short'],
    ])('refuses a password that is %s, and stays valid', async (_what, password, once, words) => {
      const { link } = await invited();
      const browser = newBrowser();
      const refused = await choose(browser, await browser.get(link), password, once);
      expect(refused.status).toBe(400);
      expect(refused.text).toContain(words);
      expect((await choose(browser, refused, PASSWORD)).h1).toBe('Your password is saved');
    });

    it('ends after seven days, when another one is made, and with the account', async () => {
      const { account, link } = await invited();
      const week = { expiresAt: clock.epoch() - 1 };
      const { link: newer } = await setup().invite(account, false);
      expect((await newBrowser().get(link)).status).toBe(404);
      expect((await newBrowser().get(newer)).status).toBe(200);
      await rows('account_invitation').update({ accountId: account.id }, week);
      expect((await newBrowser().get(newer)).status).toBe(404);
      const { link: last } = await setup().invite(account, false);
      await switchOff(hospital, account.id);
      expect((await newBrowser().get(last)).status).toBe(404);
      await expect(
        setup().invite((await hospital.app.get(AccountStore).findById(account.id))!, false),
      ).rejects.toThrow('switched off');
    });

    it('is not mailed to an address that is not verified', async () => {
      const { account } = await invited();
      await expect(setup().invite({ ...account, emailKey: null }, true)).rejects.toThrow('e-mail address');
      expect(await rows(MailMessage).count()).toBe(0);
    });
  });
});
