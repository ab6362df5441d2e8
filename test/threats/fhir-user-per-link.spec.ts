import { decodeJwt } from 'jose';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { AppsWithAccess } from '#src/authorization-server/apps-with-access.js';
import type { HttpBrowser } from 'wardkey-sandbox/http-browser.js';
import { audited } from '../support/accounts.js';
import { type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const BASIC = `Basic ${Buffer.from(`${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`).toString('base64')}`;

describe('who somebody is on a FHIR server is what the provider says that they came by', () => {
  let hospital: Hospital;
  let north: ScriptedProvider;
  let south: ScriptedProvider;

  beforeEach(async () => {
    const says = (fhirUser: string) => ({ idToken: { sub: 'amara', 'extn.fhirUser': fhirUser } });
    north = await startScriptedProvider(says('Practitioner/amara-diallo'));
    south = await startScriptedProvider(says('Practitioner/james-okafor'));
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.fhirServers[0].default = true;
        configuration.externalIdentityProviders.identityProvider = [north, south].map((provider, index) => ({
          scheme: ['north', 'south'][index],
          authority: provider.origin,
          clientId: 'wardkey',
          clientSecret: 'secret-of-wardkey',
          accountMatch: ['oid'],
          allowAutoProvision: index === 0,
          userClaimsFromIdToken: [{ key: 'extn.fhirUser', copyAs: 'fhirUser' }],
        }));
      },
    });
  });
  afterEach(async () => {
    await hospital.close();
    await north.close();
    await south.close();
  });

  async function signIn(
    scheme: 'north' | 'south',
    parameters: Record<string, string | undefined> = {},
    browser: HttpBrowser = newBrowser(),
  ) {
    const app = new SmartApp(hospital);
    const chooser = await browser.get(app.authorizationUrl({ sso: '0', ...parameters }));
    const page = await walkThrough(browser, await browser.click(chooser, `Continue with ${scheme}`), {
      username: '',
    });
    const { body } = await app.redeem(app.answer(page).code!);
    return { app, browser, tokens: body };
  }
  type SignedIn = Awaited<ReturnType<typeof signIn>>;

  const idOf = (token: unknown) => (decodeJwt(token as string).fhirUser as string).split('/').at(-1);
  const refreshed = async ({ app, tokens }: SignedIn) => {
    const { body } = await app.refresh(tokens.refresh_token);
    if (body.refresh_token) tokens.refresh_token = body.refresh_token;
    return body.error ?? [idOf(body.access_token), idOf(body.id_token)];
  };
  const introspected = async ({ tokens }: SignedIn) => {
    const { body } = await new SmartApp(hospital).post(
      '/introspect',
      { token: tokens.access_token },
      { authorization: BASIC },
    );
    return body.active ? (body.fhirUser as string).split('/').at(-1) : 'not active';
  };

  /** The same account by both providers, as an administrator has said. */
  async function both() {
    const first = await signIn('north');
    const accountId = decodeJwt(first.tokens.id_token as string).sub!;
    const upstream = { issuer: south.origin, subject: 'amara', scheme: 'south' };
    await hospital.app.get(AccountStore).link(accountId, upstream, 'administrator', {});
    return { accountId, first, second: await signIn('south') };
  }

  it('a sign-in by another way changes no token that is out, and gets its own', async () => {
    const { accountId, first, second } = await both();
    expect(decodeJwt(second.tokens.id_token as string).sub).toBe(accountId);
    for (const [one, id] of [
      [first, 'amara-diallo'],
      [second, 'james-okafor'],
    ] as const) {
      expect(idOf(one.tokens.id_token)).toBe(id);
      expect(await introspected(one)).toBe(id);
      expect(await refreshed(one)).toEqual([id, id]);
    }
    const apps = await hospital.app.get(AppsWithAccess).of(accountId);
    expect(apps.map(({ fhirUser }) => fhirUser).sort()).toEqual([
      'Practitioner/amara-diallo',
      'Practitioner/james-okafor',
    ]);
    const page = await first.browser.get(`${hospital.issuer}/account`);
    expect(page.text).toContain('It knows you as Practitioner/james-okafor.');
  });

  it('a person who is found to be another resource has nothing any more of what the former one was given', async () => {
    const { accountId, first, second } = await both();
    north.script.idToken = { sub: 'amara', 'extn.fhirUser': 'Practitioner/maria-lindqvist' };
    const third = await signIn('north');
    expect(idOf(third.tokens.id_token)).toBe('maria-lindqvist');
    expect([await introspected(first), await refreshed(first)]).toEqual(['not active', 'invalid_grant']);
    expect([await introspected(second), await introspected(third)]).toEqual([
      'james-okafor',
      'maria-lindqvist',
    ]);
    expect(await audited(hospital, 'fhir_user.changed' as never)).toMatchObject([
      {
        accountId,
        scheme: 'north',
        trail: [{ finding: 'Practitioner/amara-diallo before, Practitioner/maria-lindqvist now' }],
      },
    ]);
    // Back again is one more change: what was given before the first one does not come back with it.
    north.script.idToken = { sub: 'amara', 'extn.fhirUser': 'Practitioner/amara-diallo' };
    const fourth = await signIn('north');
    expect([await introspected(first), await introspected(third)]).toEqual(['not active', 'not active']);
    expect(await introspected(fourth)).toBe('amara-diallo');
  });

  it('what an administrator sets counts at once: tokens with the former resource end', async () => {
    const { accountId, first, second } = await both();
    const { version } = (await hospital.app.get(AccountStore).findById(accountId))!;
    await hospital.app
      .get(AccountDirectory)
      .update(accountId, version, { fhirUser: 'Practitioner/wei-chen' });
    for (const one of [first, second])
      expect([await introspected(one), await refreshed(one)]).toEqual(['not active', 'invalid_grant']);
  });

  it('in one browser, a plain sign-in by the other way does not build on what was allowed by the first', async () => {
    const { browser } = (await both()).first;
    const plain = { aud: undefined, scope: 'openid fhirUser', prompt: 'login' };
    const northern = await signIn('north', plain, browser);
    const southern = await signIn('south', plain, browser);
    const knownAs = async ({ tokens }: SignedIn) => {
      const authorization = `Bearer ${tokens.access_token}`;
      const answer = await fetch(`${hospital.issuer}/userinfo`, { headers: { authorization } });
      return ((await answer.json()) as { fhirUser: string }).fhirUser.split('/').at(-1);
    };
    expect(await Promise.all([northern, southern].map(knownAs))).toEqual(['amara-diallo', 'james-okafor']);
  });
});
