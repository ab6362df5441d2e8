import { DataSource } from 'typeorm';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { Settings } from '#src/config/settings/settings.js';
import type { HttpBrowser, Page } from 'wardkey-sandbox/http-browser.js';
import { CALLBACK, type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';
import { getTokens, newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const SVG = `data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64')}`;
const NO_PATIENT = { scope: 'openid fhirUser user/Patient.rs' };

let hospital: Hospital;
const start = (browser: HttpBrowser, clientId = 'chart', more: Record<string, string> = {}): Promise<Page> =>
  browser.get(new SmartApp(hospital, clientId).authorizationUrl({ ...NO_PATIENT, ...more }));
const isAtProvider = (page: Page) => page.url.startsWith(hospital.identityProvider.issuer);
const isChooser = (page: Page) => page.text.includes('Sign in to continue');
const finish = (browser: HttpBrowser, page: Page, username = 'maria.lindqvist') =>
  walkThrough(browser, page, { username });
const signOut = async (browser: HttpBrowser) => {
  const page = await browser.get(`${hospital.issuer}/logout`);
  return browser.submit(page, { button: 'yes' });
};

describe('one identity provider and no local sign-in', () => {
  beforeAll(async () => {
    hospital = await startHospital();
  });
  afterAll(() => hospital.close());
  afterEach(() => hospital.identityProvider.setTamper());

  it('the browser goes straight to the identity provider', async () => {
    expect(isAtProvider(await start(newBrowser()))).toBe(true);
  });

  it('?sso=0 shows the page instead, also in the authorization request', async () => {
    expect(isChooser(await start(newBrowser(), 'chart', { sso: '0' }))).toBe(true);
    const browser = newBrowser();
    await start(browser);
    const { url } = browser.history.find((visit) => visit.url.includes('/interaction/'))!;
    expect(isChooser(await browser.get(`${url}?sso=0`))).toBe(true);
  });

  it('after a sign-out the page is shown for one request, also when it is loaded again', async () => {
    const browser = newBrowser();
    await finish(browser, await start(browser));
    expect((await signOut(browser)).text).toContain('You are signed out');
    const page = await start(browser);
    expect(isChooser(page)).toBe(true);
    expect(isChooser(await browser.get(page.url))).toBe(true);
    // The identity provider still has its session: this request goes there, and the person returns signed in.
    expect((await start(browser)).h1).toContain('wants to read');
  });

  it('staying signed in does not count as a sign-out', async () => {
    const browser = newBrowser();
    await finish(browser, await start(browser));
    await browser.submit(await browser.get(`${hospital.issuer}/logout`), { button: 'Stay signed in' });
    expect((await start(browser, 'chart', { prompt: 'login' })).url).toContain(
      hospital.identityProvider.issuer,
    );
  });

  it('after a cancelled sign-in the page is shown, also for the next request of the app', async () => {
    const browser = newBrowser();
    const cancelled = await browser.click(await start(browser), 'Cancel');
    expect(cancelled.text).toContain('did not finish signing in');
    expect(isChooser(await start(browser))).toBe(true);
    expect(isAtProvider(await start(browser))).toBe(true);
  });

  it('after a refusal the next request shows the page', async () => {
    hospital.identityProvider.setTamper({ idToken: () => 'not a token' });
    const browser = newBrowser();
    expect((await finish(browser, await start(browser))).status).toBe(403);
    expect(isChooser(await start(browser))).toBe(true);
  });

  it('after a successful sign-in the next request does not show the page', async () => {
    const browser = newBrowser();
    const cancelled = await browser.click(await start(browser), 'Cancel');
    const page = await browser.click(cancelled, 'Continue with Hospital account');
    await finish(browser, page);
    expect(browser.cookies(`${hospital.issuer}/interaction/x`)).not.toHaveProperty('wardkey_ask_once');
  });
});

describe('an identity provider that keeps answering with an error', () => {
  let provider: ScriptedProvider;
  beforeAll(async () => {
    provider = await startScriptedProvider({ idToken: { sub: 's' }, error: 'login_required' });
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.externalIdentityProviders.identityProvider[0].authority = provider.origin;
      },
    });
  });
  afterAll(async () => {
    await hospital.close();
    await provider.close();
  });

  it('is asked at most once by each request of the app: there is no loop', async () => {
    const browser = newBrowser();
    for (const goesStraightOn of [true, false, true, false]) {
      const page = await start(browser);
      expect([page.status, isChooser(page)]).toEqual(goesStraightOn ? [503, false] : [200, true]);
    }
    expect(provider.authorizationRequests.length).toBe(2);
  });

  it('is not asked again when the page is loaded again', async () => {
    const browser = newBrowser();
    await start(browser);
    const asked = provider.authorizationRequests.length;
    const { url } = browser.history.find((visit) => visit.url.includes('/interaction/'))!;
    expect(isChooser(await browser.get(url))).toBe(true);
    expect(isChooser(await browser.get(url + '?sso=0'))).toBe(true);
    expect(provider.authorizationRequests.length).toBe(asked);
  });
});

describe('several identity providers', () => {
  let clinic: ScriptedProvider;
  let guests: ScriptedProvider;
  beforeAll(async () => {
    const person = (sub: string) => ({ idToken: { sub, 'extn.fhirUser': 'Practitioner/none' } });
    clinic = await startScriptedProvider(person('of-the-clinic'));
    guests = await startScriptedProvider(person('a-guest'));
    hospital = await startHospital({
      configure: (configuration) => {
        const [first] = configuration.externalIdentityProviders.identityProvider;
        first.domains = ['harbour.example'];
        first.accountMatch = ['oid'];
        const scripted = {
          clientId: 'wardkey',
          clientSecret: 'secret-of-wardkey',
          accountMatch: ['sub'],
        };
        configuration.externalIdentityProviders.identityProvider.push(
          {
            ...scripted,
            scheme: 'clinic',
            displayName: 'Clinic account',
            authority: clinic.origin,
            domains: ['clinic.example'],
            logo: SVG,
          },
          {
            ...scripted,
            scheme: 'guests',
            displayName: 'Guest account',
            authority: guests.origin,
            logo: SVG,
          },
        );
        configuration.clients.push(
          { clientId: 'staff-only', redirectUris: [CALLBACK], identityProviders: ['HOSPITAL'] },
          { clientId: 'clinic-only', redirectUris: [CALLBACK], identityProviders: ['clinic'] },
        );
      },
    });
  });
  afterAll(async () => {
    await hospital.close();
    await clinic.close();
    await guests.close();
  });

  const type = async (email: string, browser = newBrowser()) =>
    browser.submit(await start(browser), { values: { email } });

  it('the page asks for the e-mail address first; only an identity provider without a domain has a button', async () => {
    const page = await start(newBrowser());
    expect(page.forms.map((form) => form.fields.map(({ name }) => name))).toContainEqual(
      expect.arrayContaining(['email', 'csrf']),
    );
    expect(page.text).toContain('Guest account');
    expect(page.text).not.toMatch(/Clinic account|Hospital account/);
  });

  it('an address leads straight to the identity provider of its domain, which gets the address', async () => {
    await type('Jo@Clinic.example');
    expect(clinic.authorizationRequests.at(-1)!.get('login_hint')).toBe('Jo@Clinic.example');
    expect(isAtProvider(await type('nobody-at-all@harbour.example'))).toBe(true);
  });

  it('a login_hint of the app is not passed on', async () => {
    proves('TM-13');
    const browser = newBrowser();
    const page = await start(browser, 'clinic-only', { login_hint: 'somebody@clinic.example' });
    expect(page.status).toBe(403);
    expect(clinic.authorizationRequests.at(-1)!.has('login_hint')).toBe(false);
  });

  it('an unknown domain is called unknown, and the page says nothing about accounts', async () => {
    const [known, unknown] = [await type('a@elsewhere.example'), await type('b@elsewhere.example')];
    expect(known.status).toBe(200);
    expect(known.text).toContain('No sign-in is set up for addresses at elsewhere.example');
    expect(known.text).toContain('Guest account');
    expect(unknown.text).toBe(known.text);
  });

  it('text that is not an address is called so, and stays in the field', async () => {
    const page = await type('maria');
    expect(page.status).toBe(400);
    expect(page.text).toContain('Write your whole e-mail address');
    expect(page.forms[0]!.fields.find(({ name }) => name === 'email')!.value).toBe('maria');
  });

  it('a form that was not shown for this request is refused', async () => {
    const browser = newBrowser();
    const page = await start(browser);
    const other = await browser.submit(page, { values: { email: 'a@clinic.example', csrf: 'forged' } });
    expect(other.status).toBe(403);
  });

  it('a logo is part of the page, and the browser fetches nothing', async () => {
    const page = await start(newBrowser());
    expect(page.html).toContain(SVG);
  });

  it('the identity provider that was used last on this device comes first', async () => {
    const browser = newBrowser();
    await finish(browser, await type('maria.lindqvist@harbour.example', browser));
    await signOut(browser);
    const page = await start(browser);
    expect(page.text).toMatch(/Hospital account.*Used last on this device.*Guest account/s);
  });

  describe('a client for the people of one identity provider', () => {
    it('goes straight to this identity provider', async () => {
      expect(isAtProvider(await start(newBrowser(), 'staff-only'))).toBe(true);
    });

    it('cannot be reached through another one, also by its address', async () => {
      const browser = newBrowser();
      await start(browser, 'staff-only');
      const { url } = browser.history.find((visit) => visit.url.includes('/interaction/'))!;
      for (const scheme of ['guests', 'clinic']) {
        expect((await browser.get(`${url}/providers/${scheme}`)).status).toBe(404);
      }
      expect(guests.authorizationRequests.length).toBe(0);
    });

    it('cannot be reached by an e-mail address of another domain', async () => {
      const browser = newBrowser();
      const page = await start(browser, 'staff-only', { sso: '0' });
      const asked = clinic.authorizationRequests.length;
      expect(page.text).not.toContain('Clinic account');
      expect(page.text).toContain('Hospital account');
      expect(clinic.authorizationRequests.length).toBe(asked);
    });

    it('does not use a session that another identity provider made', async () => {
      const { browser } = await getTokens(
        hospital,
        { username: 'maria.lindqvist' },
        { app: new SmartApp(hospital, 'staff-only'), parameters: NO_PATIENT },
      );
      // The person is signed in at the hospital's identity provider. This session is valid for one client and not for
      // the other.
      const asked = clinic.authorizationRequests.length;
      await start(browser, 'clinic-only');
      expect(clinic.authorizationRequests.length).toBe(asked + 1);
      const same = await start(browser, 'staff-only');
      expect(isAtProvider(same)).toBe(false);
      expect(same.text).toMatch(/staff-only/);
    });

    it('does not accept another identity provider’s claim that the person typed a password here', async () => {
      const { identityProvider: all } = hospital.app.get(Settings).externalIdentityProviders;
      const [ofHospital, , ofGuests] = all;
      const { userClaimsFromIdToken } = ofHospital!;
      const before = { ...ofGuests!, script: guests.script };
      Object.assign(ofGuests!, { allowAutoProvision: true, userClaimsFromIdToken });
      const claims = { sub: 'sly', amr: ['urn:wardkey:local'] };
      guests.script = { idToken: { ...claims, 'extn.fhirUser': 'Practitioner/maria-lindqvist' } };
      const browser = newBrowser();
      const there = await browser.click(await start(browser), 'Guest account');
      expect(there.h1).toContain('wants to read');
      expect(isAtProvider(await start(browser, 'staff-only'))).toBe(true);
      const { script, ...settings } = before;
      Object.assign(ofGuests!, settings);
      guests.script = script;
    });

    it('answers prompt=none with login_required', async () => {
      const { browser } = await getTokens(
        hospital,
        { username: 'maria.lindqvist' },
        { app: new SmartApp(hospital, 'staff-only'), parameters: NO_PATIENT },
      );
      const app = new SmartApp(hospital, 'clinic-only');
      const page = await browser.get(app.authorizationUrl({ ...NO_PATIENT, prompt: 'none' }));
      expect(app.answer(page).error).toBe('login_required');
    });
  });

  it('has a refusal there in the audit log, with the identity provider', async () => {
    await type('Jo@clinic.example');
    const events = await hospital.app.get(DataSource).getRepository(AuditEvent).findBy({ scheme: 'clinic' });
    expect(events.map(({ event }) => event)).toContain('login.refused');
  });
});
