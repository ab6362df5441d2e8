import { Injectable } from '@nestjs/common';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import type { AccountActivation } from '#src/accounts/activation/activation.entity.js';
import { CredentialStore } from '#src/accounts/credentials/credential.store.js';
import { InvitationStore } from '#src/accounts/credentials/invitation.store.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { refused, type Trail } from '../decision/trail.js';
import { registeredAddress } from '../registered-address.js';

/** Why an activation was refused. */
export type ActivationRefusal =
  'not_active' | 'account_deactivated' | 'no_mail_address' | 'link_taken' | 'already_linked' | 'provider_off';

type ActivationAnswer =
  | { activation: AccountActivation; account: Account; provider: IdentityProviderSettings; linked: boolean }
  | { refused: ActivationRefusal; trail: Trail };

/**
 * Whether an activation may go on. Asked when the person comes back from the identity provider, and again before the
 * link is made.
 */
@Injectable()
export class ActivationCheck {
  constructor(
    private readonly accounts: AccountStore,
    private readonly invitations: InvitationStore,
    private readonly credentials: CredentialStore,
  ) {}

  /**
   * @returns the account to link, with `linked` when it is linked already; or the reason of the refusal, with its
   * trail.
   */
  async check(
    activation: AccountActivation | undefined,
    provider: IdentityProviderSettings | undefined,
    identity: { issuer: string; subject: string },
  ): Promise<ActivationAnswer> {
    const no = (reason: ActivationRefusal, finding: string): ActivationAnswer => ({
      refused: reason,
      trail: [refused('activation', finding)],
    });
    if (!activation) return no('not_active', 'no activation is under way in this browser');
    if (provider?.linking !== 'oneTimeCode')
      return no('provider_off', 'the identity provider is switched off, or no longer links by one-time code');
    const account = await this.accounts.findById(activation.accountId);
    if (account?.status !== 'active') return no('account_deactivated', 'the account has been switched off');
    if (await this.isOver(activation, account))
      return no(
        'not_active',
        'the access of the account was ended meanwhile, or its password was changed or switched off',
      );
    if (activation.invitationHash && !(await this.invitations.findByHash(activation.invitationHash)))
      return no('not_active', 'the invitation was used, replaced, or is too old');
    // An address that only an identity provider has claimed for the account does not prove who owns the account.
    if (registeredAddress(account) === undefined)
      return no('no_mail_address', 'the account has no e-mail address that is known to belong to its person');
    const owner = await this.accounts.findByIdentity(identity.issuer, identity.subject);
    if (owner && owner.id !== account.id)
      return no('link_taken', 'the identity is linked to another account');
    const links = await this.accounts.identitiesOf(account.id);
    if (!owner && links.some(({ issuer }) => issuer === identity.issuer))
      return no('already_linked', 'the account is linked to another subject of this identity provider');
    return { activation, account, provider, linked: owner !== undefined };
  }

  private async isOver(
    { accountId, accountEpoch, passwordEpoch }: AccountActivation,
    { epoch }: Account,
  ): Promise<boolean> {
    if (accountEpoch !== epoch) return true;
    return passwordEpoch !== null && (await this.credentials.find(accountId))?.epoch !== passwordEpoch;
  }
}
