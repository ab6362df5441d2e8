import type { FhirUserSource } from '#src/accounts/account-fhir-user.entity.js';
import type { Account } from '#src/accounts/account.entity.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { FhirUserSettings } from '#src/config/settings/settings.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import type { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import type { FhirUserReference } from '#src/fhir-user/fhir-user-reference.js';
import type { AddressJudge } from '../../claims/identifying-address.js';
import type { Answer } from '../../steps.js';
import type { Trail } from '../../trail.js';
import type { CopiedClaims } from '../copy-claims.js';

type FoundFhirUser = FhirUserReference & { source: FhirUserSource };

/** The facts that the sources use. */
export interface FhirUserFacts {
  /** Undefined for a request that is for no FHIR server. */
  fhirServer: FhirServer | undefined;
  settings: FhirUserSettings;
  account?: Account;
  /**
   * The link that the person signed in with; its id is BY_PASSWORD for a password. Undefined when there is no link yet.
   */
  link: { id: string } | undefined;
  /** Undefined for a sign-in by password, which has no claims to search by. */
  provider: IdentityProviderSettings | undefined;
  identity: Pick<ExternalIdentity, 'claims'>;
  /** Says whether an e-mail address among the claims may identify the person. */
  addresses: AddressJudge;
  /** The claims to store, under the names in the settings. */
  copied: Pick<CopiedClaims, 'claims'>;
}

/** The facts about a person who must be known on this server. */
export type FactsOnServer = FhirUserFacts & { fhirServer: FhirServer };

/** The FHIR resource of the person. */
export interface FhirUserFound {
  /** Undefined only when the request is for no FHIR server. */
  fhirUser: FoundFhirUser | undefined;
  /** Whether the FHIR server has just confirmed it. Otherwise it was found earlier. */
  isConfirmed: boolean;
}

/**
 * The answer of one source: nothing, so that the next source is asked; an answer; or that the FHIR server did not
 * answer.
 */
export type SourceAnswer = { trail: Trail } & (
  { nothing: true } | { unavailable: FhirServerUnavailableError } | Answer<FhirUserFound>
);
