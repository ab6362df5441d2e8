import type { Account, AccountStatus } from './account.entity.js';
import { emailKey } from './email-key.js';

/** What an administrator may change. `null` clears a member; an absent member stays as it is. */
export interface AccountChanges {
  displayName?: string | null;
  email?: string | null;
  externalId?: string | null;
  externalIdScheme?: string | null;
  fhirUser?: string | null;
  status?: AccountStatus;
}

/**
 * Returns only the changes that really change something. One special case: when an administrator writes the same
 * address that an identity provider has set, that is a change. From then on the address is the administrator’s: it
 * stays when the link is removed, and accounts are matched by it.
 */
export function realChanges(account: Account, changes: AccountChanges): AccountChanges {
  const isNew = ([member, value]: [string, unknown]) =>
    value !== undefined &&
    (value !== account[member as keyof AccountChanges] ||
      (member === 'email' &&
        (account.emailLinkId !== null || account.emailKey !== (emailKey(value) ?? null))));
  return Object.fromEntries(Object.entries(changes).filter(isNew)) as AccountChanges;
}
