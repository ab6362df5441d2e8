import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { isGuid } from '#src/config/settings/validators.js';

/**
 * The directory a person belongs to: the one the settings name, and only if the token says the same.
 *
 * @param tid the claim of a verified ID token.
 * @returns undefined when the settings do not name it: no directory is asked because a token says so.
 */
export function tenantOf(
  provider: Pick<IdentityProviderSettings, 'expectedIssuer' | 'tenants'>,
  tid: unknown,
): string | undefined {
  if (!isGuid(tid)) return undefined;
  const same = (tenant: string) => tenant.toLowerCase() === tid.toLowerCase();
  const [first = ''] = new URL(provider.expectedIssuer).pathname.split('/').filter(Boolean);
  return same(first) || provider.tenants.some(same) ? tid.toLowerCase() : undefined;
}
