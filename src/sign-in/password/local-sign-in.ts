import { Injectable } from '@nestjs/common';
import { BY_PASSWORD } from '#src/accounts/account-fhir-user.entity.js';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { AttemptLimits } from '#src/accounts/credentials/attempt-limits.js';
import { CredentialStore } from '#src/accounts/credentials/credential.store.js';
import { Passwords } from '#src/accounts/credentials/passwords.js';
import { emailKey } from '#src/accounts/email-key.js';
import type { SignInEpochs } from '#src/accounts/sign-ins/sign-in-epochs.js';
import { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { ChangedMeanwhileError } from '#src/database/atomically.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { Settings } from '#src/config/settings/settings.js';
import { EpochStore } from '#src/access/epoch.store.js';
import type { AuditContext } from '../audit-context.js';
import { DecisionLookUps } from '../decision-look-ups.js';
import { decideLocally } from '../decision/decide.js';
import type { DecidedAccount, Decision, ServerInQuestion, SignInRefusal } from '../decision/decision.js';
import { noted, passed, refused, type Trail } from '../decision/trail.js';
import { isBreakGlass, mayUsePassword } from './local-login-policy.js';

/** What a person typed, and where it came from. */
export interface PasswordAttempt {
  email: string;
  password: string;
  address: string | undefined;
  /** The device by its cookie, or by the name that it gets once the password was right. */
  device?: { name: string; isNew: boolean };
}

/**
 * The longest wait, in seconds, for an account of `breakGlassAccounts`. Such an attempt is slowed down but never
 * refused.
 */
const SLOW_SECONDS = 5;

/**
 * `notRight` is the only answer for an unknown account, a missing password, a wrong password, or one that may not be
 * used. So the caller cannot tell these cases apart.
 */
export type PasswordCheck = { account: Account; epochs: SignInEpochs; trail: Trail } | Denied;
export type Denied = { denied: 'notRight' } | { denied: 'tooMany'; retryAfterSeconds: number };
export type LocalSignInResult = { accountId: string; signInId: string } | { refused: SignInRefusal } | Denied;

/** No account has this id. Looking it up takes the same work as for a real account. */
const NOBODY = 'nobody';

/** Why a password cannot be used, even if it is right. */
export type LocalHindrance = 'unknown_account' | 'no_password' | 'local_login_disabled';

/** Why a password let no person in, before any decision about the person. */
export type PasswordRefusal = LocalHindrance | 'wrong_password' | 'too_many_attempts';

/** The decision about a sign-in by password. */
export type LocalDecision =
  Decision | { outcome: 'refuse'; reason: LocalHindrance; account?: DecidedAccount; trail: Trail };

/**
 * Signs people in by e-mail address and password, with the same decision and the same trail as for an identity
 * provider.
 */
@Injectable()
export class LocalSignIn {
  constructor(
    private readonly accounts: AccountStore,
    private readonly credentials: CredentialStore,
    private readonly passwords: Passwords,
    private readonly limits: AttemptLimits,
    private readonly lookUps: DecisionLookUps,
    private readonly clients: ClientDefinitions,
    private readonly audit: AuditLog,
    private readonly records: SignInRecordStore,
    private readonly epochs: EpochStore,
    private readonly settings: Settings,
  ) {}

  /**
   * Whether the sign-in page offers a password: to all people, only in an emergency to the accounts of
   * `breakGlassAccounts`, or to no person.
   */
  async offered(clientId?: string): Promise<'everybody' | 'breakGlass' | 'nobody'> {
    const client = clientId === undefined ? undefined : await this.clients.find(clientId);
    const question = { emailKey: undefined, localLogin: undefined, client };
    if (mayUsePassword(question, this.settings) === 'allowed' && (await this.credentials.anyUsable()))
      return 'everybody';
    for (const address of this.settings.breakGlassAccounts) {
      const [account] = await this.accounts.findByEmailKey(emailKey(address) ?? '');
      if (account && (await this.credentials.find(account.id))?.passwordHash) return 'breakGlass';
    }
    return 'nobody';
  }

  /**
   * Says what a sign-in with the right password would lead to. Changes nothing and checks no password.
   *
   * @param email as the person would type it.
   */
  async explain(email: string, server: ServerInQuestion, clientId?: string): Promise<LocalDecision> {
    const standing = await this.standing(emailKey(email.trim()), clientId);
    const { account } = standing;
    if (!account || standing.hindrance) {
      const reason = standing.hindrance ?? 'unknown_account';
      const trail = [refused(PASSWORD, FINDINGS[reason])];
      return { outcome: 'refuse', reason, account: account && { id: account.id }, trail };
    }
    const before = [
      noted(PASSWORD, 'assumed to be right'),
      ...(standing.permission === 'breakGlass' ? [BREAK_GLASS] : []),
    ];
    return decideLocally({ account, server, settings: this.settings.fhirUser }, this.lookUps, before);
  }

  /** Signs a person in for an app. */
  async signIn(
    attempt: PasswordAttempt,
    server: ServerInQuestion,
    context: AuditContext,
  ): Promise<LocalSignInResult> {
    const checked = await this.check(attempt, context);
    if ('denied' in checked) return checked;
    const { account, epochs } = checked;
    const accountId = account.id;
    const known =
      server === undefined || server === 'notAsked'
        ? undefined
        : await this.accounts.fhirUserOf(accountId, BY_PASSWORD, server.name);
    const question = { account, server, settings: this.settings.fhirUser };
    const decision = await decideLocally(question, this.lookUps, checked.trail);
    const { trail } = decision;
    if (decision.outcome === 'refuse') {
      await this.recordRefusal({ ...context, reason: decision.reason, accountId, trail });
      return { refused: decision.reason };
    }
    try {
      const seen = { account, fhirUserEpoch: known?.epoch ?? null };
      await this.accounts.recordSignIn(accountId, BY_PASSWORD, decision.update, seen);
    } catch (error) {
      if (!(error instanceof ChangedMeanwhileError)) throw error;
      const overtaken = [...trail, refused('signIn', 'the account was changed at the same moment')];
      await this.recordRefusal({ ...context, reason: 'overtaken', accountId, trail: overtaken });
      return { refused: 'overtaken' };
    }
    const event = { ...context, event: 'login.succeeded', accountId, trail } as const;
    await this.audit.record({ ...event, outcome: 'success' });
    const lifetime = this.settings.tokens.sessionHours * 3600;
    return { accountId, signInId: await this.records.begin({ accountId, epochs }, lifetime) };
  }

  /**
   * Whether this is the password of an account that may use one. All code that checks a password comes here, so that
   * every check is slowed down and audited, and takes the same work for every account.
   *
   * @param before the findings of the steps before.
   */
  async check(attempt: PasswordAttempt, context: AuditContext, before: Trail = []): Promise<PasswordCheck> {
    let trail = before;
    const key = emailKey(attempt.email.trim());
    const { address, device } = attempt;
    const counted = {
      account: key ?? `? ${attempt.email}`,
      address,
      device: device?.isNew ? undefined : device?.name,
    };
    const { waitSeconds: retryAfterSeconds, known } = await this.limits.meet(counted);
    const emergency = isBreakGlass(key, this.settings);
    if (retryAfterSeconds > 0 && emergency) {
      // In an emergency this account is the only way in, so an attacker must not be able to keep its owner out by
      // guessing.
      const seconds = Math.min(retryAfterSeconds, SLOW_SECONDS);
      const finding = `many attempts, so this one was checked only after ${seconds} s (breakGlassAccounts)`;
      trail = [...trail, noted('local.attempts', finding)];
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    } else if (retryAfterSeconds > 0) {
      const finding = `too many attempts; the next one may be made in ${retryAfterSeconds} s`;
      trail = [...trail, refused('local.attempts', finding)];
      await this.recordRefusal({ ...context, reason: 'too_many_attempts', trail });
      return { denied: 'tooMany', retryAfterSeconds };
    }
    // Read before the password is checked. So a password that is changed meanwhile gives no access.
    const shared = await this.epochs.all();
    const { account, credential, permission, hindrance } = await this.standing(key, context.clientId);
    const queue = known ? 'known' : emergency ? 'emergency' : 'strangers';
    const right = await this.passwords.matches(
      credential?.passwordHash ?? undefined,
      attempt.password,
      queue,
    );
    const wrong = right ? undefined : 'wrong_password';
    // A wrong password is reported before the fact that passwords are switched off. Only a person who knows the
    // password may learn that fact.
    const reason = hindrance === 'local_login_disabled' ? (wrong ?? hindrance) : (hindrance ?? wrong);
    if (reason || !account) {
      trail = [...trail, refused(PASSWORD, FINDINGS[reason ?? 'unknown_account'])];
      await this.recordRefusal({ ...context, reason, accountId: account?.id, trail });
      return { denied: 'notRight' };
    }
    trail = [...trail, passed(PASSWORD, 'the password is right')];
    if (permission === 'breakGlass') {
      trail = [...trail, BREAK_GLASS];
      // Recorded even if the sign-in is refused later.
      const event = { ...context, accountId: account.id, event: 'login.break_glass' } as const;
      await this.audit.record({ ...event, outcome: 'success' });
    }
    await this.limits.succeeded({ ...counted, device: device?.name });
    return { account, epochs: { account: account.epoch, way: credential!.epoch, shared }, trail };
  }

  /** The account of an address, and what prevents a sign-in by password, whichever password is typed. */
  private async standing(key: string | undefined, clientId: string | undefined) {
    const [account] = key === undefined ? [] : await this.accounts.findByEmailKey(key);
    const credential = await this.credentials.find(account?.id ?? NOBODY);
    const client = clientId === undefined ? undefined : await this.clients.find(clientId);
    const question = { emailKey: key, localLogin: credential?.localLogin, client };
    const permission = mayUsePassword(question, this.settings);
    const hindrance: LocalHindrance | undefined = !account
      ? 'unknown_account'
      : !credential?.passwordHash
        ? 'no_password'
        : permission === 'disabled'
          ? 'local_login_disabled'
          : undefined;
    return { account, credential, permission, hindrance };
  }

  private recordRefusal(
    facts: AuditContext & { reason?: PasswordRefusal | SignInRefusal; accountId?: string; trail: Trail },
  ): Promise<void> {
    return this.audit.record({ ...facts, event: 'login.refused', outcome: 'refused' });
  }
}

const PASSWORD = 'local.password';

const BREAK_GLASS = noted(
  'local.breakGlass',
  'passwords are switched off, but breakGlassAccounts names this account',
);

const FINDINGS = {
  unknown_account: 'no account has this e-mail address',
  no_password: 'the account has no password',
  wrong_password: 'the password is wrong',
  local_login_disabled: 'passwords are switched off for this sign-in (localLogin)',
};
