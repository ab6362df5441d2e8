import type { FhirServer } from './fhir-server.js';

/** What a token is wanted for; it holds no more than that. */
export type TokenPurpose = 'people' | 'encounters';

/** Where the FHIR client gets its access tokens from; this room does not know how they are made. */
export abstract class FhirAccessTokens {
  /** @returns a bearer token for this server and no other. */
  abstract tokenFor(server: FhirServer, purpose: TokenPurpose): Promise<string>;
}
