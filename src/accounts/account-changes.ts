import type { Account, AccountStatus } from './account.entity.js';
import { emailKey } from './email-key.js';

/** What an administrator may change. `null` clears; absent leaves as it is. */
export interface AccountChanges {
  displayName?: string | null;
  email?: string | null;
  externalId?: string | null;
  externalIdScheme?: string | null;
  fhirUser?: string | null;
  status?: AccountStatus;
}

/**
 * What of the changes is one. An address that a provider taught is another when an administrator writes the same: from
 * then on it is theirs, it stays when the link goes, and it may match.
 */
export function realChanges(account: Account, changes: AccountChanges): AccountChanges {
  const isNew = ([member, value]: [string, unknown]) =>
    value !== undefined &&
    (value !== account[member as keyof AccountChanges] ||
      (member === 'email' &&
        (account.emailLinkId !== null || account.emailKey !== (emailKey(value) ?? null))));
  return Object.fromEntries(Object.entries(changes).filter(isNew)) as AccountChanges;
}
