import { Account } from '#src/accounts/account.entity.js';
import { emailKey } from '#src/accounts/email-key.js';
import { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { FhirUserSettings } from '#src/config/settings/settings.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import type { GraphAnswer } from '#src/federation/graph/graph-groups.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import type { FhirUserLookup, FhirUserState } from '#src/fhir-user/fhir-user-resolver.js';
import type { SearchTerm } from '#src/fhir-user/search-builder.js';
import type { ProviderQuestion } from '#src/sign-in/decision/decision.js';
import type { LookUps } from '#src/sign-in/decision/look-ups.js';
import { TestClock } from './test-clock.js';
import { recordsServer } from './records-server.js';

export const ISSUER = 'https://idp.test';
/** The FHIR server of all decisions. */
export const server = recordsServer();
export const queries = [{ url: 'https://fhir.test/r4/Practitioner?identifier=sys|S1', matches: 1 }];
export const foundP1: FhirUserLookup = {
  outcome: 'found',
  reference: { server, resourceType: 'Practitioner', id: 'p1' },
  queries,
};

/** What is known before a sign-in. */
export interface Known {
  accounts?: Account[];
  /** The account of each subject at ISSUER. */
  links?: Record<string, string>;
  /** Other identity providers, and the accounts that are linked at each: account ids. */
  others?: Array<{ scheme: string; issuer: string; accounts?: string[] }>;
  lookup?: FhirUserLookup | Error;
  /** The answer of Microsoft Graph. */
  graph?: GraphAnswer;
  /** The state of a resource that a value names. */
  state?: FhirUserState | Error;
  /** The resource of the account at its last sign-in. */
  lastKnown?: { resourceType: string; resourceId: string; source: 'lookup'; resolvedAt: number };
}

/** A world in memory for `decide()`. */
export class SmallWorld implements LookUps {
  readonly clock = new TestClock();
  readonly searched: SearchTerm[][] = [];
  constructor(private readonly known: Known) {}

  private where = (condition: (account: Account) => boolean) =>
    Promise.resolve((this.known.accounts ?? []).filter(condition));

  accounts = {
    findByIdentity: async (issuer: string, subject: string) =>
      issuer === ISSUER ? (await this.where(({ id }) => id === this.known.links?.[subject]))[0] : undefined,
    findByAlternateKey: (issuer: string, key: string) =>
      this.where(({ id }) => issuer === ISSUER && this.known.links?.[key] === id),
    identitiesOf: (accountId: string) =>
      Promise.resolve([
        ...Object.entries(this.known.links ?? {})
          .filter(([, id]) => id === accountId)
          .map(([subject]) => ({ issuer: ISSUER, subject, scheme: 'hospital' })),
        ...(this.known.others ?? [])
          .filter(({ accounts }) => accounts?.includes(accountId))
          .map(({ scheme, issuer }) => ({ issuer, subject: 'there', scheme })),
      ]),
    findByExternalId: (externalId: string, ...schemes: string[]) =>
      this.where((one) => one.externalId === externalId && [null, ...schemes].includes(one.externalIdScheme)),
    linkOf: (issuer: string, subject: string) =>
      Promise.resolve(
        issuer === ISSUER && this.known.links?.[subject]
          ? { id: `link-${subject}`, accountId: this.known.links[subject]!, epoch: 0 }
          : undefined,
      ),
    fhirUserOf: () => Promise.resolve(this.known.lastKnown),
    findByEmailKey: (key: string) => this.where((one) => one.emailKey === key),
  };
  providers = {
    setUp: () =>
      Promise.resolve([
        { scheme: 'hospital', issuers: [ISSUER], authority: ISSUER },
        ...(this.known.others ?? []).map(({ scheme, issuer }) => ({
          scheme,
          issuers: [issuer],
          authority: issuer,
        })),
      ]),
  };
  groups = {
    read: () => Promise.resolve(this.known.graph ?? { unknown: 'nobody asks here' }),
  };
  fhirUsers = {
    lookup: (_server: FhirServer, terms: SearchTerm[]) => {
      this.searched.push(terms);
      const { lookup = foundP1 } = this.known;
      return lookup instanceof Error ? Promise.reject(lookup) : Promise.resolve(lookup);
    },
    state: () => {
      const { state = 'live' } = this.known;
      return state instanceof Error ? Promise.reject(state) : Promise.resolve(state);
    },
  };
}

export const account = (facts: Partial<Account> = {}) =>
  Object.assign(new Account(), {
    id: 'a1',
    status: 'active',
    displayName: null,
    email: null,
    emailKey: emailKey(facts.email) ?? null,
    externalId: null,
    externalIdScheme: null,
    fhirUser: null,
    version: 1,
    linkVersion: 0,
    epoch: 0,
    ...facts,
  } satisfies Partial<Account>);

export const provider = (changes: Partial<IdentityProviderSettings> = {}) =>
  Object.assign(new IdentityProviderSettings(), {
    scheme: 'hospital',
    authority: ISSUER,
    fhirUserLookupClaimsMapping: [
      {
        searchParameterName: 'identifier',
        searchParameterValueTemplate: 'sys|{0}',
        copySearchParameterValuesFromClaims: ['staff'],
      },
    ],
    ...changes,
  });

export const identity = (claims: Record<string, unknown> = {}): ExternalIdentity => ({
  issuer: ISSUER,
  subject: 'sub-1',
  claims: { sub: 'sub-1', name: 'Maria', staff: 'S1', email: 'maria@hospital.example', ...claims },
});

/** The question to `decide()` about a person with these claims, at an identity provider with these settings. */
export const question = (
  claims: Record<string, unknown> = {},
  settings: Partial<IdentityProviderSettings> = {},
): ProviderQuestion => ({
  identity: identity(claims),
  provider: provider(settings),
  server,
  settings: new FhirUserSettings(),
});

/** A person whose account is linked. */
export const LINKED: Known = { accounts: [account()], links: { 'sub-1': 'a1' } };

/** Settings: accounts are made for every person. */
export const PROVISION = { allowAutoProvision: true };

/** Settings: accounts are made for nurses. */
export const GROUPS = { ...PROVISION, autoProvisionFromSecurityGroup: ['nurses'] };

/** Settings: a claim is kept as fhirUser. */
export const KEEP = { userClaimsFromIdToken: [{ key: 'extn.fhirUser', copyAs: 'fhirUser' }] };
