import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { AccountSetup } from '#src/sign-in/setup/account-setup.js';
import type { TrailEntry } from '#src/sign-in/decision/trail.js';
import { type Hospital, startHospital } from '../support/hospital.js';
import { type Script, type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const ADDRESS = 'maria.lindqvist@harbour.example';
const MARIA = 'Practitioner/maria-lindqvist';
const ALWAYS = { trustEmail: 'always', trustEmailDomains: ['harbour.example'] };

let provider: ScriptedProvider;
let hospital: Hospital;

async function open(settings: object): Promise<void> {
  provider = await startScriptedProvider({ idToken: {} });
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.fhirUser = { lookupCacheSeconds: 0 };
      configuration.mail = { from: 'sign-in@harbour.example', host: '127.0.0.1', port: 9, tls: 'none' };
      configuration.externalIdentityProviders.identityProvider = [
        {
          scheme: 'hospital',
          authority: provider.origin,
          clientId: 'wardkey',
          clientSecret: 'secret-of-wardkey',
          ...settings,
        },
      ];
    },
  });
}
afterEach(async () => {
  await hospital?.close();
  await provider?.close();
});

async function arrive(script: Script) {
  provider.script = script;
  const app = new SmartApp(hospital);
  const browser = newBrowser();
  const page = await walkThrough(browser, await browser.get(app.authorizationUrl()), { username: '-' });
  const [event] = await hospital.app
    .get(DataSource)
    .getRepository(AuditEvent)
    .find({
      where: [{ event: 'login.refused' }, { event: 'login.succeeded' }],
      order: { occurredAt: 'DESC', id: 'DESC' },
    });
  return { app, page, trail: (event?.trail ?? []) as TrailEntry[] };
}

/** The person who signs in; undefined when the sign-in is refused. */
async function comesIn(script: Script): Promise<{ sub: string; fhirUser: string } | undefined> {
  const { app, page } = await arrive(script);
  if (page.status !== 0) {
    expect(page.status).toBe(403);
    return undefined;
  }
  const { body } = await app.redeem(app.answer(page).code!);
  return decodeJwt<{ sub: string; fhirUser: string }>(body.id_token as string);
}

const store = () => hospital.app.get(AccountStore);
const made = (facts: Partial<Account> = {}) => store().create({ email: ADDRESS, fhirUser: MARIA, ...facts });
const searches = async () => {
  const rows = await hospital.app.get(DataSource).getRepository(AuditEvent).find();
  return rows.flatMap(({ trail }) => (trail ?? []) as TrailEntry[]).filter(({ url }) => url !== undefined);
};

const searching = (searchParameterName: string, claim: string, template?: string) => ({
  allowAutoProvision: true,
  accountMatch: ['sub'],
  fhirUserLookupClaimsMapping: [
    {
      searchParameterName,
      ...(template ? { searchParameterValueTemplate: template } : {}),
      copySearchParameterValuesFromClaims: [claim],
    },
  ],
});
const BY_EMAIL = searching('email', 'email');

describe('a search on a FHIR server finds no resource by an address that is not verified', () => {
  it.each<[string, object, Record<string, unknown>]>([
    ['no claim says that it is verified', BY_EMAIL, {}],
    [
      'Entra, without xms_edov',
      { ...BY_EMAIL, kind: 'entraId' },
      { tid: 't', oid: 'o', email_verified: true },
    ],
    ['the settings trust no address', { ...BY_EMAIL, trustEmail: 'never' }, { email_verified: true }],
    [
      'in a domain of another',
      { ...BY_EMAIL, trustEmailDomains: ['clinic.example'] },
      { email_verified: true },
    ],
    ['by telecom', searching('telecom', 'email'), {}],
    ['by telecom, as a token', searching('telecom', 'email', 'email|{0}'), {}],
    ['as an identifier', searching('identifier', 'email', 'https://harbour.example/mail|{0}'), {}],
    ['by pointer', searching('email', '/email'), {}],
    [
      'under another claim',
      searching('email', 'upn'),
      { upn: ADDRESS, email: 'own@harbour.example', email_verified: true },
    ],
    [
      'as a user name',
      searching('email', 'preferred_username'),
      { preferred_username: ADDRESS, email: undefined },
    ],
  ])('%s', async (_how, settings, claims) => {
    await open(settings);
    for (const sub of ['first', 'second'])
      expect(await comesIn({ idToken: { sub, email: ADDRESS, ...claims } })).toBeUndefined();
    expect(await searches()).toEqual([]);
  });
});

describe('an address identifies when the identity provider or the operator says that it is verified', () => {
  const SAID: Array<[string, object, Record<string, unknown>, string]> = [
    [
      '"true" of Cognito and JumpCloud',
      {},
      { email_verified: 'true' },
      'email_verified is "true" (text), read as verified',
    ],
    ['xms_edov "1"', { kind: 'entraId' }, { xms_edov: '1' }, 'xms_edov is "1" (text), read as verified'],
    ['xms_edov 1', { kind: 'entraId' }, { xms_edov: 1 }, 'xms_edov is 1, read as verified'],
    [
      'xms_edov "true"',
      { kind: 'entraId' },
      { xms_edov: 'true' },
      'xms_edov is "true" (text), read as verified',
    ],
    [
      'always, although the identity provider says no',
      ALWAYS,
      { email_verified: false },
      'the settings vouch for its domain (trustEmail: always)',
    ],
  ];

  it.each(SAID)('an account: %s', async (_what, settings, claims, finding) => {
    await open(settings);
    const { id } = await made();
    const { page, trail } = await arrive({ idToken: { sub: 's', email: ADDRESS, ...claims } });
    expect(page.status).toBe(0);
    expect(await store().identitiesOf(id)).toHaveLength(1);
    expect(trail.map((step) => step.finding)).toContain(
      `the e-mail address may identify a person: ${finding}`,
    );
    expect(JSON.stringify(trail)).not.toContain(ADDRESS);
  });

  it.each(SAID)('a person on a FHIR server: %s', async (_what, settings, claims, finding) => {
    await open({ ...BY_EMAIL, ...settings, accountMatch: ['sub'] });
    const script = { idToken: { sub: 's', email: ADDRESS, ...claims } };
    const { trail } = await arrive(script);
    expect(trail.map((step) => step.finding)).toContain(
      `the e-mail address may identify a person: ${finding}`,
    );
    expect((await comesIn(script))?.fhirUser).toBe(`${hospital.fhirServer.baseUrl}/${MARIA}`);
  });

  it.each([false, 'false', 'False', 0, '0'])('but not when it is called unverified: %j', async (said) => {
    await open({});
    const { id } = await made();
    const { page, trail } = await arrive({
      idToken: { sub: 's', email: ADDRESS, email_verified: said, xms_edov: true },
    });
    expect(page.status).toBe(403);
    expect(trail.map((step) => step.finding).join()).toContain('read as not verified');
    expect(await store().identitiesOf(id)).toEqual([]);
  });
});

describe('the registered address of an account', () => {
  it('is only one of the domains of its identity provider: a letter that opens the account goes to no other', async () => {
    await open({
      allowAutoProvision: true,
      accountMatch: ['sub'],
      trustEmailDomains: ['harbour.example'],
      userClaimsFromIdToken: [{ key: 'fhirUser' }],
    });
    const said = { sub: 's', fhirUser: MARIA, email_verified: true };
    const { sub } = (await comesIn({ idToken: { ...said, email: 'maria@elsewhere.example' } }))!;
    const shown = (await store().findById(sub))!;
    expect(shown).toMatchObject({ email: 'maria@elsewhere.example', emailKey: null });
    const setup = hospital.app.get(AccountSetup, { strict: false });
    await expect(setup.invite(shown, true)).rejects.toThrow(
      'no e-mail address that is known to belong to its person',
    );
    await comesIn({ idToken: { ...said, email: ADDRESS } });
    const registered = (await store().findById(sub))!;
    expect(registered).toMatchObject({ email: ADDRESS, emailKey: ADDRESS });
    expect(await setup.invite(registered, true)).toMatchObject({ mailed: true });
  });
});

describe('claims that belong together come from one source', () => {
  const BOTH = { userinfo: 'always' };

  it.each([
    ['the preset of Okta', { kind: 'okta' }],
    ['userinfo: always', BOTH],
  ])('an address of the ID token is not verified by userinfo: %s', async (_what, settings) => {
    await open(settings);
    const { id } = await made();
    const own = { sub: 's', email: 'own@harbour.example', email_verified: true };
    expect(await comesIn({ idToken: { sub: 's', email: ADDRESS }, userinfo: own })).toBeUndefined();
    expect(await store().identitiesOf(id)).toEqual([]);
    // Both claims from one source are accepted.
    const { sub } = (await comesIn({ idToken: { sub: 's' }, userinfo: { ...own, email: ADDRESS } }))!;
    expect(sub).toBe(id);
  });

  it('an address of userinfo is not verified by the ID token', async () => {
    await open(BOTH);
    const { id } = await made();
    const script = { idToken: { sub: 's', email_verified: true }, userinfo: { sub: 's', email: ADDRESS } };
    expect(await comesIn(script)).toBeUndefined();
    expect(await store().identitiesOf(id)).toEqual([]);
  });

  it('such an address is not used for a search', async () => {
    await open({ ...BY_EMAIL, ...BOTH });
    const own = { sub: 's', email: 'own@harbour.example', email_verified: true };
    expect(await comesIn({ idToken: { sub: 's', email: ADDRESS }, userinfo: own })).toBeUndefined();
    expect(await searches()).toEqual([]);
  });

  it('a part of the lasting claims is not completed by the other source', async () => {
    await open({
      ...BOTH,
      kind: 'entraId',
      allowAutoProvision: true,
      userClaimsFromIdToken: [{ key: 'fhirUser' }],
    });
    const maria = { sub: 'first', tid: 't', oid: 'o', fhirUser: MARIA };
    const { sub } = (await comesIn({ idToken: maria, userinfo: { sub: 'first' } }))!;
    const mallory = (await comesIn({
      idToken: { sub: 'second', oid: 'o', fhirUser: MARIA },
      userinfo: { sub: 'second', tid: 't' },
    }))!;
    expect(mallory.sub).not.toBe(sub);
  });
});
