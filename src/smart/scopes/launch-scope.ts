import { resourceTypeOf } from './resource-types.js';

/** A scope that asks to be told of a resource that is open in the EHR, read from its text. */
export interface LaunchScope {
  /** Exactly as the client wrote it; echoed as it is. */
  text: string;
  resourceType: string;
  /** What the resource is there for; absent when any will do. */
  role?: string;
}

// One role at most. What a role may look like is left to whoever names it: the specification’s own example is no URI.
const GRAMMAR = /^launch\/([a-z]+)(?:\?role=([^\s&"\\]+))?$/;

/**
 * Reads a scope for launch context beside patient and encounter (SMART App Launch 2.2, "Scopes for requesting context
 * data"): `launch/imagingstudy`, `launch/questionnaire?role=https://example.org/intake`.
 *
 * @returns undefined for anything else: no FHIR resource type in lowercase, several roles, and `launch/patient` and
 * `launch/encounter`, which are members of their own in the token response.
 */
export function parseLaunchScope(text: string): LaunchScope | undefined {
  const [, lowercase, role] = GRAMMAR.exec(text) ?? [];
  const resourceType = lowercase === undefined ? undefined : resourceTypeOf(lowercase);
  if (resourceType === undefined) return undefined;
  const isTopLevel = resourceType === 'Patient' || resourceType === 'Encounter';
  if (isTopLevel && (role ?? 'launch') === 'launch') return undefined;
  return { text, resourceType, ...(role === undefined ? {} : { role }) };
}
