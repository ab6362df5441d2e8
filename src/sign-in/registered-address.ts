import type { Account } from '#src/accounts/account.entity.js';

/**
 * The address that an account is registered with, for letters that open the account. Undefined when the address only
 * comes from an identity provider and is not verified, because such an address does not prove who owns the account.
 */
export function registeredAddress(account: Pick<Account, 'email' | 'emailKey'>): string | undefined {
  return account.emailKey === null ? undefined : (account.email ?? undefined);
}
