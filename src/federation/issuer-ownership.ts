import { isOneAuthority } from '#src/config/one-authority.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { concreteIssuers } from './issuer-match.js';

/**
 * The identity provider of the configuration file that already speaks for one of these issuers. Accounts are linked by
 * issuer and subject. So an identity provider of the database that has an issuer of the file, but its own keys, could
 * sign in as any of its people.
 */
export function ownerOfIssuer(
  provider: IdentityProviderSettings,
  ofFile: readonly IdentityProviderSettings[],
): IdentityProviderSettings | undefined {
  const claimed = issuersOf(provider);
  return ofFile.find((one) => issuersOf(one).some((issuer) => claimed.includes(issuer)));
}

/**
 * The same check against any other identity provider: finds one that has the issuer and is not the same identity
 * provider registered twice.
 */
export function strangerWithIssuer(
  provider: IdentityProviderSettings,
  others: readonly IdentityProviderSettings[],
): IdentityProviderSettings | undefined {
  return ownerOfIssuer(
    provider,
    others.filter((one) => !isOneAuthority(one, provider)),
  );
}

/** The issuers under which people of an identity provider are known. */
export function issuersOf(provider: IdentityProviderSettings): string[] {
  const { expectedIssuer: issuer, issuerAliases: aliases, tenants } = provider;
  return concreteIssuers({ issuer, aliases, tenants });
}
