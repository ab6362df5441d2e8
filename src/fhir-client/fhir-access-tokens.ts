import type { FhirUserType } from '#src/config/settings/fhir-user-types.js';
import type { FhirServer } from './fhir-server.js';

/**
 * The purpose of a token; the token allows nothing else. `people` is for every search for people and patients. A type
 * by its name is for a resource that a claim or another resource named.
 */
export type TokenPurpose = 'people' | 'encounters' | FhirUserType;

/** The source of access tokens for the FHIR client. This room does not know how they are made. */
export abstract class FhirAccessTokens {
  /** @returns a bearer token for this server only. */
  abstract tokenFor(server: FhirServer, purpose: TokenPurpose): Promise<string>;
}
