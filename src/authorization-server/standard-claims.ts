import type { Account } from '#src/accounts/account.entity.js';

/** Claims of the scope `profile` (OpenID Connect Core 5.4) that are text, and ours only where a provider gave them. */
const FROM_PROVIDERS = [
  'family_name',
  'given_name',
  'middle_name',
  'nickname',
  'preferred_username',
  'picture',
  'website',
  'gender',
  'birthdate',
  'zoneinfo',
  'locale',
] as const;

export const PROFILE_CLAIMS = ['name', ...FROM_PROVIDERS, 'updated_at'] as const;
export const EMAIL_CLAIMS = ['email', 'email_verified'] as const;

/**
 * @param kept claims that the settings keep of an identity provider’s (`userClaimsFromIdToken`): those under a standard
 * name have the standard’s meaning.
 */
export function profileClaims(account: Account, kept: Record<string, unknown>): Record<string, unknown> {
  const claims: Record<string, unknown> = { updated_at: account.updatedAt };
  if (account.displayName) claims.name = account.displayName;
  for (const name of FROM_PROVIDERS) {
    const value = Object.hasOwn(kept, name) ? kept[name] : undefined;
    if (typeof value === 'string' && value !== '') claims[name] = value;
  }
  return claims;
}

/**
 * `email_verified` is true for an address that accounts are matched by here: one that a trusted provider says is
 * verified, or that an administrator registered. Any other is shown, and vouched for by nobody.
 */
export function emailClaims(account: Account): Record<string, unknown> {
  return account.email ? { email: account.email, email_verified: account.emailKey !== null } : {};
}
