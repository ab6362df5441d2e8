/** A configured FHIR server. */
export interface FhirServer {
  name: string;
  /** Without trailing slash; also the `aud` of tokens for it. */
  baseUrl: string;
  fhirVersion?: string;
  accessTokenFormat: 'jwt' | 'opaque';
}
