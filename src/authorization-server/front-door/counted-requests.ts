/**
 * Which limits apply to a request.
 *
 * - `begins`: any visitor may send it, and it stores something that may never be completed.
 * - `counted`: any visitor may send it, and it may write something.
 * - `proven`: nothing is written before the caller has authenticated.
 * - `reads`: nothing is written at all.
 */
export type RequestKind = 'begins' | 'counted' | 'proven' | 'reads';

/** In points of the budget. A caller that is refused again and again soon has to wait. */
export const COST_OF_REFUSAL = 20;

const BEGINS = /^\/(authorize|par|register)$/;
const PROVEN = /^\/(token|introspect|revoke|userinfo)$|^\/api\//;
const READS =
  /^\/(assets|health|fhir-servers|smart-style|\.well-known)\/|^\/(jwks|user-access-brands|favicon\.ico)$|^\/federation\/[^/]+\/jwks$|^\/api\/(docs|openapi\.json)(\/|$)|^\/admin(\/|$)/;
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** A route that is not named here is `counted`, so a new route has limits from the start. */
export function requestKind(method: string, path: string): RequestKind {
  if (method === 'OPTIONS' || (READS.test(path) && READING.has(method))) return 'reads';
  if (PROVEN.test(path)) return 'proven';
  return BEGINS.test(path) ? 'begins' : 'counted';
}
