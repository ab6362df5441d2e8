import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { epochNow } from '#src/clock/clock.js';
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

describe('who comes in', () => {
  it.each<[string, Partial<IdentityProviderSettings>, Record<string, unknown>, Known, object]>([
    ['a linked person', {}, {}, LINKED, { outcome: 'signIn', account: { id: 'a1' } }],
    [
      'a linked person, whatever provisioning says',
      { ...GROUPS },
      { groups: [] },
      LINKED,
      { outcome: 'signIn' },
    ],
    [
      'somebody unknown, where accounts are made',
      PROVISION,
      {},
      {},
      { outcome: 'provision', account: { displayName: 'Maria' } },
    ],
    ['a member of the group', GROUPS, { groups: ['x', 'nurses'] }, {}, { outcome: 'provision' }],
    [
      'an account made beforehand, by object id',
      {},
      { oid: 'o1' },
      { accounts: [account({ externalId: 'o1' })] },
      { outcome: 'signIn', linkedBy: 'oid' },
    ],
    [
      'one by verified address',
      {},
      { email_verified: true },
      { accounts: [account({ email: 'Maria@Hospital.example' })] },
      { outcome: 'signIn', linkedBy: 'email' },
    ],
    ...['"true"', '1', 'TRUE'].map(
      (said): [string, Partial<IdentityProviderSettings>, Record<string, unknown>, Known, object] => [
        `one by an address that the provider calls verified by ${said}`,
        { verifiedEmailValues: ['1', 'TRUE'] },
        { email_verified: said.replaceAll('"', '') },
        { accounts: [account({ email: 'maria@hospital.example' })] },
        { outcome: 'signIn', linkedBy: 'email' },
      ],
    ),
    [
      'one that waits for this provider, beside another',
      {},
      { oid: 'o1' },
      { accounts: [account({ externalId: 'o1', externalIdScheme: 'hospital' })], others: [CLINIC] },
      { outcome: 'signIn', linkedBy: 'oid' },
    ],
    [
      'one that an administrator wrote down for this provider, though it is linked at another',
      DOMAINS,
      { email_verified: true },
      {
        accounts: [account({ email: 'maria@hospital.example', externalIdScheme: 'hospital' })],
        others: [{ ...CLINIC, accounts: ['a1'] }],
      },
      { outcome: 'signIn', linkedBy: 'email' },
    ],
    [
      'one that is linked at a provider whose people this one may speak for (linkTo)',
      { ...DOMAINS, linkTo: ['clinic'] },
      { email_verified: true },
      {
        accounts: [account({ email: 'maria@hospital.example', externalIdScheme: 'clinic' })],
        others: [{ ...CLINIC, accounts: ['a1'] }],
      },
      { outcome: 'signIn', linkedBy: 'email' },
    ],
    [
      'likewise by an object id, which the other provider knows, too',
      { linkTo: ['clinic'] },
      { oid: 'o1' },
      {
        accounts: [account({ externalId: 'o1', externalIdScheme: 'clinic' })],
        others: [{ ...CLINIC, accounts: ['a1'] }],
      },
      { outcome: 'signIn', linkedBy: 'oid' },
    ],
    [
      'somebody whose object id is another provider’s for somebody else: an account is made',
      PROVISION,
      { oid: 'o1' },
      { accounts: [account({ externalId: 'o1', externalIdScheme: 'clinic' })], others: [CLINIC] },
      { outcome: 'provision' },
    ],
    [
      'object id before address',
      {},
      { oid: 'o1', email_verified: true },
      { accounts: [account({ id: 'a2', email: 'maria@hospital.example' }), account({ externalId: 'o1' })] },
      { account: { id: 'a1' }, linkedBy: 'oid' },
    ],
    [
      'the claim kept as fhirUser before all else',
      KEEP,
      { 'extn.fhirUser': 'Patient/9' },
      { accounts: [account({ fhirUser: 'Practitioner/2' })], links: LINKED.links },
      { fhirUser: { resourceType: 'Patient', id: '9', source: 'claim' } },
    ],
    [
      'the assigned fhirUser before a search',
      KEEP,
      {},
      { accounts: [account({ fhirUser: 'Practitioner/2' })], links: LINKED.links },
      { fhirUser: { id: '2', source: 'account' } },
    ],
    [
      'an address of which nobody says anything, beside an identifier: it only narrows the search',
      { fhirUserLookupClaimsMapping: BOTH },
      {},
      LINKED,
      { fhirUser: { id: 'p1', source: 'lookup' } },
    ],
    ['the one that was found', KEEP, {}, LINKED, { fhirUser: { id: 'p1', source: 'lookup' } }],
  ])('%s', async (_who, settings, claims, known, expected) => {
    const decision = await decide(question(claims, settings), new SmallWorld(known));
    expect(decision).toMatchObject(expected);
    expect(decision.trail.filter(({ mark }) => mark === 'refused')).toEqual([]);
    expect(decision.trail.at(-1)).toMatchObject({ mark: 'passed' });
  });
});

/** Stored claims that are missing now are deleted. */
const MIRROR = { sync: 'mirror', keepProfileClaims: false };

describe('what a sign-in teaches', () => {
  const learnt = async (claims: Record<string, unknown>, known: Known, settings = {}) => {
    const decision = await decide(question(claims, { ...PROVISION, ...settings }), new SmallWorld(known));
    if (decision.outcome === 'refuse') throw new Error(decision.reason);
    return decision.update;
  };
  const maria = { name: 'Maria', email: 'maria@hospital.example' };
  const known = (facts: object): Known => ({ accounts: [account(facts)], links: LINKED.links });

  it('everything, the first time', async () => {
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
      'a new address that is not, and then it is no key',
      {},
      { email: 'old@hospital.example' },
      { address: maria.email, verified: false },
    ]),
    ['nothing: the address is the same', { email_verified: true }, { email: maria.email }, undefined],
    [
      'nothing: an administrator’s address is not doubted by a provider that says nothing of it',
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
      'that an address it only showed is verified now',
      { email_verified: true },
      { email: maria.email, emailKey: null },
      { address: maria.email, verified: true },
    ],
    ['nothing: there is no address', { email: undefined }, { email: maria.email }, undefined],
    [
      'nothing: the address is longer than one can be',
      { email: `${'a'.repeat(320)}@x.test` },
      { email: maria.email },
      undefined,
    ],
  ])('of the address: %s', async (_what, claims, facts, email) => {
    expect((await learnt({ ...maria, ...claims }, known(facts))).email).toEqual(email);
  });

  it('nothing of an account that another provider is linked to, too', async () => {
    const theirs = { ...LINKED, others: [{ ...CLINIC, accounts: ['a1'] }] };
    const claims = { ...maria, name: 'Mallory', email_verified: true };
    const settings = { ...DOMAINS, userClaimsFromIdToken: [{ key: 'given_name' }] };
    expect(await learnt({ ...claims, given_name: 'Mallory' }, theirs, settings)).toEqual({
      claims: {},
      forgetClaims: [],
      fhirUser: expect.anything() as object,
    });
    // An identity provider that is no longer set up does not count.
    const gone = { ...LINKED, others: [{ ...CLINIC, accounts: [] }] };
    expect(await learnt(claims, gone, settings)).toMatchObject({ displayName: 'Mallory' });
  });

  it('an address as a key only within the domains of the provider', async () => {
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
    'the address and the name from the first sign-in on that is matched by %s',
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

  it('not the address of another account', async () => {
    const both = { accounts: [account(), account({ id: 'a2', email: maria.email })], links: LINKED.links };
    expect((await learnt({ ...maria, email_verified: true }, both)).email).toBeUndefined();
  });

  it('the claims that are kept, as they are, under their new names', async () => {
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

  it('groups are kept as the identity provider lists them now, and not at all where they are not known', async () => {
    const settings = {
      userClaimsFromIdToken: [{ key: 'groups' }, { key: '/realm_access/roles', copyAs: 'roles' }],
    };
    const roles = { realm_access: { roles: ['nurse'] } };
    expect(await learnt({ groups: ['x'], ...roles }, LINKED, settings)).toMatchObject({
      claims: { groups: ['x'], roles: ['nurse'] },
      forgetClaims: [],
    });
    // Groups are deleted whatever `sync` says: a permission from the past is not a permission now.
    for (const claims of [{}, { groups: ['x', 1] }, { hasgroups: true }, { groups: 'x'.repeat(70_000) }])
      expect(await learnt(claims, LINKED, settings)).toMatchObject({
        claims: {},
        forgetClaims: ['groups', 'roles'],
      });
  });

  it('the profile of a provider, without being named, unless a setting says no', async () => {
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

  it('does not forget what another claim has just given', async () => {
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
  ])('nothing of FHIR where the server %s: who was found before is not found anew', async (_what, status) => {
    const lookup = new FhirServerUnavailableError({ server: 'records', detail: 'no', status });
    const resolvedAt = epochNow() - 60;
    const lastKnown = {
      resourceType: 'Practitioner',
      resourceId: 'p1',
      source: 'lookup',
      resolvedAt,
    } as const;
    const asked = question();
    asked.settings.whenUnavailable = 'keepKnown';
    const decision = await decide(asked, new SmallWorld({ ...LINKED, lookup, lastKnown }));
    expect(decision).toMatchObject({ outcome: 'signIn', fhirUser: { id: 'p1' } });
    expect(decision).not.toHaveProperty('update.fhirUser');
  });

  it('searches once, with the claims of now', async () => {
    const world = new SmallWorld(LINKED);
    await decide(question({ staff: ' S7 ' }), world);
    expect(world.searched).toEqual([
      [{ name: 'identifier', system: 'sys', value: 'sys|S7', plainValue: 'S7' }],
    ]);
  });
});
