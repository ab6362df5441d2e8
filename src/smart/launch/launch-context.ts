import type { LaunchScope } from '../scopes/launch-scope.js';

/** One resource an app is launched for, beside patient and encounter (SMART App Launch 2.2, "fhirContext"). */
export interface FhirContextItem {
  /** A relative reference: `ImagingStudy/123`. */
  reference?: string;
  canonical?: string;
  identifier?: { system?: string; value?: string };
  /** The resource type, wanted where `reference` does not tell it. */
  type?: string;
  /** An absolute URI, or `launch`, which is also what is meant when there is none. */
  role?: string;
}

/**
 * What an app is told beside its tokens (SMART App Launch 2.2, "Launch context arrives with your access_token"),
 * under the names of the token response.
 */
export interface LaunchContext {
  patient?: string;
  encounter?: string;
  fhirContext?: FhirContextItem[];
  need_patient_banner?: boolean;
  intent?: string;
  smart_style_url?: string;
  tenant?: string;
}

export const LAUNCH_CONTEXT_MEMBERS = [
  'patient',
  'encounter',
  'fhirContext',
  'need_patient_banner',
  'intent',
  'smart_style_url',
  'tenant',
] as const satisfies ReadonlyArray<keyof LaunchContext>;

/** What is wrong with one item of `fhirContext`; undefined when nothing is. */
export function fhirContextProblem(item: FhirContextItem): string | undefined {
  if (item.reference === undefined && item.canonical === undefined && item.identifier === undefined) {
    return 'needs at least one of reference, canonical and identifier';
  }
  if (item.role !== undefined && item.role !== 'launch' && !/^[a-z][a-z0-9+.-]*:\S+$/i.test(item.role)) {
    return 'role must be an absolute URI, or launch';
  }
  const type = typeOf(item);
  const isTopLevel = type === 'Patient' || type === 'Encounter';
  if (isTopLevel && (item.role ?? 'launch') === 'launch') {
    return `${type} has a member of its own (${type.toLowerCase()}); here it needs a role other than launch`;
  }
  return undefined;
}

/** Whether a context holds what a scope asks to be told of: a resource of the type, in the role if the scope has one. */
export function holdsContext({ fhirContext = [] }: LaunchContext, scope: LaunchScope): boolean {
  return fhirContext.some(
    (item) =>
      typeOf(item) === scope.resourceType &&
      (scope.role === undefined || scope.role === (item.role ?? 'launch')),
  );
}

function typeOf({ reference, type }: FhirContextItem): string | undefined {
  return reference?.split('/')[0] ?? type;
}

/**
 * `fhirContext` as SMART App Launch 2.0 had it: plain references. What that form cannot say (roles, canonicals,
 * identifiers) is left out rather than said wrongly.
 */
export function inVersion20Form(
  context: LaunchContext,
): Omit<LaunchContext, 'fhirContext'> & { fhirContext?: string[] } {
  const { fhirContext, ...rest } = context;
  const references = (fhirContext ?? [])
    .filter(({ reference, role }) => reference !== undefined && (role ?? 'launch') === 'launch')
    .map(({ reference }) => reference!);
  return references.length > 0 ? { ...rest, fhirContext: references } : rest;
}
