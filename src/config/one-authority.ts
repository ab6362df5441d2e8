import type { IdentityProviderSettings } from './settings/identity-provider.settings.js';

/**
 * A text that is equal for two entries that are one identity provider registered twice: with the same people and the
 * same keys.
 */
export function authorityOf(provider: IdentityProviderSettings): string {
  const { authority, expectedIssuer, jwksUri, tenants } = provider;
  return JSON.stringify([authority ?? null, expectedIssuer, jwksUri ?? null, [...tenants].sort()]);
}

export function isOneAuthority(one: IdentityProviderSettings, other: IdentityProviderSettings): boolean {
  return authorityOf(one) === authorityOf(other);
}
