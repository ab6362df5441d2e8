import { Injectable } from '@nestjs/common';
import { AccountStore, type UpstreamIdentity } from '#src/accounts/account.store.js';
import { AuditLog } from '#src/audit/audit-log.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { isUniqueViolation } from '#src/database/atomically.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { GraphGroups } from '#src/federation/graph/graph-groups.js';
import { FhirUserResolver } from '#src/fhir-user/fhir-user-resolver.js';
import { alternateKey } from './account-matching.js';
import { decide } from './decide.js';
import type { Decision, RefusalReason, ServerInQuestion } from './decision.js';
import { LinkEndings } from './link-endings.js';

export type SignInResult = { accountId: string } | { refused: RefusalReason };

/** Carries out the sign-in decision: the account is made, linked or brought up to date, and the trail is kept. */
@Injectable()
export class SignIn {
  constructor(
    private readonly accounts: AccountStore,
    private readonly fhirUsers: FhirUserResolver,
    private readonly graphGroups: GraphGroups,
    private readonly audit: AuditLog,
    private readonly settings: Settings,
    private readonly endings: LinkEndings,
    private readonly providers: IdentityProviders,
  ) {}

  /** The decision alone; changes nothing. */
  async explain(
    identity: ExternalIdentity,
    provider: IdentityProviderSettings,
    server: ServerInQuestion,
  ): Promise<Decision> {
    return decide(
      identity,
      provider,
      server,
      {
        accounts: this.accounts,
        fhirUsers: this.fhirUsers,
        groups: this.graphGroups,
        providers: this.providers,
      },
      this.settings.fhirUser,
    );
  }

  /** @param context what the audit row is filed under; the reference is shown to a person who is refused. */
  async signIn(
    identity: ExternalIdentity,
    provider: IdentityProviderSettings,
    server: ServerInQuestion,
    context: { clientId: string; reference: string },
  ): Promise<SignInResult> {
    try {
      return await this.attempt(identity, provider, server, context);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      // Somebody else took the address between decision and deed: decide once more, in the world as it is now.
      return this.attempt(identity, provider, server, context);
    }
  }

  private async attempt(
    identity: ExternalIdentity,
    provider: IdentityProviderSettings,
    server: ServerInQuestion,
    context: { clientId: string; reference: string },
  ): Promise<SignInResult> {
    const decision = await this.explain(identity, provider, server);
    const filed = { ...context, scheme: provider.scheme, trail: decision.trail };
    if (decision.outcome === 'refuse') {
      await this.audit.record({
        ...filed,
        event: 'login.refused',
        outcome: 'refused',
        reason: decision.reason,
        accountId: decision.account?.id,
      });
      return { refused: decision.reason };
    }
    const upstream = {
      issuer: identity.issuer,
      subject: identity.subject,
      scheme: provider.scheme,
      alternateKey: alternateKey(identity.claims, provider),
    };
    const { accountId, created } = await this.carryOut(decision, upstream, context.reference);
    if (created)
      await this.audit.record({
        ...filed,
        event: 'account.provisioned',
        outcome: 'success',
        accountId,
        trail: undefined,
      });
    if (decision.outcome === 'signIn' && decision.linkedBy) {
      await this.audit.record({
        ...filed,
        event: 'account.linked',
        outcome: 'success',
        reason: decision.linkedBy.slice(0, 64),
        accountId,
        trail: undefined,
      });
    }
    await this.audit.record({ ...filed, event: 'login.succeeded', outcome: 'success', accountId });
    return { accountId };
  }

  private async carryOut(
    decision: Exclude<Decision, { outcome: 'refuse' }>,
    upstream: UpstreamIdentity,
    reference: string,
  ): Promise<{ accountId: string; created: boolean }> {
    if (decision.outcome === 'provision') {
      const { account, created } = await this.accounts.provision(upstream, decision.update);
      if (!created) await this.accounts.recordSignIn(account.id, upstream, decision.update);
      return { accountId: account.id, created };
    }
    const accountId = decision.account.id!;
    if (decision.linkedBy) {
      // Nobody has shown that a password is the same person’s, unless it was set since they first came by this provider.
      const links = await this.accounts.identitiesOf(accountId);
      const theirs = links.some(({ issuer }) => issuer === upstream.issuer);
      const endings = await this.endings.of(accountId, theirs);
      await this.accounts.link(accountId, upstream, decision.linkedBy, decision.update, endings.statements);
      await this.endings.record(endings, accountId, reference);
    } else {
      await this.accounts.recordSignIn(accountId, upstream, decision.update);
    }
    return { accountId, created: false };
  }
}
