import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { parametersOf } from '../../engine/context.js';

export const MAX_AGE_ZERO = 'max_age_zero';

/**
 * Asks for a new sign-in when `max_age` is zero (OpenID Connect Core 3.1.2.1). The engine compares whole seconds, so it
 * would accept a sign-in of the same second as new.
 */
export function maxAgeZero() {
  return new interactionPolicy.Check(MAX_AGE_ZERO, 'a new sign-in is asked for', 'login_required', (ctx) => {
    const { result } = (ctx as KoaContextWithOIDC).oidc;
    return Number(parametersOf(ctx as KoaContextWithOIDC).max_age ?? NaN) === 0 && !result?.login;
  });
}
