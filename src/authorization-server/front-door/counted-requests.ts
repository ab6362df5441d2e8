/**
 * How a request is held to its limits.
 *
 * `begins`: anybody may make it, and something is kept for it that may come to nothing. `counted`: anybody may make it,
 * and something may be written. `proven`: nothing is written before whoever asks has shown who that is. `reads`: nothing
 * is written at all.
 */
export type RequestKind = 'begins' | 'counted' | 'proven' | 'reads';

/** In points of the budget: whoever is refused again and again is soon told to wait. */
export const COST_OF_REFUSAL = 20;

const BEGINS = /^\/(authorize|par|register)$/;
const PROVEN = /^\/(token|introspect|revoke|userinfo)$|^\/api\//;
const READS =
  /^\/(assets|health|fhir-servers|smart-style|\.well-known)\/|^\/(jwks|user-access-brands|favicon\.ico)$|^\/federation\/[^/]+\/jwks$|^\/api\/(docs|openapi\.json)(\/|$)/;
const READING = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whatever is not named here is counted, so a route that is new is held to limits before anybody thinks of them. */
export function requestKind(method: string, path: string): RequestKind {
  if (method === 'OPTIONS' || (READS.test(path) && READING.has(method))) return 'reads';
  if (PROVEN.test(path)) return 'proven';
  return BEGINS.test(path) ? 'begins' : 'counted';
}
