import { Injectable } from '@nestjs/common';
import type { AccountFhirUser } from '#src/accounts/account-fhir-user.entity.js';
import { AccountStore, type Link, type UpstreamIdentity } from '#src/accounts/account.store.js';
import type { SignInEpochs } from '#src/accounts/sign-ins/sign-in-epochs.js';
import { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { AuditLog } from '#src/audit/audit-log.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { ChangedMeanwhileError, isUniqueViolation } from '#src/database/atomically.js';
import type { ExternalIdentity } from '#src/federation/external-identity.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { EpochStore } from '#src/access/epoch.store.js';
import type { AuditContext } from './audit-context.js';
import { DecisionLookUps } from './decision-look-ups.js';
import { alternateKey } from './decision/claims/alternate-key.js';
import { decide } from './decision/decide.js';
import type { Decision, ServerInQuestion, SignInRefusal } from './decision/decision.js';
import { noted, refused } from './decision/trail.js';
import { LinkEndings } from './link-endings.js';
import { cannotBeAskedLater, ProviderRevalidation } from './revalidation/provider-revalidation.js';
import { Withdrawal } from './revalidation/withdrawal.js';

/** `signInId`: the id of the SignInRecord that the new session, and all that comes of it, points to. */
export type SignInResult = { accountId: string; signInId: string } | { refused: SignInRefusal };

/** How often a sign-in is decided on, when the facts change each time before it is carried out. */
const ATTEMPTS = 5;

type Accepted = Exclude<Decision, { outcome: 'refuse' }>;
type Refused = Extract<Decision, { outcome: 'refuse' }>;

/** A person who comes from an identity provider, and the request that the sign-in is for. */
interface Arrival {
  identity: ExternalIdentity;
  provider: IdentityProviderSettings;
  server: ServerInQuestion;
  context: AuditContext;
  /** See knownBefore. */
  known: AccountFhirUser | undefined;
}

/** What the audit rows of one sign-in share. */
type AuditedSignIn = AuditContext & { scheme: string; accountId?: string };

/** Carries out the decision about a sign-in: makes, links or updates the account, and records the trail. */
@Injectable()
export class SignIn {
  constructor(
    private readonly accounts: AccountStore,
    private readonly lookUps: DecisionLookUps,
    private readonly audit: AuditLog,
    private readonly settings: Settings,
    private readonly endings: LinkEndings,
    private readonly records: SignInRecordStore,
    private readonly epochs: EpochStore,
    private readonly withdrawal: Withdrawal,
    private readonly revalidation: ProviderRevalidation,
    private readonly providers: IdentityProviders,
  ) {}

  /** Only makes the decision. Changes nothing. */
  async explain(
    identity: ExternalIdentity,
    provider: IdentityProviderSettings,
    server: ServerInQuestion,
  ): Promise<Decision> {
    return decide({ identity, provider, server, settings: this.settings.fhirUser }, this.lookUps);
  }

  /**
   * Decides and carries out. A refusal changes only the audit log.
   *
   * @param context for the audit rows. A person who is refused sees its reference.
   */
  async signIn(
    identity: ExternalIdentity,
    provider: IdentityProviderSettings,
    server: ServerInQuestion,
    context: AuditContext,
  ): Promise<SignInResult> {
    const known = await this.knownBefore(identity, server);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1)
      try {
        return await this.attempt({ identity, provider, server, context, known });
      } catch (error) {
        // The facts have changed between the decision and carrying it out. Decide once more with the present facts.
        if (!isUniqueViolation(error) && !(error instanceof ChangedMeanwhileError)) throw error;
      }
    const finding = 'the facts of the decision changed while it was carried out, at every attempt';
    return this.overtaken(finding, { ...context, scheme: provider.scheme });
  }

  private async attempt(arrival: Arrival): Promise<SignInResult> {
    const { identity, provider, server, context } = arrival;
    // Read before the decision: access that is ended during the decision then ends for this sign-in, too.
    const shared = await this.epochs.all();
    const decision = await this.explain(identity, provider, server);
    if (decision.outcome === 'refuse') return this.refuse(decision, arrival);

    const { accountId, link } = await this.carryOut(decision, arrival);
    const audited = { ...context, scheme: provider.scheme, accountId };
    await this.recordNewLink(decision, audited);
    const epochs = { account: decision.epochs.account, way: link.epoch, shared };
    const signInId = await this.begin({ accountId, linkId: link.id, epochs }, arrival);
    const over = await this.overMeanwhile(identity, provider);
    if (over !== undefined) {
      await this.records.end(signInId);
      return this.overtaken(over, audited);
    }
    await this.recordOtherFhirUser(arrival.known, decision, audited);
    await this.revalidation.keep(link.id, identity, provider);
    const trail = [...decision.trail, ...cannotBeAskedLater(identity.refreshToken, provider)];
    await this.audit.record({ ...audited, event: 'login.succeeded', outcome: 'success', trail });
    return { accountId, signInId };
  }

  private async refuse(
    { reason, account, trail }: Refused,
    { identity, provider, context }: Arrival,
  ): Promise<SignInResult> {
    const audited = { ...context, scheme: provider.scheme, accountId: account?.id };
    await this.audit.record({ ...audited, event: 'login.refused', outcome: 'refused', reason, trail });
    if (reason === 'not_in_group') await this.withdrawal.ofIdentity(identity, account?.id, provider, context);
    return { refused: reason };
  }

  private async overtaken(finding: string, audited: AuditedSignIn): Promise<SignInResult> {
    const event = { ...audited, event: 'login.refused', reason: 'overtaken' } as const;
    await this.audit.record({ ...event, outcome: 'refused', trail: [refused('signIn', finding)] });
    return { refused: 'overtaken' };
  }

  /** Makes the record that the session, and all that comes of it, points to. */
  private begin(
    { accountId, linkId, epochs }: { accountId: string; linkId: string; epochs: SignInEpochs },
    { identity, provider: { scheme, logoutMethod } }: Arrival,
  ): Promise<string> {
    const { issuer, subject, sid, idToken } = identity;
    const signsOutThere = logoutMethod === 'singleSignout';
    const upstream = { linkId, scheme, issuer, subject, sid, ...(signsOutThere ? { idToken } : {}) };
    return this.records.begin({ accountId, epochs, upstream }, this.settings.tokens.sessionHours * 3600);
  }

  /**
   * What has ended the sign-in while it was under way. Asked after the record is made, because what ends the sign-in
   * from then on can find the record.
   */
  private async overMeanwhile(
    identity: ExternalIdentity,
    provider: IdentityProviderSettings,
  ): Promise<string | undefined> {
    const { issuer, subject, sid, signOutsBefore } = identity;
    if (
      signOutsBefore !== undefined &&
      (await this.records.signedOutSince(issuer, { subject, sid }, signOutsBefore))
    )
      return 'the identity provider reported a sign-out of the person during this sign-in';
    return (await this.providers.withScheme(provider.scheme)) === undefined
      ? 'the identity provider was switched off or removed during this sign-in'
      : undefined;
  }

  /** The person’s resource on this FHIR server as found at the last sign-in by this link. Read before the decision. */
  private async knownBefore(
    { issuer, subject }: ExternalIdentity,
    server: ServerInQuestion,
  ): Promise<AccountFhirUser | undefined> {
    if (server === undefined || server === 'notAsked') return undefined;
    const link = await this.accounts.linkOf(issuer, subject);
    return link && this.accounts.fhirUserOf(link.accountId, link.id, server.name);
  }

  /** Writes the audit row for an account that is new, or newly linked. */
  private async recordNewLink(decision: Accepted, audited: AuditedSignIn): Promise<void> {
    if (decision.outcome === 'provision')
      await this.audit.record({ ...audited, event: 'account.provisioned', outcome: 'success' });
    else if (decision.linkedBy) {
      const event = { ...audited, event: 'account.linked', reason: decision.linkedBy.slice(0, 64) } as const;
      await this.audit.record({ ...event, outcome: 'success' });
    }
  }

  /**
   * Writes the audit row when the person is another FHIR resource than before. This sign-in has then ended the access
   * that was given to the former one.
   */
  private async recordOtherFhirUser(
    known: AccountFhirUser | undefined,
    { update: { fhirUser } }: Accepted,
    audited: AuditedSignIn,
  ): Promise<void> {
    if (!known || !fhirUser) return;
    const [before, now] = [known, fhirUser].map((one) => `${one.resourceType}/${one.resourceId}`);
    if (before === now) return;
    const trail = [noted('fhirUser', `${before} before, ${now} now`)];
    await this.audit.record({ ...audited, event: 'fhir_user.changed', outcome: 'success', trail });
  }

  /** @throws ChangedMeanwhileError when the facts of the decision have changed, so that it must be made again. */
  private async carryOut(
    { outcome, account, epochs, linkedBy, update }: Accepted,
    { identity, provider, known, context }: Arrival,
  ): Promise<{ accountId: string; link: Pick<Link, 'id' | 'epoch'> }> {
    const upstream: UpstreamIdentity = {
      issuer: identity.issuer,
      subject: identity.subject,
      scheme: provider.scheme,
      alternateKey: alternateKey(identity.claims, provider),
    };
    if (outcome === 'provision') {
      const { account, link, created } = await this.accounts.provision(upstream, update);
      // Another sign-in of the same person was faster. Decide again, because the person is known now.
      if (!created) throw new ChangedMeanwhileError();
      return { accountId: account.id, link };
    }
    const accountId = account.id!;
    const seen = { epoch: epochs.account, version: epochs.version, linkVersion: epochs.linkVersion };
    if (linkedBy) {
      // A password does not prove to be the same person’s, unless it was set after their first sign-in by this identity
      // provider.
      const links = await this.accounts.identitiesOf(accountId);
      const theirs = links.some(({ issuer }) => issuer === upstream.issuer);
      const ending = await this.endings.plan(accountId, theirs);
      const link = await this.accounts.link(accountId, upstream, {
        linkedBy,
        update,
        along: ending.statements,
        seen: { account: seen },
      });
      await this.endings.record(ending, accountId, context.reference);
      return { accountId, link };
    }
    const link = epochs.link!;
    await this.accounts.recordSignIn(accountId, link.id, update, {
      account: seen,
      linkEpoch: link.epoch,
      fhirUserEpoch: known?.epoch ?? null,
    });
    return { accountId, link };
  }
}
