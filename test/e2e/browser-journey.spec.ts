import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { type GrowthChart, startGrowthChart } from 'wardkey-sandbox/growth-chart/growth-chart.js';
import { CHROMIUM, NO_CHROMIUM } from '../support/chromium.js';
import { freePort, type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { SmartApp } from '../support/smart-app.js';

const describeInChromium = CHROMIUM ? describe : describe.skip;
if (!CHROMIUM) console.warn(`Skipped: ${NO_CHROMIUM}`);

describeInChromium('the journey in a real browser', () => {
  let hospital: Hospital;
  let app: GrowthChart;
  let browser: Browser;
  let context: BrowserContext;
  let complaints: string[];

  beforeAll(async () => {
    const port = await freePort();
    hospital = await startHospital({
      // With this setting the FHIR server notices the end of an access at once.
      fhirServer: { introspection: { ...RESOURCE_SERVER, asksAboutJwts: true } },
      configure: (configuration) => {
        configuration.organisation = {
          name: 'Harbour General Hospital',
          helpContact: { name: 'the IT service desk' },
        };
        configuration.clients[0].redirectUris = [`http://127.0.0.1:${port}/callback`];
      },
    });
    app = await startGrowthChart({ port, fhirBaseUrl: hospital.fhirServer.baseUrl, clientId: 'chart' });
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', '--disable-background-networking'],
    });
  });
  afterAll(async () => {
    await browser?.close();
    await app?.close();
    await hospital?.close();
  });

  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    complaints = [];
    context.on('page', (page) => {
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('favicon'))
          complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
    });
  });
  afterEach(() => context.close());

  const clickThrough = async (page: Page, person: string, patient: string) => {
    await page.goto(app.url);
    await page
      .getByRole('link', { name: /open/i })
      .or(page.getByRole('button', { name: /open/i }))
      .first()
      .click();
    if (page.url().startsWith(hospital.identityProvider.issuer))
      await page.getByRole('button', { name: person }).click();
    await page.getByRole('heading', { name: 'Choose a patient' }).waitFor();
    await page.getByRole('button', { name: patient }).click();
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await page.waitForURL(/\/chart/);
  };

  it('a person gets from the app through the identity provider to the patient’s data', async () => {
    const page = await context.newPage();
    await clickThrough(page, 'Maria Lindqvist', 'Noah Jansen');
    expect(await page.textContent('body')).toContain('Noah Jansen');
    expect(complaints).toEqual([]);
  });

  it('the app shows its launch context, renews its access, and ends it', async () => {
    const page = await context.newPage();
    await clickThrough(page, 'Amara Diallo', 'Noah Jansen');
    const access = page.getByRole('region', { name: "This app's access" });
    for (const fact of ['Patient/noah-jansen', 'Practitioner/amara-diallo', 'patient/Observation.rs'])
      await access.getByText(fact, { exact: true }).waitFor();
    await access.getByRole('button', { name: 'Renew access' }).click();
    expect(await access.getByRole('status').textContent()).toMatch(/Renewed at [\d:]+ UTC\..*valid until/s);
    await access.getByRole('button', { name: 'End access' }).click();
    await page.getByRole('heading', { name: 'Access ended' }).waitFor();
    expect(await page.textContent('.facts')).toMatch(
      /Refresh\s*refused.*Read the patient\s*refused \(401\)/s,
    );
    // No other test signs this person in, so this was their only app.
    await page.getByRole('link', { name: 'See which apps have access' }).click();
    await page.waitForURL(/\/account/);
    expect(await page.textContent('main')).not.toContain('Growth Chart');
    expect(complaints).toEqual([]);
  });

  it('two tabs with two patients: each tab shows its own patient', async () => {
    const one = await context.newPage();
    await clickThrough(one, 'James Okafor', 'Noah Jansen');
    const two = await context.newPage();
    await clickThrough(two, 'James Okafor', 'Emma de Vries');
    expect(await two.locator('h1, [class*=banner]').first().textContent()).toContain('Emma de Vries');
    expect(complaints).toEqual([]);
  });

  it('the journey works with the keyboard alone, at the width of a telephone, without sideways scrolling', async () => {
    const page = await context.newPage();
    await page.setViewportSize({ width: 360, height: 740 });
    const fits = async () => {
      const { scroll, client } = await page
        .locator('html')
        .evaluate((html) => ({ scroll: html.scrollWidth, client: html.clientWidth }));
      expect(scroll).toBeLessThanOrEqual(client);
    };
    await page.goto(`${app.url}/launch`);
    await page.getByRole('button', { name: 'Wei Chen' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Choose a patient' }).waitFor();
    await fits();
    // The search field has the focus: type, search, tab to the first result, choose it.
    await page.keyboard.type('jansen');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=jansen/);
    for (let tabs = 0; tabs < 20; tabs += 1) {
      await page.keyboard.press('Tab');
      if ((await page.locator('button[name=patient]:focus').count()) > 0) break;
    }
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Allow', exact: true }).waitFor();
    await fits();
    await page.getByRole('button', { name: 'Allow', exact: true }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/chart/);
    expect(complaints).toEqual([]);
  });

  it('smart_2.2@49 a request posted from the app’s site finds the signed-in person', async () => {
    const page = await context.newPage();
    await clickThrough(page, 'Maria Lindqvist', 'Noah Jansen');
    const request = new URL(new SmartApp(hospital).authorizationUrl());
    request.searchParams.set('redirect_uri', app.url.replace(/\/?$/, '/callback'));
    const fields = [...request.searchParams].map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${value}">`,
    );
    const server = createServer((_request, response) =>
      response
        .setHeader('content-type', 'text/html')
        .end(
          `<form method="post" action="${hospital.issuer}/authorize">${fields.join('')}<button>Go</button></form>`,
        ),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    // For a browser, another name of this machine is another site, so the browser sends no Lax cookie with the form
    // itself.
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    const visited: string[] = [];
    page.on('request', (one) => visited.push(one.url()));
    await page.getByRole('button', { name: 'Go' }).click();
    await page.getByRole('heading', { name: 'Choose a patient' }).waitFor();
    expect(visited.filter((url) => url.startsWith(hospital.identityProvider.issuer))).toEqual([]);
    await new Promise((done) => server.close(done).closeAllConnections());
  });

  it('the journey works with JavaScript switched off', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const page = await plain.newPage();
    await page.goto(`${app.url}/launch`);
    await page.getByRole('button', { name: 'Robert Hale' }).click();
    expect(await page.textContent('main')).toContain('We could not find your record in the care system');
    await plain.close();
  });
});
