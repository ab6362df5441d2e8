import { Logger } from '@nestjs/common';
import { jest } from '@jest/globals';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccountStore } from '#src/accounts/account.store.js';
import { CredentialStore } from '#src/accounts/credentials/credential.store.js';
import { ConfigurationError } from '#src/config/problems.js';
import { Settings } from '#src/config/settings/settings.js';
import { SsoOnlyTooEarlyError } from '#src/sign-in/errors.js';
import { SsoOnly } from '#src/sign-in/password/sso-only.js';
import { accountWithPassword, audited, typePassword } from '../support/accounts.js';
import { CALLBACK, type Hospital, type HospitalOptions, startHospital } from '../support/hospital.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const NURSE = 'nurse@clinic.example';
const EMERGENCY = 'emergency@clinic.example';

describe('single sign-on only', () => {
  let hospital: Hospital | undefined;
  let folder: string;
  const warnings: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wardkey-sso-only-'));
    warnings.length = 0;
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((message) => void warnings.push(String(message)));
  });
  afterEach(async () => {
    jest.restoreAllMocks();
    await hospital?.close();
    hospital = undefined;
  });

  /** Starts on the database of the previous start, with its own settings. */
  const start = async (changes: object = {}, more: HospitalOptions['configure'] = () => {}) => {
    await hospital?.close();
    hospital = undefined;
    hospital = await startHospital({
      configure: (configuration, parts) => {
        configuration.database = { url: `sqlite:${join(folder, 'wardkey.sqlite')}` };
        configuration.encryptionKey = Buffer.alloc(32, 7).toString('base64');
        configuration.clients.push({ clientId: 'second', clientName: 'Second', redirectUris: [CALLBACK] });
        Object.assign(configuration, changes);
        more(configuration, parts);
      },
    });
    return hospital;
  };
  const page = async (on: Hospital, clientId = 'chart', browser = newBrowser()) => ({
    browser,
    page: await browser.get(new SmartApp(on, clientId).authorizationUrl()),
  });
  const goesStraightOn = async (on: Hospital, clientId?: string) =>
    (await page(on, clientId)).page.url.startsWith(on.identityProvider.issuer);

  it('the server does not start before a person has signed in at an identity provider, and starts afterwards', async () => {
    const before = await start();
    await accountWithPassword(before, NURSE);
    // A sign-in by password does not count.
    const { browser, page: shown } = await page(before);
    expect((await typePassword(browser, shown, NURSE)).h1).toBe('Choose a patient');

    await expect(start({ localLogin: 'disabled' })).rejects.toThrow(ConfigurationError);
    await expect(start({ localLogin: 'disabled' })).rejects.toThrow(
      /localLogin: is disabled, but an account has only a password to sign in with, and no person has signed in at an identity provider yet/,
    );

    const again = await start();
    const { browser: other, page: asked } = await page(again);
    await other.submit(await other.click(asked, 'Continue with Hospital account'), { button: 'wei.chen' });
    expect(await audited(again, 'account.provisioned')).toHaveLength(1);
    expect(await goesStraightOn(await start({ localLogin: 'disabled' }))).toBe(true);
  });

  it('a new server may start in this way, because no person depends on a password', async () => {
    const fresh = await start({ localLogin: 'disabled' });
    expect(await goesStraightOn(fresh)).toBe(true);
    const { tokens } = await getTokens(fresh, { username: 'wei.chen' });
    expect(tokens.id_token).toBeTruthy();
    // The second start, and the start for a single app.
    expect(await goesStraightOn(await start({ localLogin: 'disabled' }))).toBe(true);
  });

  it('an account made beforehand, without a password, does not prevent the start', async () => {
    const before = await start();
    await before.app.get(AccountStore).create({ email: NURSE, displayName: 'Nurse' });
    expect(await goesStraightOn(await start({ localLogin: 'disabled' }))).toBe(true);
  });

  it('a sign-in at a removed identity provider does not count', async () => {
    const before = await start();
    await getTokens(before, { username: 'wei.chen' });
    await accountWithPassword(before, NURSE);
    await expect(
      start({ localLogin: 'disabled' }, (configuration) => {
        configuration.externalIdentityProviders.identityProvider[0].enabled = false;
      }),
    ).rejects.toThrow('no person has signed in at an identity provider yet');
  });

  it('passwords are kept but not accepted, a warning says which people this affects, and it can be switched back', async () => {
    const before = await start();
    await getTokens(before, { username: 'wei.chen' });
    const nurse = await accountWithPassword(before, NURSE);
    const during = await start({ localLogin: 'disabled' });
    expect(warnings.join('\n')).toContain(
      'localLogin: is disabled: no person can sign in by password to Growth Chart, Second',
    );
    expect(warnings.join('\n')).toContain(
      `1 account has a password and was never connected to an identity provider, so their people can no longer sign in: ${nurse.id}`,
    );
    expect(warnings.join('\n')).not.toContain(NURSE);

    // The page shows no form, and a form from before is refused.
    const browser = newBrowser();
    const chooser = await browser.get(new SmartApp(during).authorizationUrl(), {
      stopAt: (url) => url.href.startsWith(during.identityProvider.issuer),
    });
    expect(chooser.status).toBe(0);
    const uid = Object.values(browser.history)
      .map(({ url }) => /interaction\/([\w-]+)/.exec(url)?.[1])
      .find(Boolean)!;
    const shown = await browser.get(`${during.issuer}/interaction/${uid}?sso=0`);
    expect(shown.html).not.toContain('type="password"');
    expect((await browser.get(`${during.issuer}/interaction/${uid}/password`)).status).toBe(400);
    expect((await during.app.get(CredentialStore).find(nurse.id))!.passwordHash).toBeTruthy();

    const after = await start();
    const { browser: later, page: asked } = await page(after);
    expect((await typePassword(later, asked, NURSE)).h1).toBe('Choose a patient');
  });

  it('break-glass accounts can still sign in, at the emergency page, each time with an audit event of its own', async () => {
    const before = await start();
    await getTokens(before, { username: 'wei.chen' });
    const nurse = await accountWithPassword(before, NURSE);
    const emergency = await accountWithPassword(before, EMERGENCY);
    const during = await start({ localLogin: 'disabled', breakGlassAccounts: ['Emergency@clinic.example'] });
    expect(warnings.join('\n')).toContain(nurse.id);
    expect(warnings.join('\n')).not.toContain(emergency.id);
    // Every other person goes straight to the identity provider.
    expect(await goesStraightOn(during)).toBe(true);

    // The identity provider is down; a browser that is sent there sees no page of this server.
    const browser = newBrowser();
    expect((await browser.get(`${during.issuer}/emergency`)).h1).toBe(
      'Emergency access is open on this device',
    );
    const chooser = await browser.get(new SmartApp(during).authorizationUrl());
    expect(chooser.html).not.toContain('type="password"');
    const form = await browser.click(chooser, 'Emergency access');
    // This works only for the named accounts: for every other account the page answers as for a wrong password.
    const refused = await typePassword(browser, form, NURSE);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('This e-mail address and password do not go together');
    const signedIn = await typePassword(browser, refused, EMERGENCY);
    expect(signedIn.h1).toBe('Choose a patient');

    expect(await audited(during, 'login.break_glass')).toMatchObject([
      { accountId: emergency.id, clientId: 'chart', outcome: 'success' },
    ]);
    const events = await audited(during, 'login.succeeded');
    expect(events.at(-1)!.trail).toEqual(
      expect.arrayContaining([expect.objectContaining({ step: 'local.breakGlass', mark: 'noted' })]),
    );
    expect((await audited(during, 'login.refused')).map(({ reason }) => reason)).toEqual([
      'local_login_disabled',
    ]);
  });

  it('when an identity provider does not answer, the refusal leads to the password page of break-glass accounts', async () => {
    const before = await start();
    await getTokens(before, { username: 'wei.chen' });
    await accountWithPassword(before, EMERGENCY);
    const during = await start(
      { localLogin: 'disabled', breakGlassAccounts: [EMERGENCY] },
      (configuration) => {
        configuration.externalIdentityProviders.identityProvider[0].authority = 'http://127.0.0.1:9';
      },
    );
    const { browser, page: down } = await page(during);
    expect(down.status).toBe(503);
    const form = await browser.click(down, 'Sign in with a password');
    expect((await typePassword(browser, form, EMERGENCY)).h1).toBe('Choose a patient');
  });

  it('without break-glass accounts no page leads to a password', async () => {
    const before = await start();
    await getTokens(before, { username: 'wei.chen' });
    await accountWithPassword(before, NURSE);
    const during = await start({ localLogin: 'disabled' });
    const browser = newBrowser();
    await browser.get(`${during.issuer}/emergency`);
    const there = await browser.get(new SmartApp(during).authorizationUrl());
    expect(there.url).toContain(during.identityProvider.issuer);
  });

  it('a break-glass account that does not exist gets a warning at the start', async () => {
    await getTokens(await start(), { username: 'wei.chen' });
    await start({ localLogin: 'disabled', breakGlassAccounts: [EMERGENCY] });
    expect(warnings.join('\n')).toContain(
      'breakGlassAccounts[0]: is not an active account with a password, so it is of no use in an emergency',
    );
  });

  it('per app: one app goes straight to the identity provider, the other asks', async () => {
    const off: HospitalOptions['configure'] = (configuration) => {
      configuration.clients.find(({ clientId }: { clientId: string }) => clientId === 'second').localLogin =
        'disabled';
    };
    await accountWithPassword(await start(), NURSE);
    await expect(start({}, off)).rejects.toThrow(/clients\[2\]\.localLogin: is disabled, but an account has/);
    const before = await start();
    const { browser: first, page: choice } = await page(before);
    await first.submit(await first.click(choice, 'Continue with Hospital account'), { button: 'wei.chen' });
    const during = await start({}, off);
    expect(warnings.join('\n')).toContain(
      'clients[2].localLogin: is disabled: no person can sign in by password to Second',
    );
    expect(await goesStraightOn(during, 'second')).toBe(true);
    const { browser, page: asked } = await page(during);
    expect((await typePassword(browser, asked, NURSE)).h1).toBe('Choose a patient');
  });

  it('access by password ends: the session for that app, and its refresh tokens', async () => {
    const before = await start();
    await getTokens(before, { username: 'wei.chen' });
    const nurse = await accountWithPassword(before, NURSE);
    const { browser, page: asked } = await page(before);
    const app = new SmartApp(before);
    const again = await browser.get(app.authorizationUrl());
    expect(asked.h1).toBe(again.h1);
    const end = await walkThrough(browser, await typePassword(browser, again, NURSE), { username: '' });
    const { body } = await app.redeem(app.answer(end).code!);
    const settings = before.app.get(Settings);
    // One app is switched off: a session by password does not open it, and still opens the other app.
    settings.clients.find(({ clientId }) => clientId === 'second')!.localLogin = 'disabled';
    const second = await browser.get(new SmartApp(before, 'second').authorizationUrl());
    expect(second.url).toContain(before.identityProvider.issuer);
    expect((await browser.get(new SmartApp(before).authorizationUrl())).h1).toBe('Choose a patient');
    const refreshed = await app.refresh(body.refresh_token);
    expect(refreshed.status).toBe(200);
    // Passwords of the account are switched off: nothing stays of what the password opened.
    await before.app.get(CredentialStore).setLocalLogin(nurse.id, 'disabled');
    expect((await app.refresh(refreshed.body.refresh_token)).body.error).toBe('invalid_grant');
    const asks = await browser.get(new SmartApp(before).authorizationUrl());
    expect(asks.url).toContain(before.identityProvider.issuer);
  });

  it('per account: only after this account has signed in at an identity provider', async () => {
    const on = await start();
    await getTokens(on, { username: 'wei.chen' });
    const maria = on.identityProvider.people.find(({ username }) => username === 'maria.lindqvist')!;
    const account = await accountWithPassword(on, maria.email, { externalId: maria.oid });
    const ssoOnly = on.app.get(SsoOnly, { strict: false });
    await expect(ssoOnly.setLocalLogin(account, 'disabled')).rejects.toThrow(SsoOnlyTooEarlyError);
    expect((await on.app.get(CredentialStore).find(account.id))!.localLogin).toBe('enabled');

    const { browser, page: asked } = await page(on);
    const there = await browser.click(asked, 'Continue with Hospital account');
    await browser.submit(there, { button: 'maria.lindqvist' });
    // Linking ended the password that was not used. The person has chosen another one since.
    await on.app.get(CredentialStore).setPassword(account.id, (await hashOf(on))!);
    expect(await ssoOnly.setLocalLogin(account, 'disabled')).toEqual([
      'The account signs in at an identity provider only; its password is kept.',
    ]);
    await accountWithPassword(on, 'other@clinic.example');
    const { browser: other, page: again } = await page(on);
    expect((await typePassword(other, again, maria.email)).status).toBe(403);
    expect((await audited(on, 'login.refused')).at(-1)).toMatchObject({
      reason: 'local_login_disabled',
      accountId: account.id,
    });
    await ssoOnly.setLocalLogin(account, 'enabled');
    const { browser: last, page: open } = await page(on);
    expect((await typePassword(last, open, maria.email)).h1).toBe('Choose a patient');
    expect((await audited(on, 'account.local_login_changed')).map(({ reason }) => reason)).toEqual([
      'disabled',
      'enabled',
    ]);
  });
  const hashOf = async (on: Hospital) => {
    const other = await accountWithPassword(on, 'hash@clinic.example');
    return (await on.app.get(CredentialStore).find(other.id))!.passwordHash;
  };

  it('a break-glass account stays open when its own password is switched off, and the administrator is told so', async () => {
    const { people } = (await start()).identityProvider;
    const { email } = people.find(({ username }) => username === 'maria.lindqvist')!;
    const on = await start({ breakGlassAccounts: [email] });
    const maria = on.identityProvider.people.find(({ username }) => username === 'maria.lindqvist')!;
    const account = await accountWithPassword(on, email, { externalId: maria.oid });
    const { browser, page: asked } = await page(on);
    await browser.submit(await browser.click(asked, 'Continue with Hospital account'), {
      button: 'maria.lindqvist',
    });
    const told = await on.app.get(SsoOnly, { strict: false }).setLocalLogin(account, 'disabled');
    expect(told.join(' ')).toContain('breakGlassAccounts');
    expect((await on.app.get(AccountStore).identitiesOf(account.id)).length).toBe(1);
    const browserAgain = newBrowser();
    const straight = await browserAgain.get(new SmartApp(on).authorizationUrl());
    const uid = browserAgain.history.map(({ url }) => /interaction\/([\w-]+)/.exec(url)?.[1]).find(Boolean)!;
    expect(straight.url).toContain(on.identityProvider.issuer);
    const form = await browserAgain.get(`${on.issuer}/interaction/${uid}/password`);
    expect((await typePassword(browserAgain, form, email)).h1).toBe('Choose a patient');
    expect(await audited(on, 'login.break_glass')).toHaveLength(1);
  });
});
