import type { AccountFhirUser } from '#src/accounts/account-fhir-user.entity.js';
import type { Account } from '#src/accounts/account.entity.js';
import type { Link } from '#src/accounts/account.store.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import type { SetUpProvider } from '#src/federation/set-up-provider.js';
import type { GraphAnswer } from '#src/federation/graph/graph-groups.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import type { FhirUserReference } from '#src/fhir-user/fhir-user-reference.js';
import type { FhirUserLookup, FhirUserState } from '#src/fhir-user/fhir-user-resolver.js';
import type { SearchTerm } from '#src/fhir-user/search-builder.js';

/** The look-ups a decision may make. They only read, so deciding changes nothing. */
export interface World {
  accounts: {
    findByIdentity(issuer: string, subject: string): Promise<Account | undefined>;
    findByAlternateKey(issuer: string, alternateKey: string): Promise<Account[]>;
    identitiesOf(accountId: string): Promise<Array<{ issuer: string; subject: string; scheme: string }>>;
    /**
     * Those whose external id is of one of these providers, or of none that is named. At most two: whether it is one is
     * all that matters.
     */
    findByExternalId(externalId: string, ...schemes: string[]): Promise<Account[]>;
    linkOf(issuer: string, subject: string): Promise<Link | undefined>;
    /** Who an account was on this FHIR server at its last sign-in by this link, or BY_PASSWORD. */
    fhirUserOf(
      accountId: string,
      linkId: string,
      fhirServer: string,
    ): Promise<Pick<AccountFhirUser, 'resourceType' | 'resourceId' | 'source' | 'resolvedAt'> | undefined>;
    findByEmailKey(key: string): Promise<Account[]>;
  };
  providers: {
    /** Every provider there is here, the one of this sign-in among them. */
    setUp(): Promise<SetUpProvider[]>;
  };
  groups: {
    /** Asked only where the ID token says that there are groups it does not list, and the settings allow it. */
    of(identity: ExternalIdentity, provider: IdentityProviderSettings): Promise<GraphAnswer>;
  };
  fhirUsers: {
    /** @throws FhirServerUnavailableError */
    lookup(server: FhirServer, terms: SearchTerm[]): Promise<FhirUserLookup>;
    /** @throws FhirServerUnavailableError */
    state(reference: FhirUserReference): Promise<FhirUserState>;
  };
}

/** What is looked up for a person whom no identity provider speaks for. */
export type LocalWorld = Omit<World, 'groups' | 'providers'>;
