import { type FhirServer, startFhirServer } from '../fhir-server/fhir-server.js';
import { HttpBrowser, type Page } from '../http-browser.js';
import { startTokenIssuer, type TokenIssuer } from '../testing/token-issuer.js';
import { DEFAULT_SCOPE, type GrowthChart, startGrowthChart } from './growth-chart.js';
import { type TokenResponse } from './smart-client.js';

describe('Growth Chart', () => {
  let issuer: TokenIssuer;
  let fhir: FhirServer;
  let app: GrowthChart;
  let browser: HttpBrowser;

  beforeAll(async () => {
    issuer = await startTokenIssuer(() => fhir.baseUrl);
    fhir = await startFhirServer({ authorizationServer: issuer.issuer, name: 'sandbox' });
    app = await startGrowthChart({ fhirBaseUrl: fhir.baseUrl, clientId: 'growth-chart' });
  });
  beforeEach(() => {
    browser = new HttpBrowser();
    Object.assign(issuer.grant, {
      patient: 'chloe-nguyen',
      fhirUser: `${fhir.baseUrl}/Practitioner/james-okafor`,
      scope: undefined,
      isDenied: false,
    });
  });
  afterAll(() => Promise.all([issuer.close(), fhir.close(), app.close()]));

  const openChart = async () => browser.click(await browser.get(app.url), 'Open a patient');
  const session = async () =>
    JSON.parse((await browser.get(`${app.url}/session.json`)).html) as { tokenResponse: TokenResponse };

  it('launches and shows the chart', async () => {
    const page = await openChart();
    expect(page).toMatchObject({ status: 200, url: `${app.url}/chart`, h1: 'Chloe Nguyen' });
    for (const text of [
      'Signed in: Dr James Okafor',
      'Born 30 Jan 2022',
      'MRN 6990174',
      'Weight for age',
      'Coeliac disease',
      'No known allergies recorded',
      'Ferrous fumarate',
      'Tissue transglutaminase IgA',
      'patient/Observation.rs',
    ]) {
      expect(page.text).toContain(text);
    }
    expect(page.html).toContain('<polyline');
    expect(page.html).not.toContain('<script');
    expect(page.text).not.toContain('Not shared');
    expect(page.html).not.toContain((await session()).tokenResponse.access_token);
  });

  it('sends PKCE, and the FHIR server as aud', async () => {
    await openChart();
    const { url } = browser.history.find((visit) => visit.url.startsWith(`${issuer.issuer}/authorize`))!;
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      client_id: 'growth-chart',
      aud: fhir.baseUrl,
      code_challenge_method: 'S256',
      redirect_uri: `${app.url}/callback`,
      scope: DEFAULT_SCOPE,
    });
  });

  it('accepts an EHR launch, but only from its own hospital', async () => {
    const query = (iss: string) => new URLSearchParams({ iss, launch: 'handle-1' }).toString();
    await browser.get(`${app.url}/launch-ehr?${query(fhir.baseUrl)}`);
    const { url } = browser.history.find((visit) => visit.url.startsWith(`${issuer.issuer}/authorize`))!;
    const { searchParams } = new URL(url);
    expect(searchParams.get('launch')).toBe('handle-1');
    expect(searchParams.get('scope')?.split(' ')).toContain('launch');
    expect((await browser.get(`${app.url}/chart`)).text).toContain(
      'Opened by the hospital’s record system (EHR launch)',
    );
    const foreign = await browser.get(`${app.url}/launch-ehr?${query('http://evil.example/fhir')}`);
    expect(foreign).toMatchObject({ status: 400, h1: 'This launch is not for us' });
    const evil = 'iss=http://evil.example&clientId=x';
    expect((await browser.get(`${app.url}/launch?${evil}`)).h1).toBe('Chloe Nguyen');
  });

  it('says what was not shared, and shows the rest', async () => {
    issuer.grant.scope = 'openid fhirUser patient/Patient.rs patient/Condition.rs';
    const { text, status } = await openChart();
    expect(status).toBe(200);
    expect(text.match(/Not shared with this app/g)).toHaveLength(4);
    expect(text).toContain('Coeliac disease');
    issuer.grant.scope = 'launch/patient';
    expect((await openChart()).text.match(/Not shared with this app/g)).toHaveLength(6);
  });

  it('does not say that there is no data when a part was not shared', async () => {
    const laboratory = 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory';
    issuer.grant.scope = `launch/patient patient/Patient.rs patient/Observation.rs?category=${laboratory}`;
    const { text } = await openChart();
    expect(text).not.toContain('No measurements');
    expect(text).toContain('Tissue transglutaminase IgA');
  });

  it('shows a page with a way on when the person refuses', async () => {
    issuer.grant.isDenied = true;
    const page = await openChart();
    expect(page.h1).toBe('The chart was not opened');
    issuer.grant.isDenied = false;
    expect((await browser.click(page, 'Try again')).h1).toBe('Chloe Nguyen');
    expect((await browser.get(`${app.url}/callback?code=x&state=y`)).status).toBe(400);
  });

  it('renews and ends its access, and forgets it when the chart is closed', async () => {
    let page: Page = await openChart();
    const before = await session();
    expect(page.text).toMatch(/Opened by you \(standalone launch\) Patient Patient\/chloe-nguyen/);
    expect(page.text).toMatch(/Access token valid until \d\d:\d\d:\d\d UTC \(5 minutes left\)/);
    expect(page.text).toContain('After that renewed without asking you');
    page = await browser.submit(page, { button: 'Renew access' });
    expect(page).toMatchObject({ url: `${app.url}/chart#access`, h1: 'Chloe Nguyen' });
    expect(page.text).toMatch(
      /Renewed at [\d:]+ UTC\. The access token is valid until [\d:]+ UTC, the one before/,
    );
    expect((await browser.get(`${app.url}/chart`)).text).not.toContain('Renewed at');
    expect((await session()).tokenResponse.refresh_token).not.toBe(before.tokenResponse.refresh_token);
    page = await browser.submit(page, { button: 'End access' });
    expect(page.text).toMatch(/Revoke the refresh token accepted.*Refresh refused \(400 invalid_grant\)/);
    expect((await browser.get(`${app.url}/session.json`)).status).toBe(404);
    page = await browser.submit(await openChart(), { button: 'Close chart' });
    expect([page.url, browser.cookies(app.url)]).toEqual([`${app.url}/`, {}]);
  });

  it('shows a page when the FHIR server breaks or refuses', async () => {
    await openChart();
    fhir.setFault({ status: 500 });
    expect((await browser.get(`${app.url}/chart`)).text).toContain('Could not be read at the moment');
    fhir.setFault({ status: 401 });
    const page = await browser.get(`${app.url}/chart`);
    fhir.setFault();
    expect(page.h1).toBe('Your access has ended');
    expect((await browser.get(`${app.url}/chart`)).url).toBe(`${app.url}/`);
  });

  it('keeps the sessions of two browsers apart', async () => {
    await openChart();
    expect((await new HttpBrowser().get(`${app.url}/session.json`)).status).toBe(404);
  });
});
