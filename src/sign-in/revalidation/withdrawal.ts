import { Injectable } from '@nestjs/common';
import { AccountStore } from '#src/accounts/account.store.js';
import { RelyingPartySessionStore } from '#src/access/relying-party-session.store.js';
import { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { AuditLog } from '#src/audit/audit-log.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import type { AuditContext } from '../audit-context.js';

/** Why a provider’s word for somebody does not stand any more; the audit row’s reason. */
export type WithdrawalReason = 'not_in_group' | 'denied_by_provider' | 'ended_by_provider';

/** An identity provider takes back its word for somebody: what came of their sign-ins there ends, and nothing else. */
@Injectable()
export class Withdrawal {
  constructor(
    private readonly accounts: AccountStore,
    private readonly records: SignInRecordStore,
    private readonly relyingParties: RelyingPartySessionStore,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Somebody who signed in there is not let in any more. Does nothing where the settings do not say so.
   *
   * @param accountId whom the identity was found to be, also by another subject that the same provider knew them by.
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
   * A browser was sent there and came back with `access_denied`.
   *
   * @param sessionUid the session that the browser has here; who signs in for the first time has none.
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
