import { covers, parseSmartScope } from './smart-scope.js';

/** Scopes with one fixed spelling (SMART App Launch 2.2, OpenID Connect Core 5.4). */
export const FIXED_SCOPES = [
  'openid',
  'fhirUser',
  'profile',
  'offline_access',
  'online_access',
  'launch',
  'launch/patient',
  'launch/encounter',
] as const;

/** Splits a scope parameter: order kept, repeats dropped. */
export function splitScope(scope: string | undefined): string[] {
  return [...new Set((scope ?? '').split(' ').filter(Boolean))];
}

export function isFixedScope(scope: string): boolean {
  return (FIXED_SCOPES as readonly string[]).includes(scope);
}

/**
 * The scopes of a request that this server knows and this client may have, in the order asked. What is left out
 * is simply not granted (RFC 6749 section 3.3); the token response says what was.
 *
 * @param allowed the client’s registered scope; undefined means no limit.
 */
export function permittedScopes(requested: string[], allowed: string | undefined): string[] {
  const limit = allowed === undefined ? undefined : splitScope(allowed);
  const holders = limit?.map(parseSmartScope).filter((scope) => scope !== undefined);
  return requested.filter((text) => {
    if (isFixedScope(text)) return limit === undefined || limit.includes(text);
    const scope = parseSmartScope(text);
    if (!scope) return false;
    return holders === undefined || holders.some((holder) => covers(holder, scope));
  });
}

/** Whether these scopes need a patient in context: asked for by name, or because `patient/` means nothing without one. */
export function needsPatient(scopes: string[]): boolean {
  return (
    scopes.includes('launch/patient') || scopes.some((scope) => parseSmartScope(scope)?.level === 'patient')
  );
}
