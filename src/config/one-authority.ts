import type { IdentityProviderSettings } from './settings/identity-provider.settings.js';

/** What two entries have in common when they are one provider, registered twice: the same people, the same keys. */
export function authorityOf(provider: IdentityProviderSettings): string {
  const { authority, expectedIssuer, jwksUri, tenants } = provider;
  return JSON.stringify([authority ?? null, expectedIssuer, jwksUri ?? null, [...tenants].sort()]);
}

export function isOneAuthority(one: IdentityProviderSettings, other: IdentityProviderSettings): boolean {
  return authorityOf(one) === authorityOf(other);
}
