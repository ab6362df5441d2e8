import { resourceTypeOf } from './resource-types.js';

/** A scope that asks which resource is open in the EHR, read from its text. */
export interface LaunchScope {
  /** Exactly as the client wrote it, and returned like that. */
  text: string;
  resourceType: string;
  /** The role of the resource; absent when any role will do. */
  role?: string;
}

// At most one role. Its spelling is not checked further: the specification’s own example is not a URI.
const GRAMMAR = /^launch\/([a-z]+)(?:\?role=([^\s&"\\]+))?$/;

/**
 * Reads a scope for launch context other than patient and encounter (SMART App Launch 2.2, "Scopes for requesting
 * context data"): `launch/imagingstudy`, `launch/questionnaire?role=https://example.org/intake`.
 *
 * @returns undefined for anything else: for a text that is not a FHIR resource type in lower case, for several roles,
 * and for `launch/patient` and `launch/encounter`, which have their own members in the token response.
 */
export function parseLaunchScope(text: string): LaunchScope | undefined {
  const [, lowercase, role] = GRAMMAR.exec(text) ?? [];
  const resourceType = lowercase === undefined ? undefined : resourceTypeOf(lowercase);
  if (resourceType === undefined) return undefined;
  const isTopLevel = resourceType === 'Patient' || resourceType === 'Encounter';
  if (isTopLevel && (role ?? 'launch') === 'launch') return undefined;
  return { text, resourceType, ...(role === undefined ? {} : { role }) };
}
