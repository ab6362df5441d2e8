import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { isGuid } from '#src/config/settings/validators.js';

/**
 * The directory that a person belongs to. It must be one that the settings name, and the token must name the same one.
 *
 * @param tid the claim of a verified ID token.
 * @returns undefined when the settings do not name it: a token alone cannot make this server ask a directory.
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
