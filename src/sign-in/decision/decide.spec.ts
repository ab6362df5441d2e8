import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import { proves } from '../../../test/support/proves.js';
import {
  account,
  GROUPS,
  identity,
  KEEP,
  type Known,
  LINKED,
  provider,
  PROVISION,
  question,
  SmallWorld,
} from '../../../test/support/small-world.js';
import { decide } from './decide.js';

const CLINIC = { scheme: 'clinic', issuer: 'https://clinic.test' };
const DOMAINS = { trustEmailDomains: ['hospital.example'] };

/** A search by staff number and address together. */
const BOTH = [
  ...provider().fhirUserLookupClaimsMapping,
  { searchParameterName: 'email', copySearchParameterValuesFromClaims: ['email'] },
];

describe('a sign-in succeeds for', () => {
  it.each<[string, Partial<IdentityProviderSettings>, Record<string, unknown>, Known, object]>([
    ['a linked person', {}, {}, LINKED, { outcome: 'signIn', account: { id: 'a1' } }],
    ['a linked person who has no groups', { ...GROUPS }, { groups: [] }, LINKED, { outcome: 'signIn' }],
    [
      'an unknown person, where accounts are made',
      PROVISION,
      {},
      {},
      { outcome: 'provision', account: { displayName: 'Maria' } },
    ],
    ['an unknown member of the group', GROUPS, { groups: ['x', 'nurses'] }, {}, { outcome: 'provision' }],
    [
      'an account made beforehand, found by object id',
      {},
      { oid: 'o1' },
      { accounts: [account({ externalId: 'o1' })] },
      { outcome: 'signIn', linkedBy: 'oid' },
    ],
    [
      'an account made beforehand, found by verified address',
      {},
      { email_verified: true },
      { accounts: [account({ email: 'Maria@Hospital.example' })] },
      { outcome: 'signIn', linkedBy: 'email' },
    ],
    ...['"true"', '1', 'TRUE'].map(
      (said): [string, Partial<IdentityProviderSettings>, Record<string, unknown>, Known, object] => [
        `an account made beforehand, found by an address that the identity provider calls verified by ${said}`,
        { verifiedEmailValues: ['1', 'TRUE'] },
        { email_verified: said.replaceAll('"', '') },
        { accounts: [account({ email: 'maria@hospital.example' })] },
        { outcome: 'signIn', linkedBy: 'email' },
      ],
    ),
    [
      'an account that waits for this identity provider, beside another one',
      {},
      { oid: 'o1' },
      { accounts: [account({ externalId: 'o1', externalIdScheme: 'hospital' })], others: [CLINIC] },
      { outcome: 'signIn', linkedBy: 'oid' },
    ],
    [
      'an account that an administrator gave to this identity provider, also when it is linked at another one',
      DOMAINS,
      { email_verified: true },
      {
        accounts: [account({ email: 'maria@hospital.example', externalIdScheme: 'hospital' })],
        others: [{ ...CLINIC, accounts: ['a1'] }],
      },
      { outcome: 'signIn', linkedBy: 'email' },
    ],
    [
      'an account that is linked at an identity provider of linkTo, found by address',
      { ...DOMAINS, linkTo: ['clinic'] },
      { email_verified: true },
      {
        accounts: [account({ email: 'maria@hospital.example', externalIdScheme: 'clinic' })],
        others: [{ ...CLINIC, accounts: ['a1'] }],
      },
      { outcome: 'signIn', linkedBy: 'email' },
    ],
    [
      'an account that is linked at an identity provider of linkTo, found by object id',
      { linkTo: ['clinic'] },
      { oid: 'o1' },
      {
        accounts: [account({ externalId: 'o1', externalIdScheme: 'clinic' })],
        others: [{ ...CLINIC, accounts: ['a1'] }],
      },
      { outcome: 'signIn', linkedBy: 'oid' },
    ],
    [
      'a person whose object id is the external id of another person at another identity provider: an account is made',
      PROVISION,
      { oid: 'o1' },
      { accounts: [account({ externalId: 'o1', externalIdScheme: 'clinic' })], others: [CLINIC] },
      { outcome: 'provision' },
    ],
    [
      'the account of the object id, before the account of the address',
      {},
      { oid: 'o1', email_verified: true },
      { accounts: [account({ id: 'a2', email: 'maria@hospital.example' }), account({ externalId: 'o1' })] },
      { account: { id: 'a1' }, linkedBy: 'oid' },
    ],
    [
      'the resource of the claim kept as fhirUser, before all others',
      KEEP,
      { 'extn.fhirUser': 'Patient/9' },
      { accounts: [account({ fhirUser: 'Practitioner/2' })], links: LINKED.links },
      { fhirUser: { resourceType: 'Patient', id: '9', source: 'claim' } },
    ],
    [
      'the fhirUser of the account, before a search',
      KEEP,
      {},
      { accounts: [account({ fhirUser: 'Practitioner/2' })], links: LINKED.links },
      { fhirUser: { id: '2', source: 'account' } },
    ],
    [
      'a search by address and identifier, when no claim says that the address is verified: it only narrows the search',
      { fhirUserLookupClaimsMapping: BOTH },
      {},
      LINKED,
      { fhirUser: { id: 'p1', source: 'lookup' } },
    ],
    ['the resource that was found', KEEP, {}, LINKED, { fhirUser: { id: 'p1', source: 'lookup' } }],
  ])('%s', async (_who, settings, claims, known, expected) => {
    const decision = await decide(question(claims, settings), new SmallWorld(known));
    expect(decision).toMatchObject(expected);
    expect(decision.trail.filter(({ mark }) => mark === 'refused')).toEqual([]);
    expect(decision.trail.at(-1)).toMatchObject({ mark: 'passed' });
  });
});

/** Stored claims that are missing now are deleted. */
const MIRROR = { sync: 'mirror', keepProfileClaims: false };

describe('what a sign-in stores', () => {
  const learnt = async (claims: Record<string, unknown>, known: Known, settings = {}) => {
    const decision = await decide(question(claims, { ...PROVISION, ...settings }), new SmallWorld(known));
    if (decision.outcome === 'refuse') throw new Error(decision.reason);
    return decision.update;
  };
  const maria = { name: 'Maria', email: 'maria@hospital.example' };
  const known = (facts: object): Known => ({ accounts: [account(facts)], links: LINKED.links });

  it('the first time: all facts', async () => {
    expect(await learnt({ ...maria, email_verified: true }, {})).toEqual({
      displayName: 'Maria',
      email: { address: 'maria@hospital.example', verified: true },
      claims: {},
      forgetClaims: [],
      fhirUser: { fhirServer: 'records', resourceType: 'Practitioner', resourceId: 'p1', source: 'lookup' },
    });
  });

  it.each<[string, Record<string, unknown>, object, unknown]>([
    [
      'a new address that is verified',
      { email_verified: true },
      { email: 'old@hospital.example' },
      { address: maria.email, verified: true },
    ],
    proves('TM-05', [
      'a new address that is not verified, which then is no key',
      {},
      { email: 'old@hospital.example' },
      { address: maria.email, verified: false },
    ]),
    ['nothing, because the address is the same', { email_verified: true }, { email: maria.email }, undefined],
    [
      'nothing, because the address is the administrator’s and the identity provider does not say whether it is verified',
      {},
      { email: maria.email },
      undefined,
    ],
    [
      'the new spelling of the same address, which stays a key',
      {},
      { email: 'Maria@Hospital.example' },
      { address: maria.email, verified: true },
    ],
    [
      'that an address that was only shown is verified now',
      { email_verified: true },
      { email: maria.email, emailKey: null },
      { address: maria.email, verified: true },
    ],
    ['nothing, because there is no address', { email: undefined }, { email: maria.email }, undefined],
    [
      'nothing, because the address is too long',
      { email: `${'a'.repeat(320)}@x.test` },
      { email: maria.email },
      undefined,
    ],
  ])('of the address: %s', async (_what, claims, facts, email) => {
    expect((await learnt({ ...maria, ...claims }, known(facts))).email).toEqual(email);
  });

  it('nothing of an account that is also linked at another identity provider', async () => {
    const theirs = { ...LINKED, others: [{ ...CLINIC, accounts: ['a1'] }] };
    const claims = { ...maria, name: 'Mallory', email_verified: true };
    const settings = { ...DOMAINS, userClaimsFromIdToken: [{ key: 'given_name' }] };
    expect(await learnt({ ...claims, given_name: 'Mallory' }, theirs, settings)).toEqual({
      claims: {},
      forgetClaims: [],
      fhirUser: expect.anything() as object,
    });
    // An identity provider that is no longer configured does not count.
    const gone = { ...LINKED, others: [{ ...CLINIC, accounts: [] }] };
    expect(await learnt(claims, gone, settings)).toMatchObject({ displayName: 'Mallory' });
  });

  it('an address as a key, but only within the domains of the identity provider', async () => {
    const learntOf = (settings: object, others: Known['others']) =>
      learnt({ ...maria, email_verified: true }, { others }, settings);
    const key = { address: maria.email, verified: true };
    const shownOnly = { address: maria.email, verified: false };
    expect((await learntOf({}, [])).email).toEqual(key);
    expect((await learntOf({}, [CLINIC])).email).toEqual(shownOnly);
    expect((await learntOf(DOMAINS, [CLINIC])).email).toEqual(key);
    expect((await learntOf({ trustEmailDomains: ['elsewhere.example'] }, [])).email).toEqual(shownOnly);
  });

  it.each([
    ['oid', { oid: 'of-maria' }, true],
    ['sub', {}, true],
    ['employeeid', { employeeid: 'E-1' }, false],
  ])(
    'the address and the name, from the first sign-in on that finds the account by %s',
    async (key, more, follows) => {
      const subject = identity({}).subject;
      const externalId = key === 'sub' ? subject : Object.values(more)[0];
      const waiting = { accounts: [account({ email: 'old@hospital.example', externalId })] };
      const update = await learnt({ ...maria, ...more, email_verified: true }, waiting, {
        accountMatch: [key],
      });
      expect(update.displayName).toBe('Maria');
      expect(update.email).toEqual(follows ? { address: maria.email, verified: true } : undefined);
    },
  );

  it('but not the address of another account', async () => {
    const both = { accounts: [account(), account({ id: 'a2', email: maria.email })], links: LINKED.links };
    expect((await learnt({ ...maria, email_verified: true }, both)).email).toBeUndefined();
  });

  it('the claims that are kept, unchanged, under their new names', async () => {
    const userClaimsFromIdToken = [
      { key: 'groups' },
      { key: '/a/b', copyAs: 'c' },
      { key: 'gone', copyAs: 'd' },
    ];
    const claims = { groups: ['x', 'y'], a: { b: { deep: true } }, gone: null };
    expect(await learnt(claims, LINKED, { userClaimsFromIdToken })).toMatchObject({
      claims: { groups: ['x', 'y'], c: { deep: true } },
      forgetClaims: [],
    });
    expect(await learnt(claims, LINKED, { userClaimsFromIdToken, ...MIRROR })).toMatchObject({
      forgetClaims: ['d'],
    });
  });

  it('the groups that the identity provider lists now, and no groups when they are not known', async () => {
    const settings = {
      userClaimsFromIdToken: [{ key: 'groups' }, { key: '/realm_access/roles', copyAs: 'roles' }],
    };
    const roles = { realm_access: { roles: ['nurse'] } };
    expect(await learnt({ groups: ['x'], ...roles }, LINKED, settings)).toMatchObject({
      claims: { groups: ['x'], roles: ['nurse'] },
      forgetClaims: [],
    });
    // Groups are deleted with every value of `sync`: a permission from the past is not a permission now.
    for (const claims of [{}, { groups: ['x', 1] }, { hasgroups: true }, { groups: 'x'.repeat(70_000) }])
      expect(await learnt(claims, LINKED, settings)).toMatchObject({
        claims: {},
        forgetClaims: ['groups', 'roles'],
      });
  });

  it('the profile claims of the identity provider by default, but not with keepProfileClaims: false', async () => {
    const profile = {
      given_name: 'Maria',
      family_name: 'Lindqvist',
      preferred_username: 'mlindqvist',
      locale: 'sv-SE',
      profile: 'https://people.hospital.example/maria',
    };
    const odd = { nickname: 'M', given_name: 7, locale: 'x'.repeat(2000) };
    expect((await learnt({ ...profile, nickname: 'M' }, LINKED)).claims).toEqual(profile);
    expect((await learnt(odd, LINKED)).claims).toEqual({});
    expect((await learnt(profile, LINKED, { keepProfileClaims: false })).claims).toEqual({});
    // The claims that the settings name take precedence.
    const userClaimsFromIdToken = [{ key: 'upn', copyAs: 'preferred_username' }];
    const named = await learnt({ ...profile, upn: 'maria@upn' }, LINKED, { userClaimsFromIdToken });
    expect(named.claims).toMatchObject({ preferred_username: 'maria@upn', given_name: 'Maria' });
  });

  it('a claim, even when another claim with the same new name is missing', async () => {
    const userClaimsFromIdToken = [
      { key: 'staff', copyAs: 'number' },
      { key: 'gone', copyAs: 'number' },
    ];
    expect(await learnt({}, LINKED, { userClaimsFromIdToken, ...MIRROR })).toMatchObject({
      claims: { number: 'S1' },
      forgetClaims: [],
    });
  });

  it.each([
    ['does not answer', undefined],
    ['refuses', 400],
  ])(
    'no FHIR resource when the server %s: the person keeps the known resource, for as long as the settings say',
    async (_what, status) => {
      const lookup = new FhirServerUnavailableError({ server: 'records', detail: 'no', status });
      const lastKnown = {
        resourceType: 'Practitioner',
        resourceId: 'p1',
        source: 'lookup',
        resolvedAt: 1_700_000_000,
      } as const;
      const asked = question();
      asked.settings.whenUnavailable = 'keepKnown';
      const world = new SmallWorld({ ...LINKED, lookup, lastKnown });
      const { keepKnownHours } = asked.settings;
      world.clock.moveTo((lastKnown.resolvedAt + keepKnownHours * 3600) * 1000);
      const decision = await decide(asked, world);
      expect(decision).toMatchObject({ outcome: 'signIn', fhirUser: { id: 'p1' } });
      expect(decision).not.toHaveProperty('update.fhirUser');
      world.clock.move(1);
      expect(await decide(asked, world)).toMatchObject({ outcome: 'refuse' });
    },
  );

  it('and it searches once, with the claims of this sign-in', async () => {
    const world = new SmallWorld(LINKED);
    await decide(question({ staff: ' S7 ' }), world);
    expect(world.searched).toEqual([
      [{ name: 'identifier', system: 'sys', value: 'sys|S7', plainValue: 'S7' }],
    ]);
  });
});
