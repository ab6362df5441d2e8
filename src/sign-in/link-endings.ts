import { Injectable } from '@nestjs/common';
import { AccountStore } from '#src/accounts/account.store.js';
import { ActivationStore } from '#src/accounts/activation/activation.store.js';
import { CredentialStore } from '#src/accounts/credentials/credential.store.js';
import { InvitationStore } from '#src/accounts/credentials/invitation.store.js';
import { RelyingPartySessionStore } from '#src/access/relying-party-session.store.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { Settings } from '#src/config/settings/settings.js';
import type { Statement } from '#src/database/atomically.js';
import { OutboxStore } from '#src/mail/outbox.store.js';
import { isBreakGlass } from './password/local-login-policy.js';

/** What ends when a link is made. The statements run together with it, or not at all. */
export interface PlannedEndings {
  statements: Statement[];
  removesPassword: boolean;
}

/**
 * Ends all other open ways into an account when a link is made, unless they were proved to belong to the same person.
 * If an attacker has prepared the account for themselves (account pre-hijacking), the attacker’s access and sessions
 * end here.
 */
@Injectable()
export class LinkEndings {
  constructor(
    private readonly accounts: AccountStore,
    private readonly credentials: CredentialStore,
    private readonly invitations: InvitationStore,
    private readonly activations: ActivationStore,
    private readonly outbox: OutboxStore,
    private readonly signedInAt: RelyingPartySessionStore,
    private readonly audit: AuditLog,
    private readonly settings: Settings,
  ) {}

  /** @param passwordShown whether the same person has just proved the password. Then the password stays. */
  async plan(accountId: string, passwordShown: boolean): Promise<PlannedEndings> {
    const removesPassword = !passwordShown && (await this.hasRemovablePassword(accountId));
    return {
      removesPassword,
      statements: [
        this.activations.removal(accountId),
        this.invitations.removal(accountId),
        this.outbox.withdrawal(accountId),
        ...(removesPassword
          ? [this.credentials.passwordRemoval(accountId), this.signedInAt.endingOfAccount(accountId)]
          : []),
      ],
    };
  }

  /** Writes the audit row, once the link is made. */
  async record(endings: PlannedEndings, accountId: string, reference: string): Promise<void> {
    if (!endings.removesPassword) return;
    const event = { event: 'account.password_removed', reason: 'linked' } as const;
    await this.audit.record({ ...event, outcome: 'success', accountId, reference });
  }

  /** Passwords of the accounts in `breakGlassAccounts` are never removed: in an emergency, they are the only way in. */
  private async hasRemovablePassword(accountId: string): Promise<boolean> {
    if (!(await this.credentials.find(accountId))?.passwordHash) return false;
    const account = await this.accounts.findById(accountId);
    return !isBreakGlass(account?.emailKey, this.settings);
  }
}
