import { FHIR_USER_TYPES, type FhirUserType } from '#src/config/settings/fhir-user-types.js';
import { isFhirId } from '#src/fhir-client/fhir-id.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';

/** A person’s resource on one FHIR server, in parts. */
export interface FhirUserReference {
  server: FhirServer;
  resourceType: FhirUserType;
  id: string;
}

/**
 * The absolute form that goes into tokens. It always begins with the configured base URL, never with an address from
 * outside.
 */
export function fhirUserUrl(reference: { server: FhirServer; resourceType: string; id: string }): string {
  return `${reference.server.baseUrl}/${reference.resourceType}/${reference.id}`;
}

/**
 * Reads a `fhirUser` value as administrators and identity providers write it: `Practitioner/1`, the same as an absolute
 * URL on the server’s base, or a list with one such value (directory extensions arrive as lists).
 *
 * @returns the reference, or why it is not one.
 */
export function parseFhirUser(value: unknown, server: FhirServer): FhirUserReference | { problem: string } {
  if (Array.isArray(value) && value.length !== 1) return { problem: `a list of ${value.length} values` };
  const text: unknown = Array.isArray(value) ? value[0] : value;
  if (typeof text !== 'string') return { problem: 'not text' };
  const relative = text.startsWith(`${server.baseUrl}/`) ? text.slice(server.baseUrl.length + 1) : text;
  if (/^[a-z][a-z0-9+.-]*:/i.test(relative)) return { problem: `not on the FHIR server ${server.name}` };
  const [resourceType, id, ...rest] = relative.split('/');
  if (!FHIR_USER_TYPES.includes(resourceType as FhirUserType)) {
    return { problem: `not a reference to a ${FHIR_USER_TYPES.join(', ')}` };
  }
  if (!isFhirId(id) || rest.length > 0) return { problem: 'not a valid resource id' };
  return { server, resourceType: resourceType as FhirUserType, id };
}
