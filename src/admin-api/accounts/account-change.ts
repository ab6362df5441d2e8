import { Injectable } from '@nestjs/common';
import type { AccountChanges } from '#src/accounts/account-changes.js';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountChangedError } from '#src/accounts/errors.js';
import { AccountAdministration } from '#src/administration/account-administration.js';
import { NoSuchAccountError } from '#src/administration/errors.js';
import type { IfMatch } from '#src/http/incoming/if-match.js';
import type { Actor } from '#src/roles/policy.js';
import { isSeen } from './account-representation.js';

/** How often an unconditional change is tried again, when another change comes in between each time. */
const ATTEMPTS = 5;

/** Changes an account, if it is still what the caller has seen (`If-Match`). */
@Injectable()
export class AccountChange {
  constructor(private readonly administration: AccountAdministration) {}

  /**
   * The account, if it is still what the caller has seen.
   *
   * @throws NoSuchAccountError, AccountChangedError
   */
  async seen(id: string, condition: IfMatch): Promise<Account> {
    const account = await this.administration.known(id);
    if (!isSeen(account, condition)) throw new AccountChangedError();
    return account;
  }

  /** @returns the account after the change; unchanged when the changes change nothing. */
  async change(id: string, condition: IfMatch, changes: AccountChanges, actor: Actor): Promise<Account> {
    for (let attempt = 1; ; attempt += 1)
      try {
        return await this.administration.change(await this.seen(id, condition), changes, actor);
      } catch (error) {
        const again = error instanceof AccountChangedError && condition.isUnconditional && attempt < ATTEMPTS;
        if (!again) throw error;
      }
  }

  async delete(id: string, condition: IfMatch, actor: Actor): Promise<void> {
    const { version } = await this.seen(id, condition);
    if (await this.administration.delete(id, actor, condition.isUnconditional ? undefined : version)) return;
    throw condition.isUnconditional ? new NoSuchAccountError() : new AccountChangedError();
  }

  async removeLink(id: string, linkId: string, condition: IfMatch, actor: Actor): Promise<void> {
    const { version } = await this.seen(id, condition);
    const at = condition.isUnconditional ? undefined : version;
    if (!(await this.administration.removeLink(id, linkId, actor, at))) throw new NoSuchAccountError();
  }
}
