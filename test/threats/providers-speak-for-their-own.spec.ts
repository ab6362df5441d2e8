import { decodeJwt } from 'jose';
import { DataSource } from 'typeorm';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { AuditEvent } from '#src/audit/audit-event.entity.js';
import { ConfigurationError } from '#src/config/problems.js';
import { Settings } from '#src/config/settings/settings.js';
import { IdentityProviderStore } from '#src/federation/definitions/identity-provider.store.js';
import { IdentityProviderDefinitions } from '#src/federation/definitions/identity-provider-definitions.js';
import { IdentityProviderAdministration } from '#src/administration/identity-provider-administration.js';
import { COMMAND_LINE } from '#src/roles/policy.js';
import { SignIn } from '#src/sign-in/sign-in.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { AppsWithAccess } from '#src/authorization-server/session/apps-with-access.js';
import type { HttpBrowser } from 'wardkey-sandbox/http-browser.js';
import { audited } from '../support/accounts.js';
import { type Hospital, RESOURCE_SERVER, startHospital } from '../support/hospital.js';
import { expectRefused, notLetIn, peopleOf } from '../support/refused-sign-in.js';
import { type ScriptedProvider, startScriptedProvider } from '../support/scripted-provider.js';
import { newBrowser, SmartApp, walkThrough } from '../support/smart-app.js';

const MARIA = 'Practitioner/maria-lindqvist';
const WEI = 'Practitioner/wei-chen';
const NOT_YOURS = 'has not been given access to this service yet';
const EVERY_KEY = ['oid', 'sub', 'badge', 'email'];

let north: ScriptedProvider;
let south: ScriptedProvider;
let hospital: Hospital;

const entry = (scheme: string, provider: ScriptedProvider, changes: object = {}) => ({
  scheme,
  authority: provider.origin,
  clientId: 'wardkey',
  clientSecret: 'secret-of-wardkey',
  allowAutoProvision: true,
  accountMatch: EVERY_KEY,
  trustEmailDomains: [`${scheme}.example`],
  userClaimsFromIdToken: [{ key: 'fhirUser' }, { key: 'department' }],
  ...changes,
});
const open = async (ofNorth: object = {}, ofSouth: object = {}, more: object = {}) => {
  hospital = await startHospital({
    configure: (configuration) => {
      configuration.externalIdentityProviders.identityProvider = [
        entry('north', north, ofNorth),
        entry('south', south, ofSouth),
      ];
      Object.assign(configuration, more);
    },
  });
};

beforeEach(async () => {
  [north, south] = [
    await startScriptedProvider({ idToken: {} }),
    await startScriptedProvider({ idToken: {} }),
  ];
});
afterEach(async () => {
  await hospital?.close();
  await north.close();
  await south.close();
});

/** Signs in at one of the identity providers, which sends these claims, and goes as far as the pages lead. */
async function arrive(at: ScriptedProvider, claims: Record<string, unknown>, discovery = {}) {
  at.script = { idToken: claims, discovery };
  const app = new SmartApp(hospital);
  const browser = newBrowser();
  const chooser = await browser.get(app.authorizationUrl());
  const there = await browser.click(chooser, `Continue with ${at === north ? 'north' : 'south'}`);
  return { app, page: await walkThrough(browser, there, { username: '-' }) };
}

async function signIn(at: ScriptedProvider, claims: Record<string, unknown>, discovery = {}) {
  const { app, page } = await arrive(at, claims, discovery);
  const { body } = await app.redeem(app.answer(page).code!);
  const said = decodeJwt<{ sub: string; fhirUser: string }>(body.id_token as string);
  return { accountId: said.sub, fhirUser: said.fhirUser, app, refreshToken: body.refresh_token as string };
}

const refused = (at: ScriptedProvider, claims: Record<string, unknown>, reason: string, finding: string) =>
  expectRefused(hospital, async () => (await arrive(at, claims)).page, notLetIn(reason, NOT_YOURS, finding));
const store = () => hospital.app.get(AccountStore);
const made = (facts: Partial<Account>) => store().create({ fhirUser: MARIA, ...facts });
const schemesOf = async (id: string) => (await store().identitiesOf(id)).map(({ scheme }) => scheme).sort();
const waitFor = async (id: string, externalIdScheme: string) => {
  const { version } = (await store().findById(id))!;
  await hospital.app.get(AccountDirectory).update(id, version, { externalIdScheme });
};

/** The claims that one identity provider may send to match an account of another. */
const WAYS: Array<[string, Partial<Account>, Record<string, unknown>]> = [
  [
    'an address that is verified',
    { email: 'maria@south.example' },
    { email: 'maria@south.example', email_verified: true },
  ],
  [
    'an address by xms_edov',
    { email: 'maria@south.example' },
    { email: 'Maria@South.example', xms_edov: true },
  ],
  ['an object id', { externalId: 'o-1' }, { oid: 'o-1' }],
  ['a sub', { externalId: 'of-south' }, {}],
  ['a claim of its own', { externalId: 'B7' }, { badge: 'B7' }],
];

describe('an account that is linked at one identity provider is not opened by another one', () => {
  it.each(WAYS)('that sends %s', async (_what, facts, claims) => {
    await open({ accountMatch: ['staff'] });
    const account = await made({ ...facts, displayName: 'Maria' });
    await store().link(
      account.id,
      { issuer: north.origin, subject: 'of-north', scheme: 'north' },
      { linkedBy: 'administrator' },
    );
    const maria = await signIn(north, { sub: 'of-north', name: 'Maria' });
    expect(maria).toMatchObject({
      accountId: account.id,
      fhirUser: expect.stringContaining(MARIA) as string,
    });

    for (const round of ['the first time', 'the second time']) {
      const mallory = { sub: 'of-south', name: `Mallory ${round}`, fhirUser: WEI, ...claims };
      await refused(
        south,
        mallory,
        'account_of_another_provider',
        'is linked to another identity provider (north)',
      );
    }
    const { body } = await maria.app.refresh(maria.refreshToken);
    expect(decodeJwt(body.access_token as string).fhirUser).toBe(maria.fhirUser);
    expect(await schemesOf(account.id)).toEqual(['north']);
  });

  it('also when the account was made at the first sign-in there', async () => {
    await open();
    const address = { email: 'maria@north.example', email_verified: true };
    const maria = await signIn(north, { sub: 'of-north', name: 'Maria', fhirUser: MARIA, ...address });
    await refused(
      south,
      { sub: 'of-south', name: 'Mallory', fhirUser: WEI, ...address },
      'email_of_another_account',
      'another account has this e-mail address',
    );
    expect(await signIn(north, { sub: 'of-north', fhirUser: MARIA, ...address })).toMatchObject({
      accountId: maria.accountId,
    });
  });

  it('and explain says the same', async () => {
    await open();
    const account = await made({ email: 'maria@south.example' });
    await store().link(
      account.id,
      { issuer: north.origin, subject: 'of-north', scheme: 'north' },
      { linkedBy: 'administrator' },
    );
    const [, provider] = hospital.app.get(Settings).externalIdentityProviders.identityProvider;
    const decision = await hospital.app.get(SignIn, { strict: false }).explain(
      {
        issuer: south.origin,
        subject: 'of-south',
        claims: { sub: 'of-south', email: 'maria@south.example', email_verified: true },
      },
      provider!,
      hospital.app.get(FhirServers).default,
    );
    expect(decision).toMatchObject({ outcome: 'refuse', reason: 'account_of_another_provider' });
    expect(decision.trail.at(-1)!.finding).toMatch(/wardkey account link.*externalIdScheme.*linkTo/);
  });
});

describe('two directories of one identity provider count as two', () => {
  it.each(WAYS)(
    'and an account of the first is not opened by the second with %s',
    async (_what, facts, claims) => {
      const tenants = ['one', 'two'];
      const issuer = (tid: string) => `${north.origin}/${tid}/v2.0`;
      const template = `${north.origin}/{tenantid}/v2.0`;
      await open(
        { tenants, issuer: template, trustEmailDomains: ['south.example'] },
        { trustEmailDomains: ['x.example'] },
      );
      const from = (tid: string, sub: string) => ({ iss: issuer(tid), tid, sub });
      const { id } = await made({ ...facts, externalIdScheme: 'north' });
      const said = { ...claims, ...(facts.externalId === 'of-south' ? { sub: 'of-south' } : {}) };
      const discovery = { issuer: template };
      expect((await signIn(north, { ...from('one', 'maria'), ...said }, discovery)).accountId).toBe(id);
      const mallory = { ...from('two', 'mallory'), ...said, fhirUser: WEI };
      const page = await expectRefused(
        hospital,
        async () => (await arrive(north, mallory, discovery)).page,
        notLetIn('account_of_another_provider', NOT_YOURS, `(${issuer('one')})`),
      );
      expect(page.status).toBe(403);
    },
  );
});

describe('an account made beforehand waits for the identity provider that it names', () => {
  // By its other keys, another identity provider never found an account that names one.
  it.each(WAYS.filter(([, { email }]) => email !== undefined))(
    'and no other one gets it by %s',
    async (_what, facts, claims) => {
      await open();
      const { id } = await made({ ...facts, externalIdScheme: 'north' });
      const before = (await peopleOf(hospital)) as unknown[][];
      const { page } = await arrive(south, { sub: 'of-south', ...claims });
      expect(page.status).toBe(403);
      expect(await peopleOf(hospital)).toEqual(before);
      expect(await schemesOf(id)).toEqual([]);
    },
  );

  it.each(WAYS)(
    'and an account that names none is not found by %s until it names one',
    async (_what, facts, claims) => {
      await open();
      const { id } = await made(facts);
      const said = { sub: 'of-south', ...claims };
      await refused(
        south,
        said,
        'account_of_another_provider',
        'does not name the identity provider for which it waits',
      );
      await waitFor(id, 'south');
      expect((await signIn(south, said)).accountId).toBe(id);
    },
  );

  it('and REST requires this name when there are several', async () => {
    await open(
      {},
      {},
      {
        clients: [
          {
            clientId: 'admin',
            clientName: 'Provisioning',
            tokenEndpointAuthMethod: 'client_secret_basic',
            clientSecret: 'secret-of-the-provisioning',
            grantTypes: ['client_credentials'],
            scope: '__wardkey/accounts.read __wardkey/accounts.write',
          },
        ],
      },
    );
    const authorization = `Basic ${Buffer.from('admin:secret-of-the-provisioning').toString('base64')}`;
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      scope: '__wardkey/accounts.read __wardkey/accounts.write',
    });
    const answer = await fetch(`${hospital.issuer}/token`, {
      method: 'POST',
      body: form,
      headers: { authorization },
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const call = async (method: string, path: string, body: object) => {
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'if-match': '"1"',
      };
      const url = `${hospital.issuer}/api/v1/accounts${path}`;
      const response = await fetch(url, { method, body: JSON.stringify(body), headers });
      return { status: response.status, body: (await response.json()) as Record<string, any> };
    };
    for (const facts of [
      { email: 'a@north.example' },
      { externalId: 'o-1' },
      { externalId: 'o-1', externalIdScheme: null },
    ])
      expect(await call('POST', '', facts)).toMatchObject({
        status: 400,
        body: {
          errors: [{ field: 'externalIdScheme', message: expect.stringContaining('north, south') as string }],
        },
      });
    // For sign-in by password only: the request says null, so that the name is not forgotten by mistake.
    const local = await call('POST', '', { email: 'a@north.example', externalIdScheme: null });
    expect(local.status).toBe(201);
    expect((await call('PATCH', `/${local.body.id}`, { externalId: 'o-1' })).status).toBe(400);
    const known = { externalId: 'o-1', externalIdScheme: 'north' };
    expect((await call('PATCH', `/${local.body.id}`, known)).status).toBe(200);
    expect((await call('POST', '', { externalId: 'o-2', externalIdScheme: 'south' })).status).toBe(201);
    expect((await call('POST', '', { displayName: 'Only a name' })).status).toBe(201);
  });
});

describe('an e-mail address counts only within the domains of its identity provider', () => {
  it('an address of another identity provider’s domain does not become a key, and stays free for its owner', async () => {
    await open();
    const mallory = { sub: 'of-south', fhirUser: WEI, email: 'maria@north.example', email_verified: true };
    const { accountId } = await signIn(south, mallory);
    expect(await store().findById(accountId)).toMatchObject({ email: mallory.email, emailKey: null });
    const maria = await signIn(north, { ...mallory, sub: 'of-north', fhirUser: MARIA });
    expect(maria.accountId).not.toBe(accountId);
    expect(await store().findById(maria.accountId)).toMatchObject({ emailKey: 'maria@north.example' });
  });

  it('the domains must be named when there are several identity providers, or the server does not start', async () => {
    const nothing = { trustEmailDomains: undefined, accountMatch: undefined };
    const failure = await open(nothing, nothing).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ConfigurationError);
    for (const scheme of ['north', 'south'])
      expect((failure as Error).message).toMatch(
        new RegExp(
          `trustEmailDomains: must name the e-mail domains for which ${scheme} may vouch.*accountMatch: \\[oid\\]`,
        ),
      );
  });

  it('two identity providers do not share a domain by mistake', async () => {
    const failure = await open({}, { trustEmailDomains: ['north.example'] }).catch((error: unknown) => error);
    expect((failure as Error).message).toContain('north.example is also a domain of north');
  });

  it('the same holds when the second identity provider is added to the database', async () => {
    hospital = await startHospital({
      configure: (configuration) => {
        configuration.externalIdentityProviders.identityProvider = [
          entry('north', north, { trustEmailDomains: undefined, accountMatch: undefined }),
        ];
      },
    });
    const second = entry('south', south);
    const adding = hospital.app
      .get(IdentityProviderAdministration, { strict: false })
      .put(second, COMMAND_LINE);
    await expect(adding).rejects.toThrow(/trustEmailDomains of north: must name the e-mail domains/);
    // With the second one in the database, in whatever way, an address from the first does not count any more.
    const account = await made({ email: 'maria@south.example', externalIdScheme: 'north' });
    const { clientSecret, ...rest } = second;
    await hospital.app
      .get(IdentityProviderStore, { strict: false })
      .insert({ scheme: 'south', open: rest, secret: { clientSecret }, enabled: true });
    const claims = { sub: 'of-north', email: 'maria@south.example', email_verified: true };
    const { page } = await arrive(north, claims);
    expect(page.status).toBe(403);
    expect(await schemesOf(account.id)).toEqual([]);
  });
});

describe('an identity provider of the database cannot use the issuer of another one', () => {
  it('with other keys', async () => {
    hospital = await startHospital();
    const managed = hospital.app.get(IdentityProviderAdministration, { strict: false });
    const database = (scheme: string, changes: object) => ({
      ...entry(scheme, north, { accountMatch: ['sub'], ...changes }),
    });
    hospital.app.get(Settings).externalIdentityProviders.identityProvider[0]!.accountMatch = ['oid'];
    await managed.put(database('north', {}), COMMAND_LINE);
    const forged = database('south', {
      issuer: north.origin,
      authority: south.origin,
      jwksUri: `${south.origin}/keys`,
    });
    await expect(managed.put(forged, COMMAND_LINE)).rejects.toMatchObject({ code: 'issuer_taken' });
    await hospital.app
      .get(IdentityProviderStore, { strict: false })
      .insert({ scheme: 'south', open: forged, secret: {}, enabled: true });
    expect(await hospital.app.get(IdentityProviderDefinitions, { strict: false }).all()).toContainEqual(
      expect.objectContaining({
        scheme: 'south',
        problem: expect.stringContaining('the same issuer as north') as string,
      }),
    );
  });
});

describe('a second link', () => {
  const theirs = { email: 'maria@south.example', email_verified: true };
  const linkedAtNorth = async () => {
    const account = await made({ email: theirs.email, displayName: 'Maria' });
    await store().link(
      account.id,
      { issuer: north.origin, subject: 'of-north', scheme: 'north' },
      { linkedBy: 'administrator' },
    );
    return account.id;
  };

  const claimsBy = async (id: string) =>
    Object.fromEntries(
      await Promise.all(
        (await store().identitiesOf(id)).map(async (link) => [link.scheme, await store().claimsOf(link.id)]),
      ),
    ) as Record<string, unknown>;

  it('is made when an administrator says so, and leaves name, address and kept claims unchanged', async () => {
    await open();
    const id = await linkedAtNorth();
    await signIn(north, { sub: 'of-north', name: 'Maria', department: 'Cardiology' });
    await waitFor(id, 'south');
    const second = { sub: 'of-south', name: 'Mallory', department: 'Surgery', ...theirs };
    for (const _round of ['first', 'second']) {
      expect((await signIn(south, { ...second, email: 'MARIA@south.example' })).accountId).toBe(id);
      expect(await store().findById(id)).toMatchObject({ displayName: 'Maria', email: theirs.email });
      expect(await claimsBy(id)).toEqual({
        north: { department: 'Cardiology' },
        south: { department: 'Surgery' },
      });
    }
    expect(await schemesOf(id)).toEqual(['north', 'south']);
    const [linked] = await hospital.app
      .get(DataSource)
      .getRepository(AuditEvent)
      .findBy({ event: 'account.linked' });
    expect(linked).toMatchObject({ accountId: id, reason: 'email', scheme: 'south' });
  });

  it('is made where the settings name the other identity provider (linkTo)', async () => {
    await open({}, { linkTo: ['north'] });
    const id = await linkedAtNorth();
    expect((await signIn(south, { sub: 'of-south', ...theirs })).accountId).toBe(id);
    // This is not so in the other direction, and not for an account that only waits there.
    const waiting = await made({ externalId: 'o-2', externalIdScheme: 'north' });
    await refused(
      south,
      { sub: 'another', oid: 'o-2' },
      'account_of_another_provider',
      'waits for another identity provider (externalIdScheme: north)',
    );
    expect(await schemesOf(waiting.id)).toEqual([]);
  });
});

describe('of two people who sign in at the same moment', () => {
  it.each<[string, object, object]>([
    ['by one address', {}, { email: 'maria@north.example', email_verified: true }],
    ['by one staff number', { externalId: 'B7', externalIdScheme: 'north' }, { badge: 'B7' }],
  ])(
    'one is linked to an account made beforehand, and the other is refused: %s',
    async (_how, facts, claims) => {
      await open();
      const waiting = { email: 'maria@north.example', externalIdScheme: 'north', ...facts };
      const { id } = await hospital.app.get(AccountStore).create({ ...waiting, fhirUser: MARIA });
      let turn = 0;
      const idToken = Object.defineProperty({ ...claims }, 'sub', {
        enumerable: true,
        get: () => ['maria', 'mallory'][turn++ % 2],
      });
      north.script.idToken = idToken as never;
      hospital.fhirServer.setFault({ delayMs: 100 });
      const pages = await Promise.all(
        [1, 2].map(async () => {
          const browser = newBrowser();
          const chooser = await browser.get(new SmartApp(hospital).authorizationUrl());
          return browser.click(chooser, 'Continue with north');
        }),
      );
      expect(pages.map(({ status }) => status).sort()).toEqual([200, 403]);
      expect(await hospital.app.get(AccountStore).identitiesOf(id)).toHaveLength(1);
    },
  );
});

const BASIC = `Basic ${Buffer.from(`${RESOURCE_SERVER.client_id}:${RESOURCE_SERVER.client_secret}`).toString('base64')}`;

describe('the FHIR resource of a person depends on the identity provider of the sign-in', () => {
  beforeEach(async () => {
    north.script.idToken = { sub: 'amara', fhirUser: 'Practitioner/amara-diallo' };
    south.script.idToken = { sub: 'amara', fhirUser: 'Practitioner/james-okafor' };
    await open();
  });

  async function comeIn(
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
  type SignedIn = Awaited<ReturnType<typeof comeIn>>;

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

  /** The same account at both identity providers, linked by an administrator. */
  async function both() {
    const first = await comeIn('north');
    const accountId = decodeJwt(first.tokens.id_token as string).sub!;
    const upstream = { issuer: south.origin, subject: 'amara', scheme: 'south' };
    await hospital.app.get(AccountStore).link(accountId, upstream, { linkedBy: 'administrator', update: {} });
    return { accountId, first, second: await comeIn('south') };
  }

  it('a sign-in in another way changes no existing token, and gets tokens of its own', async () => {
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
    const apps = await hospital.app.get(AppsWithAccess).list(accountId);
    expect(apps.map(({ fhirUser }) => fhirUser).sort()).toEqual([
      'Practitioner/amara-diallo',
      'Practitioner/james-okafor',
    ]);
    const page = await first.browser.get(`${hospital.issuer}/account`);
    expect(page.text).toContain('It knows you as Practitioner/james-okafor.');
  });

  it('when the person is found as another resource, the access of the former one ends', async () => {
    const { accountId, first, second } = await both();
    north.script.idToken = { sub: 'amara', fhirUser: 'Practitioner/maria-lindqvist' };
    const third = await comeIn('north');
    expect(idOf(third.tokens.id_token)).toBe('maria-lindqvist');
    expect([await introspected(first), await refreshed(first)]).toEqual(['not active', 'invalid_grant']);
    expect([await introspected(second), await introspected(third)]).toEqual([
      'james-okafor',
      'maria-lindqvist',
    ]);
    expect(await audited(hospital, 'fhir_user.changed')).toMatchObject([
      {
        accountId,
        scheme: 'north',
        trail: [{ finding: 'Practitioner/amara-diallo before, Practitioner/maria-lindqvist now' }],
      },
    ]);
    // The change back is one more change: the first access does not come back with it.
    north.script.idToken = { sub: 'amara', fhirUser: 'Practitioner/amara-diallo' };
    const fourth = await comeIn('north');
    expect([await introspected(first), await introspected(third)]).toEqual(['not active', 'not active']);
    expect(await introspected(fourth)).toBe('amara-diallo');
  });

  it('a resource that an administrator sets counts at once: tokens with the former resource end', async () => {
    const { accountId, first, second } = await both();
    const { version } = (await hospital.app.get(AccountStore).findById(accountId))!;
    await hospital.app
      .get(AccountDirectory)
      .update(accountId, version, { fhirUser: 'Practitioner/wei-chen' });
    for (const one of [first, second])
      expect([await introspected(one), await refreshed(one)]).toEqual(['not active', 'invalid_grant']);
  });

  it('in one browser, a plain sign-in in the other way does not use the consent of the first', async () => {
    const { browser } = (await both()).first;
    const plain = { aud: undefined, scope: 'openid fhirUser', prompt: 'login' };
    const northern = await comeIn('north', plain, browser);
    const southern = await comeIn('south', plain, browser);
    const knownAs = async ({ tokens }: SignedIn) => {
      const authorization = `Bearer ${tokens.access_token}`;
      const answer = await fetch(`${hospital.issuer}/userinfo`, { headers: { authorization } });
      return ((await answer.json()) as { fhirUser: string }).fhirUser.split('/').at(-1);
    };
    expect(await Promise.all([northern, southern].map(knownAs))).toEqual(['amara-diallo', 'james-okafor']);
  });
});
