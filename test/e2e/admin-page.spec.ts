import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { FirstAdministrator } from '#src/administration/first-administrator.js';
import { accountOf, administrator } from '../support/administrator.js';
import { apiCaller, apiClientEntry, apiToken } from '../support/api-client.js';
import { CHROMIUM, NO_CHROMIUM } from '../support/chromium.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';
import { moveClock, startClock, stopClock } from '../support/still-clock.js';

const describeInChromium = CHROMIUM ? describe : describe.skip;
if (!CHROMIUM) console.warn(`Skipped: ${NO_CHROMIUM}`);

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** WCAG 2.2 AA, and what axe thinks is good practice. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const NAME = 'Maria Lindqvist';

describeInChromium('the page of administrators', () => {
  let hospital: Hospital;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  let call: ReturnType<typeof apiCaller>;

  beforeAll(async () => {
    stopClock();
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-background-networking'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    startClock();
  });

  beforeEach(async () => {
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.organisation = {
          name: 'Harbour General Hospital',
          helpContact: { name: 'the IT desk' },
        };
        configuration.clients.push(apiClientEntry);
      },
    });
    call = apiCaller(hospital, await apiToken(hospital));
    complaints = [];
    context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
    context.setDefaultTimeout(30_000);
    context.on('page', (one) => {
      one.on('pageerror', (error) => complaints.push(error.message));
      one.on('console', (message) => {
        // The browser reports an answer with an error status as well.
        if (['error', 'warning'].includes(message.type()) && !/status of 4\d\d/.test(message.text()))
          complaints.push(message.text());
      });
    });
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
    await hospital.close();
    expect(complaints).toEqual([]);
  });

  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  const admin = (place = '') => `${hospital.issuer}/admin/${place}`;
  const press = (name: string | RegExp, on = page) => on.getByRole('button', { name, exact: true }).click();
  const choose = async (on = page) => on.getByRole('button', { name: NAME }).click();
  const follow = (name: string | RegExp) => page.getByRole('link', { name }).first().click();
  const asAdministrator = async (place = '') => {
    await administrator(hospital, 'maria.lindqvist', ['administrator']);
    await page.goto(admin(place));
    await choose();
    await page.waitForURL((url) => url.pathname === '/admin/');
  };
  /** Robert Hale has no record, so his sign-ins are refused. @returns the reference number that he saw. */
  const refusedSignIn = async (username = 'robert.hale') => {
    const app = new SmartApp(hospital);
    const robert = newBrowser();
    const end = await walkThrough(robert, await robert.get(app.authorizationUrl()), {
      username,
    });
    return /[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}/.exec(end.text)![0];
  };

  it('makes somebody the first administrator by the code of the log, and nobody after them', async () => {
    await page.goto(admin());
    await heading('Nobody is administrator yet');
    const code = hospital.app.get(FirstAdministrator, { strict: false }).code();
    await page.goto('about:blank');
    await page.goto(admin(`#first=${code}`));
    await choose();
    await heading('You are administrator now');
    expect(page.url()).not.toContain(code);
    await press('Go on');
    await heading('Start');
    await page.getByText('Everything that was checked works.').waitFor();
    const other = await browser.newContext();
    other.setDefaultTimeout(30_000);
    page = await other.newPage();
    await page.goto(admin(`#first=${code}`));
    await page.getByRole('button', { name: 'James Okafor' }).click();
    await heading('You did not become administrator');
    await page.getByText('There is an administrator already').waitFor();
    await press('Go on');
    await heading('You have no role here yet');
    await other.close();
  });

  it('keeps no token, and leaves nothing of the sign-in behind', async () => {
    await asAdministrator();
    await heading('Start');
    const stored = await page.evaluate<string>(
      'JSON.stringify([sessionStorage, localStorage, document.cookie])',
    );
    expect(stored).toBe('[{},{},""]');
    expect(page.url()).toBe(admin());
  });

  it('creates an account, changes it, switches it off and deletes it', async () => {
    await asAdministrator();
    await follow('Accounts');
    await follow('New account');
    await page.getByLabel('Name', { exact: true }).fill('Noor Bakker');
    await page.getByLabel('E-mail address', { exact: true }).fill('noor.bakker@harbour.example');
    await page.getByLabel('FHIR resource').fill('Nurse 7');
    await press('Create');
    // What the server does not accept stands at its field.
    await page.getByText(/is not a reference such as Practitioner\/1/).waitFor();
    await page.getByLabel('FHIR resource').fill('');
    await press('Create');
    await heading('Noor Bakker');
    const id = await accountOf(hospital, 'noor.bakker@harbour.example');
    await follow('Change');
    await page.getByLabel('Name', { exact: true }).fill('Noor de Boer');
    await press('Save');
    await heading('Noor de Boer');
    await press('Switch off');
    await page.getByText('Switched off', { exact: true }).waitFor();
    expect((await call('GET', `/accounts/${id}`)).body).toMatchObject({
      displayName: 'Noor de Boer',
      email: 'noor.bakker@harbour.example',
      status: 'deactivated',
    });
    await follow('Delete');
    await heading('Delete this account?');
    await press('Delete for ever');
    await heading('Accounts');
    expect((await call('GET', `/accounts/${id}`)).status).toBe(404);
  });

  it('shows who else has changed an account meanwhile, and loses nothing', async () => {
    const { body: made } = await call('POST', '/accounts', {
      displayName: 'Ann',
      email: 'ann@harbour.example',
    });
    await asAdministrator(`#/accounts/${made.id}`);
    await heading('Ann');
    await page.getByLabel('Name', { exact: true }).fill('Anna');
    const theirs = { displayName: 'Anne', email: 'anne@harbour.example' };
    await call('PATCH', `/accounts/${made.id}`, theirs, { 'if-match': '*' });
    await press('Save');
    const told = page.getByRole('alert').filter({ hasText: 'Somebody else has changed this account' });
    await told.waitFor();
    expect(await told.getByRole('row').allTextContents()).toEqual([
      'FieldSaved nowYours',
      'NameAnneAnna',
      'E-mail addressanne@harbour.example(not changed by you)',
    ]);
    expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Anna');
    expect((await call('GET', `/accounts/${made.id}`)).body).toMatchObject(theirs);
    // And once more, while the person still thinks about it.
    await call('PATCH', `/accounts/${made.id}`, { displayName: 'Annie' }, { 'if-match': '*' });
    await press('Save mine all the same');
    await told.getByRole('cell', { name: 'Annie' }).waitFor();
    await press('Save mine all the same');
    await heading('Anna');
    expect((await call('GET', `/accounts/${made.id}`)).body).toMatchObject({
      ...theirs,
      displayName: 'Anna',
    });
  });

  it('leads from a refusal to its cause in one click, and from there to the account', async () => {
    const reference = await refusedSignIn();
    await asAdministrator();
    await heading('Start');
    await follow('No record of this person was found on the FHIR server.');
    await heading('Sign-in refused');
    const steps = page
      .getByRole('region', { name: 'How it came to this, step by step' })
      .getByRole('listitem');
    expect(await steps.last().textContent()).toContain('Stopped here');
    expect(await steps.count()).toBeGreaterThan(3);
    await page.getByText(reference).first().waitFor();
    await page.getByLabel('Name, e-mail address or reference number').fill(reference.toLowerCase());
    await press('Search');
    await heading('Sign-in refused');
    await page.getByLabel('Name, e-mail address or reference number').fill('K7PQ-3MXA');
    await press('Search');
    await page.getByText('No row of the audit log has the number K7PQ-3MXA').waitFor();
    await page.getByLabel('Name, e-mail address or reference number').fill('lindq');
    await press('Search');
    await follow(NAME);
    await heading(NAME);
    await follow('What happened to this account');
    await page.getByRole('link', { name: 'Signed in' }).first().waitFor();
  });

  it('finds more rows than fit on a page, forward and back', async () => {
    for (let index = 0; index < 30; index += 1)
      await call('POST', '/accounts', { displayName: `Person ${String(index).padStart(2, '0')}` });
    await asAdministrator('#/accounts?filter={"q":"Person"}');
    const names = page.getByRole('table').getByRole('link', { name: /^Person/ });
    await names.first().waitFor();
    const first = await names.allTextContents();
    expect(first).toHaveLength(25);
    await press('Next page');
    await page.getByText('Page 2').waitFor();
    await names.nth(4).waitFor();
    const second = await names.allTextContents();
    expect(second).toHaveLength(5);
    expect(new Set([...first, ...second]).size).toBe(30);
    // The address of a page leads to it, also without what came before.
    await page.reload();
    await page.getByText('Page 2').waitFor();
    await names.nth(4).waitFor();
    expect(await names.allTextContents()).toEqual(second);
    await press('Previous page');
    await names.nth(24).waitFor();
    expect(await names.allTextContents()).toEqual(first);
  });

  describe('signs in again', () => {
    it('when the session is over: what is read comes back to the same place', async () => {
      await asAdministrator('#/roles');
      await heading('Roles');
      await endSessions();
      await follow('Accounts');
      await heading('Accounts');
    });

    it('when the session is over: what was typed in is still there, and is saved', async () => {
      await asAdministrator('#/accounts/create');
      await page.getByLabel('Name', { exact: true }).fill('Noor Bakker');
      await endSessions();
      await press('Create');
      await inWindowBeside('Your sign-in has ended');
      await heading('Noor Bakker');
    });

    it('for what cannot be undone, when the sign-in is too long ago', async () => {
      const { body: made } = await call('POST', '/accounts', { displayName: 'Ann' });
      await asAdministrator(`#/accounts/${made.id}/roles`);
      await page.getByLabel(/^Auditor/).check();
      moveClock(301);
      await press('Save');
      const [beside] = await Promise.all([context.waitForEvent('page'), inWindowBeside('Sign in again')]);
      await choose(beside);
      await heading('Ann');
      call = apiCaller(hospital, await apiToken(hospital));
      expect((await call('GET', `/accounts/${made.id}/roles`)).body.roles).toEqual(['auditor']);
    });

    it('and somebody else does not go on in their name', async () => {
      await asAdministrator('#/accounts/create');
      await page.getByLabel('Name', { exact: true }).fill('Noor Bakker');
      await endSessions();
      await press('Create');
      await page.getByRole('dialog').getByText('Your sign-in has ended').waitFor();
      await context.clearCookies();
      const [beside] = await Promise.all([context.waitForEvent('page'), press('Sign in again')]);
      await beside.getByRole('button', { name: 'James Okafor' }).click();
      await page.getByText('Somebody else has signed in').waitFor();
      await press('Cancel');
      await page.getByText('Nothing was changed.').waitFor();
      expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Noor Bakker');
      expect((await call('GET', '/accounts?q=Noor')).body.accounts).toEqual([]);
    });

    /** As an administrator ends them at the server. */
    async function endSessions(): Promise<void> {
      // The last administrator cannot be switched off.
      await administrator(hospital, 'james.okafor', ['administrator']);
      const id = await accountOf(hospital, 'maria.lindqvist@harbour.example');
      await call('POST', `/accounts/${id}/deactivate`);
      await call('POST', `/accounts/${id}/activate`);
    }

    async function inWindowBeside(title: string): Promise<void> {
      await page.getByRole('dialog').getByRole('heading', { name: title }).waitFor();
      await press('Sign in again');
    }
  });

  it('renews its tokens before they end', async () => {
    // Twenty seconds less than `tokens.accessTokenSeconds`.
    const almost = 3_580;
    await page.clock.install();
    await asAdministrator();
    await heading('Start');
    const refused: string[] = [];
    page.on('response', (answer) => {
      if (answer.status() === 401) refused.push(answer.url());
    });
    moveClock(almost);
    await page.clock.fastForward(almost * 1000);
    const [renewal] = await Promise.all([page.waitForResponse('**/token'), follow('Accounts')]);
    expect(renewal.status()).toBe(200);
    await page.getByRole('link', { name: NAME }).waitFor();
    expect(refused).toEqual([]);
  });

  it('signs out, and does not sign in again by itself', async () => {
    await asAdministrator();
    await press('Sign out');
    await heading('Sign out of Harbour General Hospital?');
    await press('Sign out');
    await heading('You are signed out');
    await press('Sign in');
    await follow('Continue with Hospital account');
    await heading('Start');
  });

  it('works in two tabs', async () => {
    await asAdministrator('#/accounts');
    await heading('Accounts');
    const other = await context.newPage();
    await other.goto(admin('#/roles'));
    await other.getByRole('heading', { level: 1, name: 'Roles' }).waitFor();
    await follow('Audit log');
    await heading('Audit log');
    await other.getByRole('link', { name: 'Accounts' }).click();
    await other.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor();
  });

  it('shows only what the roles allow', async () => {
    await administrator(hospital, 'maria.lindqvist', ['administrator']);
    await administrator(hospital, 'james.okafor', ['auditor']);
    await page.goto(admin('#/accounts'));
    await page.getByRole('button', { name: 'James Okafor' }).click();
    await heading('Accounts');
    expect(await page.getByRole('link', { name: 'New account' }).count()).toBe(0);
    await follow(NAME);
    await heading(NAME);
    expect(await page.getByRole('main').getByRole('button').allTextContents()).toEqual([]);
    await page.goto(admin('#/accounts/create'));
    await heading('You may not see this');
  });

  it('has the colour of the organisation', async () => {
    const other = await startHospital({
      configure: (configuration) => {
        configuration.organisation = { name: 'Elsewhere', accentColour: '#a3195b' };
      },
    });
    await page.goto(`${other.issuer}/admin/`);
    const button = page.getByRole('button', { name: 'Sign in and become administrator' });
    await button.waitFor();
    expect(
      await button.evaluate(
        (one: any) => one.ownerDocument.defaultView.getComputedStyle(one).backgroundColor,
      ),
    ).toBe('rgb(163, 25, 91)');
    await other.close();
  });

  it('speaks Dutch', async () => {
    await asAdministrator();
    await page.getByLabel('Language').click();
    await page.getByRole('option', { name: 'Nederlands' }).click();
    await page.getByText('Alles wat is gecontroleerd, werkt.').waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('nl');
    await page.reload();
    await page.getByText('Is alles gezond?').waitFor();
  });

  describe('can be used by everybody', () => {
    it.each([
      ['wide, light', 1280, 'light'],
      ['wide, dark', 1280, 'dark'],
      ['narrow, light', 360, 'light'],
      ['narrow, dark', 360, 'dark'],
    ] as const)(
      '%s',
      async (_how, width, colorScheme) => {
        await page.setViewportSize({ width, height: width === 360 ? 740 : 900 });
        await page.emulateMedia({ colorScheme });
        await page.goto(admin());
        await heading('Nobody is administrator yet');
        await isFit('nobody');
        await refusedSignIn('sofia.rossi');
        const reference = await refusedSignIn();
        const { body: ann } = await call('POST', '/accounts', {
          displayName: 'Ann Visser',
          email: 'ann@harbour.example',
        });
        await call('POST', '/accounts', { displayName: 'Noor Bakker', email: 'noor.bakker@harbour.example' });
        await asAdministrator();
        const maria = await accountOf(hospital, 'maria.lindqvist@harbour.example');
        const { body: found } = await call('GET', `/audit-events?reference=${reference}`);
        const places: Array<[name: string, place: string, sign: string]> = [
          ['start', '', 'No record of this person was found on the FHIR server.'],
          ['accounts', '#/accounts', 'Noor Bakker'],
          ['account', `#/accounts/${maria}/show`, 'Everything.'],
          ['account-edit', `#/accounts/${ann.id}`, 'External id'],
          ['account-roles', `#/accounts/${maria}/roles`, 'Auditor'],
          ['account-delete', `#/accounts/${ann.id}/delete`, 'Delete for ever'],
          ['roles', '#/roles', 'Reads everything that was done, and changes nothing.'],
          ['audit', '#/audit-events', 'Sign-in refused'],
          ['audit-conditions', '#/audit-events?filter={"outcome":"refused"}', 'Sign-in refused'],
          ['refusal', `#/audit-events/${found.auditEvents[0].id}/show`, 'Stopped here'],
          ['nothing', '#/nothing', 'Not found'],
        ];
        for (const [name, place, sign] of places) {
          await page.goto(admin(place));
          await page.getByRole('main').getByText(sign).first().waitFor();
          await isFit(name);
        }
        await page.goto(admin(`#/accounts/${ann.id}`));
        await page.getByLabel('Name', { exact: true }).fill('Anna Visser');
        await call('PATCH', `/accounts/${ann.id}`, { displayName: 'Anne Visser' }, { 'if-match': '*' });
        await press('Save');
        await page.getByText('Somebody else has changed this account').waitFor();
        await isFit('conflict');
        await press('Save mine all the same');
        await page.getByText('Saved', { exact: true }).waitFor();
        await isFit('saved');
        moveClock(301);
        await page.goto(admin(`#/accounts/${ann.id}/delete`));
        await press('Delete for ever');
        await page.getByRole('dialog').waitFor();
        await isFit('again');
        await press('Cancel');
        if (width === 360) {
          await press('Menu');
          await page.getByRole('dialog').waitFor();
          await isFit('menu');
        }

        async function isFit(name: string): Promise<void> {
          if (process.env.SCREENSHOTS)
            await page.screenshot({
              path: `${process.env.SCREENSHOTS}/${name}-${width}-${colorScheme}.png`,
              fullPage: true,
            });
          const { scroll, client } = await page
            .locator('html')
            .evaluate((html) => ({ scroll: html.scrollWidth, client: html.clientWidth }));
          expect({ name, fits: scroll <= client }).toEqual({ name, fits: true });
          await page.evaluate(AXE);
          const { violations } = await page.evaluate<{ violations: any[] }>(
            `axe.run({ runOnly: { type: 'tag', values: ${JSON.stringify(RULES)} } })`,
          );
          const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }: any) => html)]);
          expect({ name, found }).toEqual({ name, found: [] });
        }
      },
      60_000,
    );
  });
});
