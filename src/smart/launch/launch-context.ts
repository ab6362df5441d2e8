import type { FhirContextItem, LaunchContext } from '#src/access/granted-launch-context.js';
import type { LaunchScope } from '../scopes/launch-scope.js';

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
    return 'requires at least one of reference, canonical and identifier';
  }
  if (item.role !== undefined && item.role !== 'launch' && !/^[a-z][a-z0-9+.-]*:\S+$/i.test(item.role)) {
    return 'role must be an absolute URI, or launch';
  }
  const type = typeOf(item);
  const isTopLevel = type === 'Patient' || type === 'Encounter';
  if (isTopLevel && (item.role ?? 'launch') === 'launch') {
    return `${type} has its own member (${type.toLowerCase()}); in fhirContext it must have a role other than launch`;
  }
  return undefined;
}

/**
 * Whether a context contains what a launch scope asks for: a resource of the type, in the role if the scope names one.
 */
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
 * `fhirContext` as SMART App Launch 2.0 defines it: plain references. What that form cannot express (roles, canonicals,
 * identifiers) is left out, so that nothing wrong is said.
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
