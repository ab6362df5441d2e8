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

/** What ends together with a new link, or not at all. */
export interface PlannedEndings {
  statements: Statement[];
  removesPassword: boolean;
}

/**
 * What a new link puts an end to: every other way into the account that was open, but not shown to be this person’s.
 * Whoever had prepared the account for themselves (account pre-hijacking) is out, with their sessions.
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

  /** @param passwordShown whether the same person has just shown the password: then it stays. */
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

  /** Writes down what has ended, once the link is made. */
  async record(endings: PlannedEndings, accountId: string, reference: string): Promise<void> {
    if (!endings.removesPassword) return;
    const event = { event: 'account.password_removed', reason: 'linked' } as const;
    await this.audit.record({ ...event, outcome: 'success', accountId, reference });
  }

  /** The settings name the accounts whose passwords must outlive this: on the day they are needed, nothing else works. */
  private async hasRemovablePassword(accountId: string): Promise<boolean> {
    if (!(await this.credentials.find(accountId))?.passwordHash) return false;
    const account = await this.accounts.findById(accountId);
    return !isBreakGlass(account?.emailKey, this.settings);
  }
}
