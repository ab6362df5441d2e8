import { type LaunchScope, parseLaunchScope } from './launch-scope.js';
import { narrowed } from './scope-algebra.js';
import { parseSmartScope } from './smart-scope.js';

/** Scopes with one fixed spelling (SMART App Launch 2.2, OpenID Connect Core 5.4). */
export const FIXED_SCOPES = [
  'openid',
  'fhirUser',
  'profile',
  'email',
  'offline_access',
  'online_access',
  'launch',
  'launch/patient',
  'launch/encounter',
] as const;

/** Splits a scope parameter. The order is kept, and repeats are dropped. */
export function splitScope(scope: string | undefined): string[] {
  return [...new Set((scope ?? '').split(' ').filter(Boolean))];
}

/** @param own the organisation’s own scopes (`scopes`). */
export function isPlainScope(scope: string, own: readonly string[] = []): boolean {
  return isFixedScope(scope) || own.includes(scope);
}

export function isFixedScope(scope: string): boolean {
  return (FIXED_SCOPES as readonly string[]).includes(scope);
}

/**
 * The scopes of a request that this server knows and this client may have, in the order of the request. The rest is not
 * granted (RFC 6749 section 3.3), and a wildcard is narrowed to the registered types. The token response says what was
 * granted.
 *
 * @param allowed the client’s registered scope; undefined means no limit.
 * @param own the organisation’s own scopes (`scopes`).
 */
export function permittedScopes(
  requested: string[],
  allowed: string | undefined,
  own: readonly string[] = [],
): string[] {
  const limit = allowed === undefined ? undefined : splitScope(allowed);
  const holders = limit?.map(parseSmartScope).filter((scope) => scope !== undefined);
  const permitted = requested.flatMap((text) => {
    if (isPlainScope(text, own)) return limit === undefined || limit.includes(text) ? [text] : [];
    const launch = parseLaunchScope(text);
    if (launch) return limit === undefined || limit.some((one) => allowsContext(one, launch)) ? [text] : [];
    const scope = parseSmartScope(text);
    if (!scope) return [];
    return holders === undefined ? [text] : narrowed(scope, holders);
  });
  return [...new Set(permitted)];
}

/**
 * The scopes that a person may decide on: clinical scopes within the person's own rights, narrowed where needed.
 *
 * @param rights clinical scopes; undefined when only the FHIR server limits the person.
 */
export function scopesWithinRights(scopes: string[], rights: string | undefined): string[] {
  const within = scopes.flatMap((text) => (parseSmartScope(text) ? permittedScopes([text], rights) : [text]));
  return [...new Set(within)];
}

/** A client that is registered for a type without a role may ask for that type in any role. */
function allowsContext(registered: string, wanted: LaunchScope): boolean {
  const allowed = parseLaunchScope(registered);
  return (
    allowed?.resourceType === wanted.resourceType &&
    (allowed.role === undefined || allowed.role === wanted.role)
  );
}

/** Whether these scopes need a patient in context: they ask for one, or they mean nothing without one. */
export function needsPatient(scopes: string[]): boolean {
  return (
    scopes.includes('launch/patient') ||
    needsEncounter(scopes) ||
    scopes.some((scope) => parseSmartScope(scope)?.level === 'patient')
  );
}

/** Whether the scopes ask for an encounter. */
export function needsEncounter(scopes: string[]): boolean {
  return scopes.includes('launch/encounter');
}
