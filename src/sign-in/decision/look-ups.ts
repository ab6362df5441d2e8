import type { AccountFhirUser } from '#src/accounts/account-fhir-user.entity.js';
import type { Account } from '#src/accounts/account.entity.js';
import type { Link } from '#src/accounts/account.store.js';
import type { Clock } from '#src/clock/clock.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import type { SetUpProvider } from '#src/federation/set-up-provider.js';
import type { GraphAnswer } from '#src/federation/graph/graph-groups.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import type { FhirUserReference } from '#src/fhir-user/fhir-user-reference.js';
import type { FhirUserLookup, FhirUserState } from '#src/fhir-user/fhir-user-resolver.js';
import type { SearchTerm } from '#src/fhir-user/search-builder.js';

/** The look-ups that a decision may make. They only read, so a decision changes nothing. */
export interface LookUps {
  accounts: {
    findByIdentity(issuer: string, subject: string): Promise<Account | undefined>;
    findByAlternateKey(issuer: string, alternateKey: string): Promise<Account[]>;
    identitiesOf(accountId: string): Promise<Array<{ issuer: string; subject: string; scheme: string }>>;
    /**
     * Accounts with this external id that wait for one of these identity providers, or that name none. Returns at most
     * two, because it only matters whether there is exactly one.
     */
    findByExternalId(externalId: string, ...schemes: string[]): Promise<Account[]>;
    linkOf(issuer: string, subject: string): Promise<Link | undefined>;
    /** The resource of an account on this FHIR server, as found at the last sign-in by this link, or BY_PASSWORD. */
    fhirUserOf(
      accountId: string,
      linkId: string,
      fhirServer: string,
    ): Promise<Pick<AccountFhirUser, 'resourceType' | 'resourceId' | 'source' | 'resolvedAt'> | undefined>;
    findByEmailKey(key: string): Promise<Account[]>;
  };
  providers: {
    /** All identity providers here, including the one of this sign-in. */
    setUp(): Promise<SetUpProvider[]>;
  };
  groups: {
    /** Asked only when the ID token says that there are groups which it does not list, and the settings allow it. */
    read(identity: ExternalIdentity, provider: IdentityProviderSettings): Promise<GraphAnswer>;
  };
  fhirUsers: {
    /** @throws FhirServerUnavailableError */
    lookup(server: FhirServer, terms: SearchTerm[]): Promise<FhirUserLookup>;
    /** @throws FhirServerUnavailableError */
    state(reference: FhirUserReference): Promise<FhirUserState>;
  };
  clock: Pick<Clock, 'epoch'>;
}

/** The look-ups for a person who signs in without an identity provider. */
export type PasswordLookUps = Omit<LookUps, 'groups' | 'providers'>;
