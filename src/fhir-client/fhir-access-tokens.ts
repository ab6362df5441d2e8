import type { FhirUserType } from '#src/config/settings/fhir-user-types.js';
import type { FhirServer } from './fhir-server.js';

/**
 * What a token is wanted for; it holds no more than that. `people` is everything that is searched for people and
 * patients; a type by name is one that something named, such as a claim or another resource.
 */
export type TokenPurpose = 'people' | 'encounters' | FhirUserType;

/** Where the FHIR client gets its access tokens from; this room does not know how they are made. */
export abstract class FhirAccessTokens {
  /** @returns a bearer token for this server and no other. */
  abstract tokenFor(server: FhirServer, purpose: TokenPurpose): Promise<string>;
}
