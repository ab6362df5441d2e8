import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import { proves } from '../../../test/support/proves.js';
import {
  account,
  GROUPS,
  KEEP,
  type Known,
  LINKED,
  provider,
  PROVISION,
  queries,
  question,
  SmallWorld,
} from '../../../test/support/small-world.js';
import { decide } from './decide.js';
import { REFUSAL_REASONS, type RefusalReason } from './decision.js';

const down = new FhirServerUnavailableError({ server: 'records', detail: 'timeout' });
const closed = new FhirServerUnavailableError({ server: 'records', detail: 'HTTP 400', status: 400 });
const other = account({ id: 'a2', email: 'maria@hospital.example' });

const BY_EMAIL = {
  fhirUserLookupClaimsMapping: [
    { searchParameterName: 'email', copySearchParameterValuesFromClaims: ['email'] },
  ],
};

const CLINIC = { scheme: 'clinic', issuer: 'https://clinic.test' };
const EVERY_KEY = {
  accountMatch: ['oid', 'sub', 'staff', 'email'],
  trustEmailDomains: ['hospital.example'],
};

type Case = [RefusalReason, string, Partial<IdentityProviderSettings>, Record<string, unknown>, Known];

const BOTH = [...provider().fhirUserLookupClaimsMapping, ...BY_EMAIL.fhirUserLookupClaimsMapping];
const BESIDE_AN_IDENTIFIER = [
  { which: 'the identity provider says is not verified', settings: {}, claims: { email_verified: false } },
  { which: 'is not trusted by the settings', settings: { trustEmail: 'never' as const }, claims: {} },
  { which: 'is of another domain', settings: { trustEmailDomains: ['elsewhere.example'] }, claims: {} },
  { which: 'comes from one of several directories', settings: { tenants: ['t1', 't2'] }, claims: {} },
].map(({ which, settings, claims }): Case =>
  proves('TM-05', [
    'no_fhir_user',
    `also beside an identifier: an address that ${which}`,
    { fhirUserLookupClaimsMapping: BOTH, ...settings },
    claims,
    LINKED,
  ]),
);

const REFUSALS: Case[] = [
  ['no_account', 'an unknown person', {}, {}, {}],
  proves('TM-05', [
    'no_account',
    'an account with an address that is not verified',
    {},
    {},
    { accounts: [other] },
  ]),
  proves('BI-31', [
    'no_account',
    'an address "verified" by an unknown text',
    {},
    { email_verified: 'yes' },
    { accounts: [other] },
  ]),
  proves('BI-31', [
    'no_account',
    'an address verified with 1',
    {},
    { email_verified: 1, xms_edov: [true] },
    { accounts: [other] },
  ]),
  [
    'no_account',
    'a verified address, but the settings trust no address',
    { trustEmail: 'never' },
    { email_verified: true },
    { accounts: [other] },
  ],
  [
    'no_account',
    'the external id of another identity provider',
    {},
    { oid: 'o1' },
    { accounts: [account({ externalId: 'o1', externalIdScheme: 'clinic' })] },
  ],
  proves('BI-38', [
    'no_account',
    'a list of object ids',
    {},
    { oid: ['o1'] },
    { accounts: [account({ externalId: 'o1' })] },
  ]),
  proves('BI-41', [
    'no_account',
    'a look-alike address',
    {},
    { email: 'marıa@hospital.example', email_verified: true },
    { accounts: [other] },
  ]),
  proves('TM-16', [
    'not_activated',
    'a verified address, but accounts are connected by one-time code only',
    { linking: 'oneTimeCode' },
    { email_verified: true },
    { accounts: [other] },
  ]),
  proves('TM-16', [
    'not_activated',
    'an external id, but accounts are connected by one-time code only',
    { linking: 'oneTimeCode' },
    { oid: 'o1' },
    { accounts: [account({ externalId: 'o1' })] },
  ]),
  proves('TM-16', [
    'not_activated',
    'another subject with the same lasting claims, but accounts are connected by one-time code only',
    { linking: 'oneTimeCode', alternateKeyClaims: ['tid', 'oid'] },
    { tid: 't', oid: 'o1' },
    { accounts: [account()], links: { '["t","o1"]': 'a1' } },
  ]),
  proves('TM-18', [
    'several_accounts',
    'two accounts with one external id',
    {},
    { oid: 'o1' },
    {
      accounts: [
        account({ externalId: 'o1' }),
        account({ id: 'a2', externalId: 'o1', externalIdScheme: 'hospital' }),
      ],
    },
  ]),
  proves('TM-18', [
    'several_accounts',
    'two accounts with one external id, where accounts are made',
    PROVISION,
    { oid: 'o1' },
    { accounts: [account({ externalId: 'o1' }), account({ id: 'a2', externalId: 'o1' })] },
  ]),
  proves('TM-07', [
    'link_conflict',
    'an account that another subject of this identity provider is linked to, by address',
    PROVISION,
    { email_verified: true },
    { accounts: [other], links: { 'sub-0': 'a2' } },
  ]),
  proves('TM-07', [
    'link_conflict',
    'an account that another subject of this identity provider is linked to, by a staff name that may have been reused',
    { accountMatch: ['staff'] },
    {},
    { accounts: [account({ externalId: 'S1' })], links: { 'sub-0': 'a1' } },
  ]),
  ...(
    [
      ['by address', account({ email: 'maria@hospital.example' })],
      ['by object id', account({ externalId: 'o1' })],
      ['by sub', account({ externalId: 'sub-1' })],
      ['by a claim of its own', account({ externalId: 'S1' })],
    ] as const
  ).flatMap(([by, theirs]): typeof REFUSALS => [
    proves('TM-05', [
      'account_of_another_provider',
      `linked at another identity provider, ${by}`,
      { ...PROVISION, ...EVERY_KEY },
      { oid: 'o1', email_verified: true },
      { accounts: [theirs], others: [{ ...CLINIC, accounts: ['a1'] }] },
    ]),
    proves('TM-05', [
      'account_of_another_provider',
      `made beforehand without an identity provider, where there are two, ${by}`,
      { ...PROVISION, ...EVERY_KEY },
      { oid: 'o1', email_verified: true },
      { accounts: [theirs], others: [CLINIC] },
    ]),
  ]),
  proves('TM-05', [
    'account_of_another_provider',
    'made beforehand for another identity provider, by address',
    { ...PROVISION, ...EVERY_KEY },
    { email_verified: true },
    {
      accounts: [account({ email: 'maria@hospital.example', externalIdScheme: 'clinic' })],
      others: [CLINIC],
    },
  ]),
  proves('TM-05', [
    'account_of_another_provider',
    'made beforehand for this identity provider, but linked in another directory of it',
    EVERY_KEY,
    { email_verified: true },
    {
      accounts: [account({ email: 'maria@hospital.example', externalIdScheme: 'hospital' })],
      others: [{ scheme: 'hospital', issuer: 'https://idp.test/another-tenant', accounts: ['a1'] }],
    },
  ]),
  proves('TM-05', [
    'account_of_another_provider',
    'linked at two identity providers, and linkTo names only one of them',
    { ...PROVISION, ...EVERY_KEY, linkTo: ['clinic'] },
    { email_verified: true },
    {
      accounts: [account({ email: 'maria@hospital.example' })],
      others: [
        { ...CLINIC, accounts: ['a1'] },
        { scheme: 'lab', issuer: 'https://lab.test', accounts: ['a1'] },
      ],
    },
  ]),
  proves('TM-05', [
    'account_of_another_provider',
    'linked at an identity provider of linkTo, but found by sub, which is not valid between identity providers',
    { ...EVERY_KEY, linkTo: ['clinic'] },
    {},
    { accounts: [account({ externalId: 'sub-1' })], others: [{ ...CLINIC, accounts: ['a1'] }] },
  ]),
  proves('TM-05', [
    'account_of_another_provider',
    'made beforehand for an identity provider of linkTo, but not yet linked there',
    { ...EVERY_KEY, linkTo: ['clinic'] },
    { email_verified: true },
    {
      accounts: [account({ email: 'maria@hospital.example', externalIdScheme: 'clinic' })],
      others: [CLINIC],
    },
  ]),
  proves('TM-05', [
    'email_of_another_account',
    'an address outside the domains of the identity provider that belongs to another account',
    { ...PROVISION, ...EVERY_KEY, trustEmailDomains: ['elsewhere.example'] },
    { email_verified: true },
    {
      accounts: [account({ email: 'maria@hospital.example' })],
      others: [{ ...CLINIC, accounts: ['a1'] }],
    },
  ]),
  proves('TM-05', [
    'no_account',
    'an address, where there are two identity providers and no domain is named',
    {},
    { email_verified: true },
    { accounts: [account({ email: 'maria@hospital.example' })], others: [CLINIC] },
  ]),
  proves('TM-05', [
    'no_fhir_user',
    'a search by an address that no claim says is verified',
    BY_EMAIL,
    {},
    LINKED,
  ]),
  proves('TM-05', [
    'no_fhir_user',
    'a search by an address, but the settings trust no address',
    { ...BY_EMAIL, trustEmail: 'never' },
    { email_verified: true },
    LINKED,
  ]),
  ...BESIDE_AN_IDENTIFIER,
  [
    'no_fhir_user',
    'a search value that the identity provider may not use',
    {
      fhirUserLookupClaimsMapping: [
        {
          searchParameterName: 'identifier',
          copySearchParameterValuesFromClaims: ['staff'],
          allowedValues: ['N-*'],
        },
      ],
    },
    {},
    LINKED,
  ],
  [
    'fhir_user_not_acceptable',
    'a resource that the identity provider may not name',
    { userClaimsFromIdToken: [{ ...KEEP.userClaimsFromIdToken[0]!, allowedValues: ['Patient/*'] }] },
    { 'extn.fhirUser': 'Practitioner/1' },
    LINKED,
  ],
  proves('TM-15', [
    'email_of_another_account',
    'the address of another account, not verified',
    PROVISION,
    {},
    { accounts: [other] },
  ]),
  [
    'account_deactivated',
    'a deactivated account',
    {},
    {},
    { accounts: [account({ status: 'deactivated' })], links: LINKED.links },
  ],
  [
    'account_deactivated',
    'an account that was deactivated before the first sign-in',
    PROVISION,
    { oid: 'o1' },
    { accounts: [account({ status: 'deactivated', externalId: 'o1' })] },
  ],
  ['not_in_group', 'a person without groups', GROUPS, { groups: [] }, {}],
  ['not_in_group', 'a person in a group whose name differs in case', GROUPS, { groups: ['Nurses'] }, {}],
  [
    'not_in_group',
    'a linked person who has left the group',
    { ...GROUPS, securityGroupCheck: 'everySignIn' },
    { groups: [] },
    LINKED,
  ],
  ['groups_unknown', 'no groups in the token', GROUPS, {}, {}],
  ['groups_unknown', 'too many groups to list', GROUPS, { groups: ['nurses'], hasgroups: true }, {}],
  ['no_fhir_user', 'no resource found', {}, {}, { ...LINKED, lookup: { outcome: 'none', queries } }],
  proves('BI-37', ['no_fhir_user', 'a missing claim for the search', {}, { staff: undefined }, LINKED]),
  proves('BI-39', ['no_fhir_user', 'a number as the claim for the search', {}, { staff: 1 }, LINKED]),
  proves('TM-05', [
    'no_fhir_user',
    'a search by an address that the identity provider says is not verified',
    BY_EMAIL,
    { email_verified: false },
    LINKED,
  ]),
  proves('BI-57', [
    'fhir_user_gone',
    'a claim that names a resource that does not exist',
    KEEP,
    { 'extn.fhirUser': 'Practitioner/1' },
    { ...LINKED, state: 'gone' },
  ]),
  [
    'fhir_user_inactive',
    'a claim that names an inactive person',
    KEEP,
    { 'extn.fhirUser': 'Practitioner/1' },
    { ...LINKED, state: 'inactive' },
  ],
  ['no_fhir_user', 'no search configured', { fhirUserLookupClaimsMapping: [] }, {}, LINKED],
  [
    'fhir_user_not_acceptable',
    'a claim that names a resource on another server',
    KEEP,
    { 'extn.fhirUser': 'https://evil.test/Patient/1' },
    LINKED,
  ],
  [
    'fhir_user_not_acceptable',
    'an empty claim, and no search instead',
    KEEP,
    { 'extn.fhirUser': '' },
    LINKED,
  ],
  [
    'fhir_user_not_acceptable',
    'a fhirUser of the account that is not a person',
    {},
    {},
    { accounts: [account({ fhirUser: 'Observation/1' })], links: LINKED.links },
  ],
  [
    'fhir_user_inactive',
    'the resource found is not active',
    {},
    {},
    { ...LINKED, lookup: { outcome: 'inactive', queries } },
  ],
  proves('TM-18', [
    'several_fhir_users',
    'several resources found',
    {},
    {},
    { ...LINKED, lookup: { outcome: 'several', queries } },
  ]),
  proves('FI-29', ['fhir_server_unavailable', 'no answer', {}, {}, { ...LINKED, lookup: down }]),
  ['fhir_server_refuses', 'a search that is refused', {}, {}, { ...LINKED, lookup: closed }],
  [
    'fhir_server_refuses',
    'a claim that names a resource that cannot be read',
    KEEP,
    { 'extn.fhirUser': 'RelatedPerson/1' },
    { ...LINKED, state: closed },
  ],
];

describe('a sign-in is refused', () => {
  it.each(REFUSALS)('%s: %s', async (reason, _what, settings, claims, known) => {
    const decision = await decide(question(claims, settings), new SmallWorld(known));
    expect(decision).toMatchObject({ outcome: 'refuse', reason });
    const refused = decision.trail.filter(({ mark }) => mark === 'refused');
    expect(refused).toHaveLength(1);
    expect(decision.trail.at(-1)).toBe(refused[0]);
    expect(decision).not.toHaveProperty('update');
  });

  it('no_fhir_server: the request names no FHIR server', async () => {
    const decision = await decide({ ...question(), server: undefined }, new SmallWorld(LINKED));
    expect(decision).toMatchObject({ outcome: 'refuse', reason: 'no_fhir_server', account: { id: 'a1' } });
  });

  it('but not with no_fhir_server when the request needs no FHIR server', async () => {
    const decision = await decide({ ...question(), server: 'notAsked' }, new SmallWorld(LINKED));
    expect(decision).toMatchObject({ outcome: 'signIn', account: { id: 'a1' } });
    expect(decision).not.toHaveProperty('update.fhirUser');
    expect(decision.trail.at(-1)).toMatchObject({ step: 'fhirServer', mark: 'noted' });
  });

  const OF_PROVIDER = 'identityProvider[hospital]';
  it.each<[string, object, Partial<IdentityProviderSettings>, Record<string, unknown>, Known]>([
    ['accounts are not made', { setting: `${OF_PROVIDER}.allowAutoProvision` }, {}, {}, {}],
    [
      'accounts are linked by code only',
      { setting: `${OF_PROVIDER}.linking` },
      { linking: 'oneTimeCode' },
      {},
      {},
    ],
    [
      'the group is another one',
      { setting: `${OF_PROVIDER}.autoProvisionFromSecurityGroup` },
      GROUPS,
      { groups: ['doctors'] },
      {},
    ],
    [
      'a list of groups that is too long',
      { setting: `${OF_PROVIDER}.groupOverage` },
      GROUPS,
      { hasgroups: true },
      {},
    ],
    [
      'an address that the settings do not trust',
      { setting: `${OF_PROVIDER}.trustEmail` },
      { ...BY_EMAIL, trustEmail: 'never' },
      {},
      LINKED,
    ],
    [
      'two accounts',
      { setting: `${OF_PROVIDER}.accountMatch`, accounts: ['a1', 'a2'] },
      {},
      { oid: 'o1' },
      { accounts: ['a1', 'a2'].map((id) => account({ id, externalId: 'o1' })) },
    ],
    [
      'an account that is linked elsewhere',
      { setting: `${OF_PROVIDER}.linkTo`, accounts: ['a1'] },
      EVERY_KEY,
      { oid: 'o1' },
      {
        accounts: [account({ externalId: 'o1' })],
        others: [{ ...CLINIC, accounts: ['a1'] }],
      },
    ],
    [
      'an account that is switched off',
      { accounts: ['a1'] },
      {},
      {},
      { accounts: [account({ status: 'deactivated' })], links: LINKED.links },
    ],
    [
      'an address that another account has',
      { accounts: ['a2'] },
      { ...PROVISION, accountMatch: ['oid'] },
      {},
      { accounts: [other] },
    ],
    [
      'a FHIR server that does not answer',
      { setting: 'fhirServers[records]' },
      {},
      {},
      { ...LINKED, lookup: down },
    ],
  ])('and says what it is about: %s', async (_what, about, settings, claims, known) => {
    const decision = await decide(question(claims, settings), new SmallWorld(known));
    const { step: _step, finding: _finding, mark, ...subject } = decision.trail.at(-1)!;
    expect([mark, subject]).toEqual(['refused', about]);
  });

  it('and there is a case here for every reason', () => {
    expect([...new Set([...REFUSALS.map(([reason]) => reason), 'no_fhir_server'])].sort()).toEqual(
      [...REFUSAL_REASONS].sort(),
    );
  });

  it('but a fault of this server is an error, and not a refusal', async () => {
    const broken = new SmallWorld({ ...LINKED, lookup: new TypeError('a mistake') });
    await expect(decide(question(), broken)).rejects.toThrow('a mistake');
  });
});
