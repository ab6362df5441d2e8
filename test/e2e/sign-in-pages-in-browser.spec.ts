import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { CHROMIUM, NO_CHROMIUM } from '../support/chromium.js';
import { accountWithPassword, PASSWORD } from '../support/accounts.js';
import { CALLBACK, type Hospital, startHospital } from '../support/hospital.js';
import { type MailServer, startMailServer } from '../support/mail-server.js';
import { SmartApp } from '../support/smart-app.js';

const describeInChromium = CHROMIUM ? describe : describe.skip;
if (!CHROMIUM) console.warn(`Skipped: ${NO_CHROMIUM}`);

const EMAIL = 'jansen@clinic.example';

/** A real browser obeys the Content-Security-Policy, also for forms and for the redirects of their answers. */
describeInChromium('the pages of a sign-in, in a real browser', () => {
  let hospital: Hospital;
  let mail: MailServer;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    mail = await startMailServer();
    hospital = await startHospital({
      configure: (configuration) => {
        const { identityProvider: providers } = configuration.externalIdentityProviders;
        Object.assign(providers[0], {
          linking: 'oneTimeCode',
          allowAutoProvision: false,
          domains: ['harbour.example'],
        });
        providers.push({ ...providers[0], scheme: 'guests', displayName: 'Guest account', domains: [] });
        const { port } = mail;
        configuration.mail = { from: 'sign-in@clinic.example', host: '127.0.0.1', port, tls: 'none' };
      },
    });
    await accountWithPassword(hospital, EMAIL);
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-background-networking'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await hospital?.close();
    await mail?.close();
  });

  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    page = await context.newPage();
    complaints = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      // A refusal has an error status, which the console reports as well.
      const isStatus = /favicon|status of 4\d\d/.test(message.text());
      if (message.type() === 'error' && !isStatus) complaints.push(message.text());
    });
    // The app is not running: no server listens at its address.
    await page.route(`${CALLBACK}*`, (route) => route.fulfill({ body: 'back at the app' }));
    await page.goto(new SmartApp(hospital).authorizationUrl({ scope: 'openid fhirUser user/Patient.rs' }));
  });
  afterEach(async () => {
    await context.close();
    expect(complaints).toEqual([]);
  });

  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  const fits = async () => {
    const { scroll, client } = await page
      .locator('html')
      .evaluate((html) => ({ scroll: html.scrollWidth, client: html.clientWidth }));
    expect(scroll).toBeLessThanOrEqual(client);
  };
  const typePassword = async (password: string) => {
    await page.locator('#account-email').fill(EMAIL);
    await page.locator('#password').fill(password);
    await page.locator('#password').press('Enter');
  };

  it('the first page: an address leads to its identity provider, and an unknown person reads what to do', async () => {
    await fits();
    await page.getByRole('link', { name: 'Guest account' }).waitFor();
    const field = page.locator('input[name=email]:not(#account-email)');
    await field.fill('maria@harbour.example');
    await field.press('Enter');
    await page.getByRole('button', { name: 'Maria Lindqvist' }).click();
    await page.getByText('Reference number').waitFor();
    await fits();
    expect(await page.textContent('main')).not.toMatch(/id_token|oauth|sub\b/i);
  });

  it('a wrong password, and then the right one', async () => {
    await typePassword('not the password at all');
    await page.locator('#notice').waitFor();
    await fits();
    await typePassword(PASSWORD);
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.getByText('back at the app').waitFor();
  });

  it('an account is connected: password, sign-in at the identity provider, code from the mailbox', async () => {
    await page.goto(`${hospital.issuer}/activation`);
    await typePassword(PASSWORD);
    await fits();
    await page.getByRole('button', { name: 'Hospital account' }).click();
    await page.getByRole('button', { name: 'Maria Lindqvist' }).click();
    await heading('Enter the code we mailed you');
    await fits();
    const [letter] = await mail.received(1);
    await page.locator('#code').fill(/^(\d{6})$/m.exec(letter!.text)![1]!);
    await page.locator('#code').press('Enter');
    await heading('Hospital account is connected');
    await fits();
  });
});
