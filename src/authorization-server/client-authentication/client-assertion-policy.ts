import { type Client, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { needsNoKeyName } from './client-key-choice.js';

const MAX_LIFETIME_SECONDS = 300;
const CLOCK_SKEW_SECONDS = 30;

/**
 * `assertJwtClientAuthClaimsAndHeader`: what SMART App Launch 2.2 ("Client Authentication: Asymmetric") demands of a
 * client assertion beyond RFC 7523: a lifetime of at most five minutes, one audience, a `kid` where the client may have
 * several keys, and no `jku` except the registered one.
 *
 * @param now seconds since 1970, with fractions.
 * @param restoredAt when the database was restored from a backup, in seconds since 1970. Assertions that were used
 * between the backup and then are not remembered, so none from before then is accepted.
 */
export async function assertClientAssertion(
  ctx: KoaContextWithOIDC,
  claims: Record<string, unknown>,
  header: Record<string, unknown>,
  client: Client,
  now: number,
  restoredAt?: number,
): Promise<void> {
  const refuse = (detail: string) => new errors.InvalidClientAuth(detail);
  if (typeof claims.exp !== 'number' || claims.exp > now + MAX_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS) {
    throw refuse('exp must be at most five minutes ahead');
  }
  if (typeof claims.jti !== 'string' || claims.jti === '' || claims.jti.length > 512)
    throw refuse('jti must be text');
  // The engine checks `iat` only when there is no `exp`.
  if (claims.iat !== undefined && !(typeof claims.iat === 'number' && claims.iat <= now + CLOCK_SKEW_SECONDS))
    throw refuse('iat must not be in the future');
  if (restoredAt !== undefined && mayBeFromBefore(restoredAt, claims))
    throw refuse(
      'jti may have been used before this server was restored from a backup; make a new assertion',
    );
  if (!isOneAudience(claims.aud)) throw refuse('aud must be one value');
  if (header.typ !== undefined && !isAssertionType(header.typ))
    throw refuse('typ must be JWT or client-authentication+jwt');
  if (typeof header.kid !== 'string' && !(header.kid === undefined && needsNoKeyName(client)))
    throw refuse('kid is required');
  if (header.jku !== undefined && header.jku !== client.jwksUri)
    throw refuse('jku is not the registered jwks_uri');
}

/**
 * Whether an assertion could have been accepted before this moment. It could not if it was issued later, or lives longer
 * than any assertion that was accepted then. The client’s clock may be fast.
 */
function mayBeFromBefore(moment: number, { iat, exp }: Record<string, unknown>): boolean {
  const isIssuedLater = typeof iat === 'number' && iat > moment + CLOCK_SKEW_SECONDS;
  const livesLonger = (exp as number) > moment + MAX_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS;
  return !isIssuedLater && !livesLonger;
}

/** One audience may be written as text or as an array with one element (RFC 7519 section 4.1.3). */
function isOneAudience(aud: unknown): boolean {
  const [only, ...others] = Array.isArray(aud) ? (aud as unknown[]) : [aud];
  return typeof only === 'string' && others.length === 0;
}

/** A media type in upper or lower case; `application/` may be left out (RFC 7515 section 4.1.9). */
function isAssertionType(typ: unknown): boolean {
  return typeof typ === 'string' && /^(application\/)?(jwt|client-authentication\+jwt)$/i.test(typ);
}
