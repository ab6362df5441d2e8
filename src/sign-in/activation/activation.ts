import { Injectable } from '@nestjs/common';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore, type UpstreamIdentity } from '#src/accounts/account.store.js';
import { type AccountActivation, ACTIVATION_PURPOSE } from '#src/accounts/activation/activation.entity.js';
import { ActivationStore } from '#src/accounts/activation/activation.store.js';
import { InvitationStore } from '#src/accounts/credentials/invitation.store.js';
import type { SignInEpochs } from '#src/accounts/sign-ins/sign-in-epochs.js';
import { AuditLog } from '#src/audit/audit-log.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { sha256 } from '#src/crypto/handle.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { ChangedMeanwhileError, isUniqueViolation } from '#src/database/atomically.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { alternateKey } from '../decision/claims/alternate-key.js';
import { ActivationCheck, type ActivationRefusal } from './activation-check.js';
import { ActivationCodes, type CodeSent } from './activation-codes.js';
import { readText } from '../decision/claims/claim-reference.js';
import { passed, refused, type Trail } from '../decision/trail.js';
import { LinkEndings } from '../link-endings.js';
import { maskedAddress } from './masked-address.js';

const UID_PREFIX = 'activation:';

/** What a person has proved before they went to the identity provider. */
export type Proof = { by: 'password'; epochs: SignInEpochs } | { by: 'invitation'; token: string };

/** What the code page shows. */
export interface CodeState {
  provider: IdentityProviderSettings;
  identityName?: string;
  maskedAddress: string;
  minutesLeft: number;
}

export type Arrival = CodeSent | 'connectedBefore' | { refused: ActivationRefusal };
export type CodeOutcome =
  | { connected: IdentityProviderSettings }
  | { wrong: number }
  | 'over'
  | { tooManySeconds: number }
  | { refused: ActivationRefusal };

/** The reference number for the audit rows, and the network address that an attempt is counted for. */
export interface ActivationContext {
  reference: string;
  address: string | undefined;
}

interface KeptIdentity extends UpstreamIdentity {
  name?: string;
}

/**
 * Connects an account to an identity by one-time code. Three things must come together in one browser: a password or an
 * invitation, a sign-in at the identity provider, and a code from the mailbox that is registered here. Only then is the
 * link made.
 */
@Injectable()
export class Activation {
  constructor(
    private readonly store: ActivationStore,
    private readonly codes: ActivationCodes,
    private readonly checks: ActivationCheck,
    private readonly accounts: AccountStore,
    private readonly invitations: InvitationStore,
    private readonly endings: LinkEndings,
    private readonly providers: IdentityProviders,
    private readonly audit: AuditLog,
    private readonly secretBox: SecretBox,
  ) {}

  /** @returns the handle for the browser’s cookie. */
  async begin(account: Account, proof: Proof, reference: string): Promise<string> {
    const handle = await this.store.begin({
      accountId: account.id,
      proof: proof.by,
      invitationHash: proof.by === 'invitation' ? sha256(proof.token) : null,
      accountEpoch: account.epoch,
      passwordEpoch: proof.by === 'password' ? proof.epochs.way : null,
    });
    const event = { event: 'activation.started', reason: proof.by, accountId: account.id } as const;
    await this.audit.record({ ...event, outcome: 'success', reference });
    return handle;
  }

  find(handle: string | undefined): Promise<AccountActivation | undefined> {
    return handle === undefined ? Promise.resolve(undefined) : this.store.find(handle);
  }

  /** Stores the identity that the identity provider has verified. Nothing is linked yet; a code is mailed. */
  async arrive(
    handle: string,
    identity: ExternalIdentity,
    provider: IdentityProviderSettings,
    context: ActivationContext,
  ): Promise<Arrival> {
    const begun = await this.store.find(handle);
    const checked = await this.checks.check(begun, provider, identity);
    if ('refused' in checked) {
      const facts = { accountId: begun?.accountId, scheme: provider.scheme, trail: checked.trail };
      await this.recordRefusal(checked.refused, context, facts);
      return { refused: checked.refused };
    }
    const { activation, account } = checked;
    if (checked.linked) {
      await this.store.remove(activation.idHash);
      return 'connectedBefore';
    }
    const kept: KeptIdentity = {
      issuer: identity.issuer,
      subject: identity.subject,
      scheme: provider.scheme,
      alternateKey: alternateKey(identity.claims, provider),
      name: (readText(identity.claims, 'name') ?? readText(identity.claims, 'email'))?.slice(0, 255),
    };
    const sealed = this.secretBox.seal(ACTIVATION_PURPOSE, JSON.stringify(kept));
    await this.store.keepIdentity(activation.idHash, provider.scheme, sealed);
    return this.sendCode(activation, kept, account, context);
  }

  /** Sends a new code. The one before ends. */
  async resend(activation: AccountActivation, context: ActivationContext): Promise<CodeSent> {
    const account = await this.accounts.findById(activation.accountId);
    const identity = this.identityOf(activation);
    return account && identity ? this.sendCode(activation, identity, account, context) : 'noMore';
  }

  /** What the code page shows; undefined when the person has not come back from an identity provider yet. */
  async codeState(activation: AccountActivation): Promise<CodeState | undefined> {
    const identity = this.identityOf(activation);
    const provider = await this.providers.withScheme(activation.scheme ?? '');
    const account = await this.accounts.findById(activation.accountId);
    if (!identity || !provider || !account?.email) return undefined;
    const secondsLeft = this.codes.secondsLeft(activation);
    return {
      provider,
      identityName: identity.name,
      maskedAddress: maskedAddress(account.email),
      minutesLeft: Math.max(0, Math.ceil(secondsLeft / 60)),
    };
  }

  /** Checks a code. If it is right, the link is made. */
  async confirm(
    activation: AccountActivation,
    typed: string,
    context: ActivationContext,
  ): Promise<CodeOutcome> {
    const identity = this.identityOf(activation);
    if (!identity) return 'over';
    const checked = await this.codes.check(activation, identity, typed, context.address);
    if (typeof checked === 'object' && 'right' in checked) {
      return this.bind(activation, identity, checked.right, context);
    }
    const reason = checked === 'over' ? 'code_over' : 'wrong' in checked ? 'wrong_code' : 'too_many_attempts';
    await this.recordRefusal(reason, context, {
      accountId: activation.accountId,
      scheme: identity.scheme,
      trail: [refused('activation.code', FINDINGS[reason])],
    });
    return checked;
  }

  /** Ends the activation and changes nothing else. */
  async leave(activation: AccountActivation, reference: string): Promise<void> {
    await this.store.remove(activation.idHash);
    const { accountId } = activation;
    await this.audit.record({ event: 'activation.left', outcome: 'success', accountId, reference });
  }

  /**
   * Checks everything once more, because meanwhile the account or the identity provider may have been switched off, or
   * the identity linked.
   */
  private async bind(
    activation: AccountActivation,
    identity: KeptIdentity,
    key: string,
    context: ActivationContext,
  ): Promise<CodeOutcome> {
    const { accountId, proof, invitationHash } = activation;
    const trail: Trail = [
      passed(`activation.${proof}`, 'proved before the person went to the identity provider'),
      passed('activation.provider', 'the identity provider has verified the identity'),
      passed('activation.code', 'the code from the mailbox of the account'),
    ];
    const facts = { accountId, scheme: identity.scheme, trail };
    const refuse = async (reason: ActivationRefusal, because: Trail): Promise<CodeOutcome> => {
      await this.recordRefusal(reason, context, { ...facts, trail: [...trail, ...because] });
      return { refused: reason };
    };
    const provider = await this.providers.withScheme(identity.scheme);
    const checked = await this.checks.check(activation, provider, identity);
    if ('refused' in checked) return refuse(checked.refused, checked.trail);
    if (!(await this.store.bind(activation.idHash, key))) return 'over';
    if (invitationHash && !(await this.invitations.consume(invitationHash)))
      return refuse('not_active', [refused('activation', 'the invitation was used or replaced meanwhile')]);

    const endings = await this.endings.plan(accountId, proof === 'password');
    const { name: _name, ...upstream } = identity;
    try {
      const along = endings.statements;
      await this.accounts.link(accountId, upstream, {
        linkedBy: 'one_time_code',
        update: {},
        along,
        seen: checked,
      });
    } catch (error) {
      if (error instanceof ChangedMeanwhileError)
        return refuse('not_active', [refused('activation', 'the account was changed at the same moment')]);
      if (!isUniqueViolation(error)) throw error;
      const finding = 'the identity was linked to another account meanwhile';
      return refuse('link_taken', [refused('activation', finding)]);
    }
    const { reference } = context;
    const event = { ...facts, reference, event: 'account.linked', reason: 'one_time_code' } as const;
    await this.audit.record({ ...event, outcome: 'success' });
    await this.endings.record(endings, accountId, reference);
    return { connected: checked.provider };
  }

  private async sendCode(
    activation: AccountActivation,
    identity: KeptIdentity,
    account: Account,
    context: ActivationContext,
  ): Promise<CodeSent> {
    const provider = await this.providers.withScheme(identity.scheme);
    if (!provider) return 'noMore';
    const facts = { provider: this.providers.displayName(provider), address: context.address };
    const sent = await this.codes.send(activation, account, identity, facts);
    if (sent === 'sent') {
      const event = {
        event: 'activation.code_sent',
        accountId: account.id,
        scheme: identity.scheme,
      } as const;
      await this.audit.record({ ...event, outcome: 'success', reference: context.reference });
    }
    return sent;
  }

  private identityOf(activation: AccountActivation): KeptIdentity | undefined {
    if (activation.sealedIdentity === null) return undefined;
    return JSON.parse(this.secretBox.open(ACTIVATION_PURPOSE, activation.sealedIdentity)) as KeptIdentity;
  }

  private recordRefusal(
    reason: string,
    context: ActivationContext,
    facts: { accountId?: string; scheme?: string; trail: Trail },
  ): Promise<void> {
    const { reference } = context;
    return this.audit.record({
      ...facts,
      reference,
      event: 'activation.refused',
      outcome: 'refused',
      reason,
    });
  }
}

const FINDINGS = {
  code_over: 'no code is valid any more: too old, used, or tried too often',
  wrong_code: 'the code is wrong',
  too_many_attempts: 'too many attempts; the code was not checked',
};

/**
 * Names the login at the identity provider that belongs to this browser’s activation. Other logins belong to an app’s
 * request.
 */
export function activationUid(handle: string): string {
  return UID_PREFIX + sha256(handle);
}

/** Whether a login at an identity provider belongs to an activation. */
export function isActivationUid(uid: string): boolean {
  return uid.startsWith(UID_PREFIX);
}
