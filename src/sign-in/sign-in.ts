import { Injectable } from '@nestjs/common';
import type { AccountFhirUser } from '#src/accounts/account-fhir-user.entity.js';
import { AccountStore, type Link, type UpstreamIdentity } from '#src/accounts/account.store.js';
import { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { type AuditFacts, AuditLog } from '#src/audit/audit-log.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { ChangedMeanwhileError, isUniqueViolation } from '#src/database/atomically.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { GraphGroups } from '#src/federation/graph/graph-groups.js';
import { FhirUserResolver } from '#src/fhir-user/fhir-user-resolver.js';
import { EpochStore } from '#src/revocation/epoch.store.js';
import { alternateKey } from './decision/claims/alternate-key.js';
import { decide } from './decision/decide.js';
import type { Decision, ServerInQuestion, SignInRefusal } from './decision/decision.js';
import { LinkEndings } from './link-endings.js';
import { cannotBeAskedLater, ProviderRevalidation } from './revalidation/provider-revalidation.js';
import { Withdrawal } from './revalidation/withdrawal.js';

/** `signInId`: what the session that is made of it, and all that comes of that, points to (SignInRecord). */
export type SignInResult = { accountId: string; signInId: string } | { refused: SignInRefusal };

/** How often a sign-in is decided on, when something changes each time before it is carried out. */
const ATTEMPTS = 5;

type Accepted = Exclude<Decision, { outcome: 'refuse' }>;

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
    private readonly records: SignInRecordStore,
    private readonly epochs: EpochStore,
    private readonly withdrawal: Withdrawal,
    private readonly revalidation: ProviderRevalidation,
    private readonly providers: IdentityProviders,
  ) {}

  /** The decision alone; changes nothing. */
  async explain(
    identity: ExternalIdentity,
    provider: IdentityProviderSettings,
    server: ServerInQuestion,
  ): Promise<Decision> {
    return decide(
      { identity, provider, server, settings: this.settings.fhirUser },
      {
        accounts: this.accounts,
        fhirUsers: this.fhirUsers,
        groups: this.graphGroups,
        providers: this.providers,
      },
    );
  }

  /** @param context what the audit row is filed under; the reference is shown to a person who is refused. */
  async signIn(
    identity: ExternalIdentity,
    provider: IdentityProviderSettings,
    server: ServerInQuestion,
    context: { clientId: string; reference: string },
  ): Promise<SignInResult> {
    const known = await this.knownBefore(identity, server);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1)
      try {
        return await this.attempt(identity, provider, server, context, known);
      } catch (error) {
        // Something was changed between decision and deed: decide once more, in the world as it is now.
        if (!isUniqueViolation(error) && !(error instanceof ChangedMeanwhileError)) throw error;
      }
    const finding = 'what it was decided on changed while it was carried out, each time anew';
    await this.audit.record({
      ...context,
      scheme: provider.scheme,
      event: 'login.refused',
      outcome: 'refused',
      reason: 'overtaken',
      trail: [{ step: 'signIn', finding, mark: 'refused' }],
    });
    return { refused: 'overtaken' };
  }

  private async attempt(
    identity: ExternalIdentity,
    provider: IdentityProviderSettings,
    server: ServerInQuestion,
    context: { clientId: string; reference: string },
    known: AccountFhirUser | undefined,
  ): Promise<SignInResult> {
    // Before the decision: what is ended while it is made ends this sign-in, too.
    const shared = await this.epochs.all();
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
      if (decision.reason === 'not_in_group')
        await this.withdrawal.ofIdentity(identity, decision.account?.id, provider, filed);
      return { refused: decision.reason };
    }
    const upstream = {
      issuer: identity.issuer,
      subject: identity.subject,
      scheme: provider.scheme,
      alternateKey: alternateKey(identity.claims, provider),
    };
    const { accountId, link, created } = await this.carryOut(decision, upstream, known, context.reference);
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
    const { issuer, subject, sid, idToken } = identity;
    const signsOutThere = provider.logoutMethod === 'singleSignout';
    const signInId = await this.records.begin(
      {
        accountId,
        epochs: { account: decision.epochs.account, way: link.epoch, shared },
        upstream: {
          linkId: link.id,
          scheme: provider.scheme,
          issuer,
          subject,
          sid,
          ...(signsOutThere ? { idToken } : {}),
        },
      },
      this.settings.tokens.sessionHours * 3600,
    );
    const over = await this.overMeanwhile(identity, provider);
    if (over !== undefined) {
      await this.records.end(signInId);
      const trail = [{ step: 'signIn', finding: over, mark: 'refused' }];
      const event = { ...filed, event: 'login.refused', reason: 'overtaken', accountId, trail } as const;
      await this.audit.record({ ...event, outcome: 'refused' });
      return { refused: 'overtaken' };
    }
    await this.noteChange(known, decision, { ...filed, accountId });
    await this.revalidation.keep(link.id, identity, provider);
    const trail = [...decision.trail, ...cannotBeAskedLater(identity.refreshToken, provider)];
    await this.audit.record({ ...filed, event: 'login.succeeded', outcome: 'success', accountId, trail });
    return { accountId, signInId };
  }

  /** What has ended a sign-in while it was under way, asked once it can be found by whatever ends it from now on. */
  private async overMeanwhile(
    identity: ExternalIdentity,
    provider: IdentityProviderSettings,
  ): Promise<string | undefined> {
    const { issuer, subject, sid, signOutsBefore } = identity;
    if (
      signOutsBefore !== undefined &&
      (await this.records.signedOutSince(issuer, { subject, sid }, signOutsBefore))
    )
      return 'the provider said that the person signed out while they were signing in here';
    return (await this.providers.withScheme(provider.scheme)) === undefined
      ? 'the provider was switched off or removed while the person was signing in'
      : undefined;
  }

  /** Who the person was on this FHIR server at the last sign-in by this link, when this one began. */
  private async knownBefore(
    { issuer, subject }: ExternalIdentity,
    server: ServerInQuestion,
  ): Promise<AccountFhirUser | undefined> {
    if (server === undefined || server === 'notAsked') return undefined;
    const link = await this.accounts.linkOf(issuer, subject);
    return link && this.accounts.fhirUserOf(link.accountId, link.id, server.name);
  }

  /** Somebody else for FHIR than before: what was given with the former resource has ended with this sign-in. */
  private async noteChange(
    known: AccountFhirUser | undefined,
    { update: { fhirUser } }: Accepted,
    filed: Pick<AuditFacts, 'accountId' | 'clientId' | 'scheme' | 'reference'>,
  ): Promise<void> {
    if (!known || !fhirUser) return;
    const [before, now] = [known, fhirUser].map((one) => `${one.resourceType}/${one.resourceId}`);
    if (before === now) return;
    await this.audit.record({
      ...filed,
      event: 'fhir_user.changed',
      outcome: 'success',
      trail: [{ step: 'fhirUser', finding: `${before} before, ${now} now`, mark: 'noted' }],
    });
  }

  private async carryOut(
    decision: Accepted,
    upstream: UpstreamIdentity,
    known: AccountFhirUser | undefined,
    reference: string,
  ): Promise<{ accountId: string; link: Pick<Link, 'id' | 'epoch'>; created: boolean }> {
    if (decision.outcome === 'provision') {
      const { account, link, created } = await this.accounts.provision(upstream, decision.update);
      // Another sign-in of the same person was faster: theirs is decided on again, as that of a known one.
      if (!created) throw new ChangedMeanwhileError();
      return { accountId: account.id, link, created };
    }
    const accountId = decision.account.id!;
    const { account: epoch, version, linkVersion } = decision.epochs;
    const account = { epoch, version, linkVersion };
    if (decision.linkedBy) {
      // Nobody has shown that a password is the same person’s, unless it was set since they first came by this provider.
      const links = await this.accounts.identitiesOf(accountId);
      const theirs = links.some(({ issuer }) => issuer === upstream.issuer);
      const endings = await this.endings.of(accountId, theirs);
      const { linkedBy, update } = decision;
      const along = endings.statements;
      const link = await this.accounts.link(accountId, upstream, linkedBy, update, along, { account });
      await this.endings.record(endings, accountId, reference);
      return { accountId, link, created: false };
    }
    const link = decision.epochs.link!;
    const seen = { account, linkEpoch: link.epoch, fhirUserEpoch: known?.epoch ?? null };
    await this.accounts.recordSignIn(accountId, link.id, decision.update, seen);
    return { accountId, link, created: false };
  }
}
