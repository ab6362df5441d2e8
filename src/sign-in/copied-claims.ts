import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { readClaim } from './claim-reference.js';
import type { TrailStep } from './decision.js';

/** The claims the settings ask to keep, under the names to keep them by. */
export function copiedClaims(
  claims: Record<string, unknown>,
  provider: IdentityProviderSettings,
  trail: TrailStep[],
): { claims: Record<string, unknown>; forgetClaims: string[] } {
  const copied: Record<string, unknown> = {};
  const missing: string[] = [];
  for (const { key, copyAs } of provider.userClaimsFromIdToken) {
    const name = copyAs ?? key;
    const value = readClaim(claims, key);
    if (value === undefined || value === null) {
      missing.push(name);
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
  // `keep`: what a provider leaves out today it may send again tomorrow.
  const forgetClaims = missing.filter((name) => provider.sync === 'mirror' && !Object.hasOwn(copied, name));
  return { claims: copied, forgetClaims };
}
