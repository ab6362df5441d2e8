import type { Account } from '#src/accounts/account.entity.js';

/**
 * The address an account is registered with, for letters that open the account; undefined while it is only one that a
 * provider shows, which proves nothing about who owns the account.
 */
export function registeredAddress(account: Pick<Account, 'email' | 'emailKey'>): string | undefined {
  return account.emailKey === null ? undefined : (account.email ?? undefined);
}
