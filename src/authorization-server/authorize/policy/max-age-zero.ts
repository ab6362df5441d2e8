import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { parametersOf } from '../../engine/context.js';

export const MAX_AGE_ZERO = 'max_age_zero';

/**
 * OpenID Connect Core 3.1.2.1: zero asks for a new sign-in. The engine compares whole seconds, and would take a sign-in of
 * this very second for a new one.
 */
export function maxAgeZero() {
  return new interactionPolicy.Check(MAX_AGE_ZERO, 'a new sign-in is asked for', 'login_required', (ctx) => {
    const { result } = (ctx as KoaContextWithOIDC).oidc;
    return Number(parametersOf(ctx as KoaContextWithOIDC).max_age ?? NaN) === 0 && !result?.login;
  });
}
