import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { isNestedTooDeep } from '#src/http/incoming/json-depth.js';

/** Bytes. A SMART request that lists every scope has about 20,000. */
const MOST_IN_ALL = 32 * 1024;
const MOST_OF_OTHERS = 2_048;
const MOST: Record<string, number> = {
  acr_values: 1_024,
  claims: 8_192,
  client_id: 255,
  id_token_hint: 8_192,
  // An email address or a user name (RFC 5321 section 4.5.3.1).
  login_hint: 320,
  nonce: 1_024,
  request: MOST_IN_ALL,
  scope: 24 * 1024,
  // Some apps store all their state in this parameter.
  state: 4_096,
};

/**
 * An `extraParams` validator of the engine, and the last check of an authorization request before anything is stored
 * for it. Every parameter has its limit, and so has the whole request. The redirect URI has been checked by now, so the
 * app gets the error.
 */
export function assertRequestLimits({ oidc }: Pick<KoaContextWithOIDC, 'oidc'>): void {
  for (const [name, value] of Object.entries(oidc.params ?? {})) {
    const most = Object.hasOwn(MOST, name) ? MOST[name]! : MOST_OF_OTHERS;
    const longest = Math.max(...[value ?? ''].flat().map((one) => Buffer.byteLength(String(one))));
    if (longest > most) throw new errors.InvalidRequest(`${name} is too long: ${most} bytes at most`);
  }
  // The length as it would be stored, where escaping takes more room.
  if (Buffer.byteLength(JSON.stringify(oidc.params ?? {})) > MOST_IN_ALL)
    throw new errors.InvalidRequest(`the request is too long: ${MOST_IN_ALL} bytes at most`);
}

/** A `claims` parameter is a small tree (OpenID Connect Core 5.5). Deep nesting is refused before it is parsed. */
export function assertClaimsAreFlat(claims: unknown): void {
  if (typeof claims === 'string' && isNestedTooDeep(claims))
    throw new errors.InvalidRequest('claims is nested too deep');
}
