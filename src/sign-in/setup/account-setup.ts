import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { ActivationStore } from '#src/accounts/activation/activation.store.js';
import { CredentialStore } from '#src/accounts/credentials/credential.store.js';
import { InvitationStore } from '#src/accounts/credentials/invitation.store.js';
import { type PasswordProblem, passwordProblem } from '#src/accounts/credentials/password-policy.js';
import { Passwords } from '#src/accounts/credentials/passwords.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { Settings } from '#src/config/settings/settings.js';
import { sha256 } from '#src/crypto/handle.js';
import { atomically, type Statement } from '#src/database/atomically.js';
import { OutboxStore } from '#src/mail/outbox.store.js';
import { CannotInviteError } from '../errors.js';
import { registeredAddress } from '../registered-address.js';
import { letters } from '../letters.js';
import { mayUsePassword } from '../password/local-login-policy.js';

/** A new invitation. The link is a secret, only for a letter or for the administrator’s screen. */
export interface Invitation {
  link: string;
  expiresAt: number;
  mailed: boolean;
}

/** Sets up accounts that were made beforehand: by invitations, and by passwords. */
@Injectable()
export class AccountSetup {
  constructor(
    private readonly dataSource: DataSource,
    private readonly accounts: AccountStore,
    private readonly credentials: CredentialStore,
    private readonly invitations: InvitationStore,
    private readonly activations: ActivationStore,
    private readonly passwords: Passwords,
    private readonly outbox: OutboxStore,
    private readonly audit: AuditLog,
    private readonly settings: Settings,
  ) {}

  /**
   * Makes an invitation. Earlier ones of the account end.
   *
   * @param mail whether to mail it to the account’s address.
   * @throws CannotInviteError
   */
  async invite(account: Account, mail: boolean, clientId?: string): Promise<Invitation> {
    if (account.status !== 'active') throw new CannotInviteError('the account is switched off');
    const { token, days, expiresAt, statements } = this.invitations.invite(account.id);
    const link = `${this.settings.issuer}/invitation/${token}`;
    if (mail) statements.push(this.letter(account, { link, days }, expiresAt));
    await atomically(this.dataSource, statements);
    await this.audit.record({
      event: 'account.invited',
      outcome: 'success',
      reason: mail ? 'mailed' : 'shown',
      accountId: account.id,
      ...(clientId ? { clientId } : {}),
    });
    return { link, expiresAt, mailed: mail };
  }

  /** The account of an invitation link that still works. */
  async invited(token: string): Promise<Account | undefined> {
    const invitation = await this.invitations.find(token);
    const account = invitation && (await this.accounts.findById(invitation.accountId));
    return account?.status === 'active' ? account : undefined;
  }

  /** Whether an account could use a password if it had one. */
  async mayHavePassword(account: Account): Promise<boolean> {
    const localLogin = (await this.credentials.find(account.id))?.localLogin;
    const question = { emailKey: account.emailKey, localLogin, client: undefined };
    // A person signs in by address and password. Without an address that can be compared, the account cannot be found.
    return account.emailKey !== null && mayUsePassword(question, this.settings) !== 'disabled';
  }

  /** Sets the password that an invited person chose, and uses the invitation up. */
  async acceptPassword(
    token: string,
    password: string,
    reference: string,
  ): Promise<'saved' | 'notUsable' | PasswordProblem> {
    const account = await this.invited(token);
    if (!account || !(await this.mayHavePassword(account))) return 'notUsable';
    const problem = passwordProblem(password);
    if (problem) return problem;
    const hash = await this.passwords.hash(password);
    if (!(await this.invitations.consume(sha256(token)))) return 'notUsable';
    await this.credentials.setPassword(account.id, hash);
    await this.endProofs(account.id);
    const facts = { accountId: account.id, reason: 'invitation', reference };
    await this.audit.record({ ...facts, event: 'account.password_set', outcome: 'success' });
    return 'saved';
  }

  /**
   * Sets a password for an administrator. Open invitations end. @returns what is wrong with the password; undefined
   * when it is set.
   */
  async setPassword(account: Account, password: string): Promise<PasswordProblem | undefined> {
    const problem = passwordProblem(password);
    if (problem) return problem;
    await this.credentials.setPassword(account.id, await this.passwords.hash(password));
    await this.endProofs(account.id);
    await this.audit.record({
      event: 'account.password_set',
      outcome: 'success',
      reason: 'administrator',
      accountId: account.id,
    });
    return undefined;
  }

  /** Ends what was begun with the former password or with an invitation. */
  private endProofs(accountId: string): Promise<void> {
    return atomically(this.dataSource, [
      this.invitations.removal(accountId),
      this.activations.removal(accountId),
    ]);
  }

  private letter(account: Account, said: { link: string; days: number }, expiresAt: number): Statement {
    if (!this.settings.mail) throw new CannotInviteError('no mail server is configured (mail)');
    // An address that only an identity provider has claimed for the account may not be its owner’s.
    const to = registeredAddress(account);
    if (to === undefined)
      throw new CannotInviteError('the account has no e-mail address that is known to belong to its person');
    const letter = letters(this.settings.organisation).invitation(to, said);
    return this.outbox.insertion({
      kind: 'invitation',
      accountId: account.id,
      letter,
      uselessAfter: expiresAt,
    });
  }
}
