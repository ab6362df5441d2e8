import { Injectable } from '@nestjs/common';
import { AccountStore } from '#src/accounts/account.store.js';
import { RelyingPartySessionStore } from '#src/access/relying-party-session.store.js';
import { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { AuditLog } from '#src/audit/audit-log.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import type { AuditContext } from '../audit-context.js';

/** Why access through an identity provider was ended. This is the reason in the audit row. */
export type WithdrawalReason = 'not_in_group' | 'denied_by_provider' | 'ended_by_provider';

/**
 * Ends the access that came of a person’s sign-ins at one identity provider, when that identity provider no longer lets
 * the person in. Other access stays.
 */
@Injectable()
export class Withdrawal {
  constructor(
    private readonly accounts: AccountStore,
    private readonly records: SignInRecordStore,
    private readonly relyingParties: RelyingPartySessionStore,
    private readonly audit: AuditLog,
  ) {}

  /**
   * For a person whose group no longer permits the sign-in. Does nothing unless the settings want it.
   *
   * @param accountId of the account that was found for the identity, also by another subject of the same identity
   * provider.
   */
  async ofIdentity(
    { issuer }: ExternalIdentity,
    accountId: string | undefined,
    provider: IdentityProviderSettings,
    context: AuditContext,
  ): Promise<void> {
    if (!endsAccessWhenRefused(provider) || accountId === undefined) return;
    for (const link of await this.accounts.identitiesOf(accountId))
      if (link.issuer === issuer) await this.end(link, provider.scheme, 'not_in_group', context);
  }

  /**
   * For a browser that was sent to the identity provider and came back with `access_denied`.
   *
   * @param sessionUid the session of the browser at this server. At a first sign-in there is none.
   */
  async ofSession(
    sessionUid: string | undefined,
    provider: IdentityProviderSettings,
    context: AuditContext,
  ): Promise<void> {
    if (sessionUid === undefined || !endsAccessWhenRefused(provider)) return;
    const cameBy = await this.records.ofSession(sessionUid);
    const latest = cameBy.find(({ scheme }) => scheme === provider.scheme);
    if (!latest?.linkId) return;
    const link = { id: latest.linkId, accountId: latest.accountId };
    await this.end(link, provider.scheme, 'denied_by_provider', context);
  }

  async end(
    link: { id: string; accountId: string },
    scheme: string,
    reason: WithdrawalReason,
    context?: AuditContext,
  ): Promise<void> {
    await this.accounts.endLink(link.id);
    await this.relyingParties.endSessions(await this.records.sessionsOfLink(link.id));
    const event = { event: 'access.ended', outcome: 'success', accountId: link.accountId } as const;
    await this.audit.record({ ...event, ...context, reason, scheme });
  }
}

function endsAccessWhenRefused(provider: IdentityProviderSettings): boolean {
  return provider.endAccessWhenRefused ?? provider.securityGroupCheck === 'everySignIn';
}
