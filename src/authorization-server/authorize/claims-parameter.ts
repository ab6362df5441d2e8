import { errors, type KoaContextWithOIDC } from 'oidc-provider';
import { assertClaimsAreFlat } from './request-limits.js';

/**
 * `features.claimsParameter.assertClaimsParameter`: each claim is asked for by null or by an object (OpenID Connect Core
 * 5.5.1). The engine looks into the members without looking at what they are.
 */
export async function assertClaimsParameter(
  ctx: KoaContextWithOIDC,
  claims: Record<string, unknown>,
): Promise<void> {
  assertClaimsAreFlat(ctx.oidc.params?.claims);
  for (const part of [claims.userinfo, claims.id_token]) {
    for (const [name, asked] of Object.entries((part ?? {}) as Record<string, unknown>)) {
      if (asked === null) continue;
      if (typeof asked !== 'object' || Array.isArray(asked))
        throw new errors.InvalidRequest(`claims: ${name.slice(0, 64)} must be null or an object`);
      const { values } = asked as { values?: unknown };
      if (values !== undefined && !Array.isArray(values))
        throw new errors.InvalidRequest(`claims: the values of ${name.slice(0, 64)} must be a list`);
    }
  }
  if (insistsOnClass(claims)) ctx.oidc.params!.acr_values = undefined;
}

/**
 * Whether no other class of sign-in will do (OpenID Connect Core 5.5.1.1). What `acr_values` mean beside that is not
 * specified; the engine would take them for all that is asked, and the essential claim for a wish.
 */
function insistsOnClass({ id_token: inIdToken }: Record<string, unknown>): boolean {
  const { acr } = (inIdToken ?? {}) as {
    acr?: { essential?: unknown; value?: unknown; values?: unknown } | null;
  };
  return Boolean(acr?.essential) && (acr?.value !== undefined || acr?.values !== undefined);
}
