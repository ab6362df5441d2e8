import type { ScopeSettings } from '#src/config/settings/scope.settings.js';
import { WORDS } from '#src/words/languages.js';

/**
 * What an app learns about a person through the organisation’s own scopes, in words for people.
 *
 * @param asked scopes, and claims that are asked for one by one (OpenID Connect Core 5.5).
 */
export function learntByOwnScopes(
  own: readonly ScopeSettings[],
  asked: { scopes: readonly string[]; claims?: readonly string[] },
): string[] {
  return own
    .filter(
      ({ name, claims }) =>
        asked.scopes.includes(name) || asked.claims?.some((claim) => claims.includes(claim)),
    )
    .map(({ description, claims }) => description ?? WORDS.consent.also(claims));
}
