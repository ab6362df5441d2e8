import { isOneAuthority } from '#src/config/one-authority.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { concreteIssuers } from './issuer-match.js';

/**
 * The provider of the configuration file that speaks for one of these issuers already. Accounts are linked by issuer and
 * subject: with an issuer of the file and keys of its own, a provider of the database could be anybody.
 */
export function ownerOfIssuer(
  provider: IdentityProviderSettings,
  ofFile: readonly IdentityProviderSettings[],
): IdentityProviderSettings | undefined {
  const claimed = issuersOf(provider);
  return ofFile.find((one) => issuersOf(one).some((issuer) => claimed.includes(issuer)));
}

/** Likewise beside any other provider: one that has the issuer, and is not the same provider registered twice. */
export function strangerWithIssuer(
  provider: IdentityProviderSettings,
  others: readonly IdentityProviderSettings[],
): IdentityProviderSettings | undefined {
  return ownerOfIssuer(
    provider,
    others.filter((one) => !isOneAuthority(one, provider)),
  );
}

/** The issuers that a provider’s people are known under. */
export function issuersOf(provider: IdentityProviderSettings): string[] {
  const { expectedIssuer: issuer, issuerAliases: aliases, tenants } = provider;
  return concreteIssuers({ issuer, aliases, tenants });
}
