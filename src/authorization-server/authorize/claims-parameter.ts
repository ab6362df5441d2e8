import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { assertClaimsAreFlat } from './request-limits.js';

/** The classes of sign-in that a `claims` parameter asks for; essential, when no other will do. */
export interface AskedClass {
  values: string[];
  essential: boolean;
}

/**
 * `features.claimsParameter.assertClaimsParameter`: each claim is asked for by null or by an object (OpenID Connect Core
 * 5.5.1). The engine looks into the members without looking at what they are.
 *
 * What `acr_values` mean beside an essential class is not specified; the engine would take them for all that is asked,
 * and the essential claim for a wish.
 */
export async function assertClaimsParameter(
  ctx: KoaContextWithOIDC,
  claims: Record<string, unknown>,
): Promise<void> {
  assertClaimsAreFlat(ctx.oidc.params?.claims);
  for (const part of [claims.userinfo, claims.id_token])
    for (const [name, asked] of Object.entries((part ?? {}) as Record<string, unknown>)) {
      const problem = problemOf(name, asked);
      if (problem !== undefined) throw new errors.InvalidRequest(`claims: ${problem}`);
    }
  if (classAskedByClaims(claims)?.essential) ctx.oidc.params!.acr_values = undefined;
}

/** @param claims as {@link assertClaimsParameter} has found them sound. */
export function classAskedByClaims(claims: object | undefined): AskedClass | undefined {
  const { id_token: inIdToken } = (claims ?? {}) as {
    id_token?: { acr?: { essential?: boolean; value?: string; values?: string[] } | null } | null;
  };
  const { essential = false, value, values = value === undefined ? [] : [value] } = inIdToken?.acr ?? {};
  return values.length > 0 ? { values, essential } : undefined;
}

function problemOf(claim: string, asked: unknown): string | undefined {
  const name = claim.slice(0, 64);
  if (asked === null) return undefined;
  if (typeof asked !== 'object' || Array.isArray(asked)) return `${name} must be null or an object`;
  const { essential, value, values } = asked as { essential?: unknown; value?: unknown; values?: unknown };
  if (essential !== undefined && typeof essential !== 'boolean')
    return `essential of ${name} must be true or false`;
  if (values !== undefined && !Array.isArray(values)) return `the values of ${name} must be a list`;
  // No sign-in can be of a class that is none. A `sub` that nobody can have is answered as anybody else’s.
  if (claim !== 'acr') return undefined;
  if (value !== undefined && !isText(value)) return `the value of ${name} must be text`;
  if (values !== undefined && (values.length === 0 || !values.every(isText)))
    return `the values of ${name} must be texts, one at least`;
  return value !== undefined && values !== undefined ? `${name} has both value and values` : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
