import type { Account } from '#src/accounts/account.entity.js';
import { PROFILE_CLAIMS_KEPT } from '#src/config/claim-names.js';

export const PROFILE_CLAIMS = ['name', ...PROFILE_CLAIMS_KEPT, 'updated_at'] as const;
export const EMAIL_CLAIMS = ['email', 'email_verified'] as const;

/**
 * @param kept claims stored from an identity provider. Those with a standard name have the standard’s meaning.
 * @param fhirBaseUrls of the FHIR servers in the settings.
 */
export function profileClaims(
  account: Account,
  kept: Record<string, unknown>,
  fhirBaseUrls: readonly string[] = [],
): Record<string, unknown> {
  const claims: Record<string, unknown> = { updated_at: account.updatedAt };
  if (account.displayName) claims.name = account.displayName;
  for (const name of PROFILE_CLAIMS_KEPT) {
    const value = Object.hasOwn(kept, name) ? kept[name] : undefined;
    if (typeof value !== 'string' || value === '') continue;
    if (name === 'profile' && !isPage(value, fhirBaseUrls)) continue;
    claims[name] = value;
  }
  return claims;
}

/**
 * `email_verified` is true for an address that this server matches accounts by: one that a trusted identity provider
 * says is verified, or that an administrator registered. Any other address is shown as not verified.
 */
export function emailClaims(account: Account): Record<string, unknown> {
  return account.email ? { email: account.email, email_verified: account.emailKey !== null } : {};
}

/**
 * Whether `profile` is a web page. Apps of SMART App Launch 1.0 read a FHIR address in `profile` as the `fhirUser`, and
 * only this server may say who that is.
 */
function isPage(address: string, fhirBaseUrls: readonly string[]): boolean {
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol)) return false;
  const { href } = new URL(address);
  if (/\/(Patient|Practitioner|PractitionerRole|RelatedPerson|Person)\/[^/]*$/.test(href)) return false;
  return !fhirBaseUrls.some((baseUrl) => href.startsWith(new URL(baseUrl).href.replace(/\/*$/, '/')));
}
