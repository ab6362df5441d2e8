import type { FhirServer } from '#src/fhir-client/fhir-server.js';

/**
 * One server at which a token can be used (SMART App Launch 2.2, "Authorization details for multiple servers",
 * experimental).
 */
export interface AuthorizationDetail {
  type: 'smart_on_fhir';
  locations: string[];
  fhirVersions: string[];
}

/**
 * Where a token for this server can be used. Scopes and context are those of the token response itself, so they are not
 * repeated.
 *
 * @returns undefined when the settings do not say which version of FHIR the server has.
 */
export function authorizationDetails({
  baseUrl,
  fhirVersion,
}: FhirServer): AuthorizationDetail[] | undefined {
  // `4.0.1`, not `R4`: an app compares the value with FHIR’s own codes.
  if (fhirVersion === undefined || !/^\d+\.\d+\.\d+$/.test(fhirVersion)) return undefined;
  return [{ type: 'smart_on_fhir', locations: [baseUrl], fhirVersions: [fhirVersion] }];
}
