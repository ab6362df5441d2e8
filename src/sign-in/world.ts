import type { AccountFhirUser } from '#src/accounts/account-fhir-user.entity.js';
import type { Account } from '#src/accounts/account.entity.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import type { FhirUserReference } from '#src/fhir-user/fhir-user-reference.js';
import type { FhirUserLookup, FhirUserState } from '#src/fhir-user/fhir-user-resolver.js';
import type { SearchTerm } from '#src/fhir-user/search-builder.js';

/** The two look-ups a decision may make. Both only read, so deciding changes nothing. */
export interface World {
  accounts: {
    findByIdentity(issuer: string, subject: string): Promise<Account | undefined>;
    findByAlternateKey(issuer: string, alternateKey: string): Promise<Account[]>;
    identitiesOf(accountId: string): Promise<Array<{ issuer: string; subject: string }>>;
    /** At most two: whether it is one is all that matters. */
    findByExternalId(externalId: string, scheme: string): Promise<Account[]>;
    /** Who an account was on this FHIR server at its last sign-in. */
    fhirUserOf(
      accountId: string,
      fhirServer: string,
    ): Promise<Pick<AccountFhirUser, 'resourceType' | 'resourceId' | 'source' | 'resolvedAt'> | undefined>;
    findByEmailKey(key: string): Promise<Account[]>;
  };
  fhirUsers: {
    /** @throws FhirServerUnavailableError */
    lookup(server: FhirServer, terms: SearchTerm[]): Promise<FhirUserLookup>;
    /** @throws FhirServerUnavailableError */
    state(reference: FhirUserReference): Promise<FhirUserState>;
  };
}
