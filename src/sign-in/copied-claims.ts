import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { readClaim } from './claim-reference.js';
import type { TrailStep } from './decision.js';

/** The claims the settings ask to keep, under the names to keep them by. A claim that is missing changes nothing. */
export function copiedClaims(
  claims: Record<string, unknown>,
  provider: IdentityProviderSettings,
  trail: TrailStep[],
): Record<string, unknown> {
  const copied: Record<string, unknown> = {};
  for (const { key, copyAs } of provider.userClaimsFromIdToken) {
    const name = copyAs ?? key;
    const value = readClaim(claims, key);
    if (value === undefined || value === null) {
      trail.push({ step: 'claims.copy', finding: `${key} is not in the ID token`, mark: 'noted' });
      continue;
    }
    copied[name] = value;
    trail.push({
      step: 'claims.copy',
      finding: name === key ? `${key} kept` : `${key} kept as ${name}`,
      mark: 'noted',
    });
  }
  return copied;
}
