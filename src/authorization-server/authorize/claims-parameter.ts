import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { assertClaimsAreFlat } from './request-limits.js';

/** The classes of sign-in that a `claims` parameter asks for. When `essential`, no other class will do. */
export interface AskedClass {
  values: string[];
  essential: boolean;
}

/**
 * `features.claimsParameter.assertClaimsParameter`: a request asks for each claim with null or with an object (OpenID
 * Connect Core 5.5.1). The engine uses the members of that object without checking their types, so they are checked
 * here.
 *
 * The specification does not say what `acr_values` mean beside an essential class. The engine would follow `acr_values`
 * and treat the essential claim as a wish, so `acr_values` are dropped then.
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

/** @param claims that {@link assertClaimsParameter} has accepted. */
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
  // Only `acr` is checked further, because no sign-in can have a class that is empty or no text. A `sub` that no person
  // can have needs no check: it is answered like the `sub` of another person.
  if (claim !== 'acr') return undefined;
  if (value !== undefined && !isText(value)) return `the value of ${name} must be text`;
  if (values !== undefined && (values.length === 0 || !values.every(isText)))
    return `the values of ${name} must be texts, one at least`;
  return value !== undefined && values !== undefined ? `${name} has both value and values` : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
