import { DataSource } from 'typeorm';
import { Account } from '#src/accounts/account.entity.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { Settings } from '#src/config/settings/settings.js';
import type { HttpBrowser } from 'wardkey-sandbox/http-browser.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { proves } from '../support/proves.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';
import { newBrowser, SmartApp } from '../support/smart-app.js';

/** Two identity providers whose people must never be taken for each other. */
describe('an identity provider is believed only about itself', () => {
  let hospital: Hospital;
  let north: ScriptedProvider;
  let south: ScriptedProvider;

  beforeAll(async () => {
    const person = (sub: string) => ({ idToken: { sub, 'extn.fhirUser': 'Practitioner/amara-diallo' } });
    [north, south] = [
      await startScriptedProvider(person('of-north')),
      await startScriptedProvider(person('of-south')),
    ];
    hospital = await startHospital({
      configure: (configuration) => {
        const entry = (scheme: string, provider: ScriptedProvider) => ({
          scheme,
          authority: provider.origin,
          clientId: 'wardkey',
          clientSecret: 'secret-of-wardkey',
          allowAutoProvision: true,
          accountMatch: ['sub'],
          userClaimsFromIdToken: [{ key: 'extn.fhirUser', copyAs: 'fhirUser' }],
        });
        configuration.externalIdentityProviders.identityProvider = [
          entry('north', north),
          entry('south', south),
          { ...entry('implicit', north), responseType: 'id_token', acrValues: 'loa2', prompt: 'login' },
        ];
      },
    });
  });
  afterAll(async () => {
    await hospital.close();
    await north.close();
    await south.close();
  });

  const accounts = () => hospital.app.get(DataSource).getRepository(Account).count();
  const lastFailure = () =>
    hospital.app
      .get(DataSource)
      .getRepository(AuditEvent)
      .findOneOrFail({ where: { event: 'login.failed' }, order: { occurredAt: 'DESC' } });

  /** Signs in at an identity provider, and stops where it sends the browser back to Wardkey. */
  async function untilCallback(browser: HttpBrowser, scheme: string): Promise<URL> {
    const chooser = await browser.get(new SmartApp(hospital).authorizationUrl());
    const page = await browser.click(chooser, `Continue with ${scheme}`, {
      stopAt: (url) => url.pathname.endsWith('/signin'),
    });
    return new URL(page.url);
  }

  it('an answer of one identity provider is refused at the redirect URI of the other', async () => {
    proves('TM-01');
    const browser = newBrowser();
    const answer = await untilCallback(browser, 'north');
    answer.pathname = '/federation/south/signin';
    expect((await browser.get(answer)).status).toBe(400);
    expect(await accounts()).toBe(0);
  });

  it('a code of one identity provider is refused at the other', async () => {
    proves('TM-01');
    const browser = newBrowser();
    const answer = await untilCallback(browser, 'north');
    answer.searchParams.set('code', (await untilCallback(newBrowser(), 'south')).searchParams.get('code')!);
    const page = await browser.get(answer);
    expect(page.status).toBe(403);
    expect(south.tokenRequests).toEqual([]);
    expect(await lastFailure()).toMatchObject({ scheme: 'north', reason: 'response_not_trusted' });
    expect(await accounts()).toBe(0);
  });

  it.each(['with a slash', 'in another case', 'of another identity provider', 'missing'])(
    'a discovery document is not used when its issuer is not that of the settings: %s',
    async (how) => {
      proves('TM-09');
      const wrong = {
        'with a slash': `${south.origin}/`,
        'in another case': south.origin.replace('http', 'HTTP'),
        'of another identity provider': north.origin,
        missing: undefined,
      }[how];
      const provider = await startScriptedProvider({ idToken: { sub: 's' }, discovery: { issuer: wrong } });
      const entry = hospital.app.get(Settings).externalIdentityProviders.identityProvider[1]!;
      const before = entry.authority;
      entry.authority = provider.origin;
      try {
        const browser = newBrowser();
        const chooser = await browser.get(new SmartApp(hospital).authorizationUrl());
        const page = await browser.click(chooser, 'Continue with south');
        expect(page.status).toBe(403);
        expect(provider.authorizationRequests).toEqual([]);
        expect(await lastFailure()).toMatchObject({ reason: 'response_not_trusted', scheme: 'south' });
      } finally {
        entry.authority = before;
        await provider.close();
      }
    },
  );

  it.each<[string, RequestInit, string]>([
    ['posted', { method: 'POST', body: new URLSearchParams({ id_token: 'x', state: 'made-up' }) }, ''],
    ['posted without state', { method: 'POST', body: new URLSearchParams({ id_token: 'x' }) }, ''],
    ['in the query', {}, '?code=c&state=made-up'],
    ['in the query, without state', {}, '?code=c'],
  ])('an answer without a login is refused: %s', async (_what, init, query) => {
    proves('TM-12');
    const response = await fetch(`${hospital.issuer}/federation/north/signin${query}`, init);
    expect(response.status).toBe(400);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  it('the implicit flow sends acrValues and prompt too', async () => {
    const browser = newBrowser();
    await browser.click(
      await browser.get(new SmartApp(hospital).authorizationUrl()),
      'Continue with implicit',
    );
    expect(Object.fromEntries(north.authorizationRequests.at(-1)!)).toMatchObject({
      response_type: 'id_token',
      acr_values: 'loa2',
      prompt: 'login',
    });
  });
});

it('an endpoint of the settings is used when discovery names another one', async () => {
  proves('FI-25');
  const provider = await startScriptedProvider({
    idToken: { sub: 's', 'extn.fhirUser': 'Practitioner/amara-diallo' },
  });
  provider.script.discovery = { token_endpoint: `${provider.origin}/nowhere` };
  const hospital = await startHospital({
    configure: (configuration) =>
      Object.assign(configuration.externalIdentityProviders.identityProvider[0], {
        authority: provider.origin,
        tokenEndpoint: `${provider.origin}/token`,
      }),
  });
  try {
    const page = await newBrowser().get(new SmartApp(hospital).authorizationUrl());
    expect(page.h1).toBe('Choose a patient');
    expect(provider.tokenRequests).toHaveLength(1);
  } finally {
    await hospital.close();
    await provider.close();
  }
});
