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

/** What the sources are asked about. */
export interface FhirUserFacts {
  /** Undefined for a request that is about no FHIR server. */
  fhirServer: FhirServer | undefined;
  settings: FhirUserSettings;
  account?: Account;
  /** What the person came by; its id is BY_PASSWORD for a password. Undefined when there was no link yet. */
  link: { id: string } | undefined;
  /** Undefined for a sign-in by password, which has no claims to search by. */
  provider: IdentityProviderSettings | undefined;
  identity: Pick<ExternalIdentity, 'claims'>;
  /** What an e-mail address among the claims is worth. */
  addresses: AddressJudge;
  /** Claims kept under the settings’ names. */
  copied: Pick<CopiedClaims, 'claims'>;
}

/** Facts of a person who must be somebody on this server. */
export type FactsOnServer = FhirUserFacts & { fhirServer: FhirServer };

/** Who the person is. */
export interface FhirUserFound {
  /** Undefined only where the request is about no FHIR server. */
  fhirUser: FoundFhirUser | undefined;
  /** Whether the FHIR server has just said so; otherwise it is what was found before. */
  isConfirmed: boolean;
}

/** What one source has to say: nothing, so that the next is asked; an answer; or that the FHIR server gave none. */
export type SourceAnswer = { trail: Trail } & (
  { nothing: true } | { unavailable: FhirServerUnavailableError } | Answer<FhirUserFound>
);
