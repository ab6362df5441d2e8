import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { atomically, isUniqueViolation, mustChangeOne, type Statement } from '#src/database/atomically.js';
import { Clock } from '#src/clock/clock.js';
import { EntityRows } from '#src/database/entity-rows.js';
import { Sql } from '#src/database/sql.js';
import { AccountClaim } from './account-claim.entity.js';
import { AccountFhirUser, BY_PASSWORD, type FhirUserSource } from './account-fhir-user.entity.js';
import { Account } from './account.entity.js';
import { emailKey } from './email-key.js';
import { EmailTakenError } from './errors.js';
import { aloneWithExternalId } from './external-id.js';
import { FederatedIdentity } from './federated-identity.entity.js';
import { newAccount } from './new-account.js';

/** The identity of a person at an identity provider. */
export interface UpstreamIdentity {
  issuer: string;
  subject: string;
  scheme: string;
  /** See FederatedIdentity.alternateKey. */
  alternateKey?: string;
}

/** What a sign-in found out about the person of an account. Absent members leave the account as it is. */
export interface ProfileUpdate {
  displayName?: string;
  /**
   * An address that is not verified is stored only for display: it never matches an account, and never prevents another
   * from matching.
   */
  email?: { address: string; verified: boolean };
  /** Stored with the link. */
  claims?: Record<string, unknown>;
  /** Names of stored claims to delete. */
  forgetClaims?: string[];
  fhirUser?: { fhirServer: string; resourceType: string; resourceId: string; source: FhirUserSource };
}

/**
 * The state that a sign-in was decided on. If the state has changed since, the sign-in changes nothing and is decided
 * again.
 */
export interface StateAtDecision {
  account: Pick<Account, 'epoch' | 'version' | 'linkVersion'>;
  /** The count of the link, when there was one. */
  linkEpoch?: number;
  /** The count of the FHIR resource that was known by this link; null when none was known. */
  fhirUserEpoch?: number | null;
}

/** The members of a link to an identity provider that sign-ins need. */
export type Link = Pick<FederatedIdentity, 'id' | 'accountId' | 'epoch'>;

/** How an identity comes to be linked to an account. */
interface NewLink {
  /** The claim by which the person was recognised, or who made the link. */
  linkedBy: string;
  /** What the sign-in found out; absent when there was no sign-in. */
  update?: ProfileUpdate;
  /** Statements that happen together with the link, or not at all. */
  along?: Statement[];
  /** The account at the time of the decision; absent when the link is made regardless of later changes. */
  seen?: StateAtDecision;
}

/** The only code that queries accounts and what belongs to them. */
@Injectable()
export class AccountStore {
  private readonly accounts: Repository<Account>;
  private readonly identities: Repository<FederatedIdentity>;
  private readonly claims: Repository<AccountClaim>;
  private readonly fhirUsers: Repository<AccountFhirUser>;
  private readonly accountRows: EntityRows<Account>;
  private readonly identityRows: EntityRows<FederatedIdentity>;
  private readonly claimRows: EntityRows<AccountClaim>;
  private readonly fhirUserRows: EntityRows<AccountFhirUser>;
  private readonly sql: Sql;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.accountRows = new EntityRows(dataSource, Account);
    this.identityRows = new EntityRows(dataSource, FederatedIdentity);
    this.claimRows = new EntityRows(dataSource, AccountClaim);
    this.fhirUserRows = new EntityRows(dataSource, AccountFhirUser);
    this.accounts = dataSource.getRepository(Account);
    this.identities = dataSource.getRepository(FederatedIdentity);
    this.claims = dataSource.getRepository(AccountClaim);
    this.fhirUsers = dataSource.getRepository(AccountFhirUser);
    this.sql = new Sql(dataSource);
  }

  async findById(id: string): Promise<Account | undefined> {
    return this.accountRows.findOne('id = ?', [id]);
  }

  async findByIdentity(issuer: string, subject: string): Promise<Account | undefined> {
    const identity = await this.linkOf(issuer, subject);
    return identity ? this.findById(identity.accountId) : undefined;
  }

  async linkOf(issuer: string, subject: string): Promise<Link | undefined> {
    return this.identityRows.findOne('issuer = ? AND subject = ?', [issuer, subject]);
  }

  /**
   * Accounts that have this key at this issuer under another subject. When there is more than one, the caller must
   * refuse.
   */
  async findByAlternateKey(issuer: string, alternateKey: string): Promise<Account[]> {
    const identities = await this.identities.findBy({ issuer, alternateKey });
    const accounts = await Promise.all(
      [...new Set(identities.map(({ accountId }) => accountId))].map((id) => this.findById(id)),
    );
    return accounts.filter((account) => account !== undefined);
  }

  /**
   * Accounts with this external id that wait for one of these identity providers, or that name none. When there is more
   * than one, the caller must refuse.
   */
  async findByExternalId(externalId: string, ...schemes: string[]): Promise<Account[]> {
    const waitsFor = ['external_id_scheme IS NULL', ...schemes.map(() => 'external_id_scheme = ?')];
    return this.accountRows.find(`external_id = ? AND (${waitsFor.join(' OR ')}) LIMIT 2`, [
      externalId,
      ...schemes,
    ]);
  }

  async findByEmailKey(key: string): Promise<Account[]> {
    return this.accountRows.find('email_key = ? LIMIT 2', [key]);
  }

  async identitiesOf(accountId: string): Promise<FederatedIdentity[]> {
    return this.identities.findBy({ accountId });
  }

  /** @param linkId the link that the person signed in with, or BY_PASSWORD. */
  async fhirUserOf(
    accountId: string,
    linkId: string,
    fhirServer: string,
  ): Promise<AccountFhirUser | undefined> {
    const key = 'account_id = ? AND link_id = ? AND fhir_server = ?';
    return this.fhirUserRows.findOne(key, [accountId, linkId, fhirServer]);
  }

  /** Who the account is on each FHIR server, for each way in which its person has signed in. */
  async fhirUsersOf(accountId: string): Promise<AccountFhirUser[]> {
    return this.fhirUsers.findBy({ accountId });
  }

  /** Notes that the FHIR resource of an account was seen again, unchanged. */
  async confirmFhirUser(known: AccountFhirUser): Promise<void> {
    const { accountId, linkId, fhirServer, epoch } = known;
    await this.fhirUsers.update({ accountId, linkId, fhirServer, epoch }, { resolvedAt: this.clock.epoch() });
  }

  async linkById(id: string): Promise<FederatedIdentity | undefined> {
    return this.identityRows.findOne('id = ?', [id]);
  }

  /** Stores the refresh token by which the identity provider is asked later. */
  async keepRefreshToken(linkId: string, sealedRefreshToken: string): Promise<void> {
    const providerCheckedAt = this.clock.epoch();
    await this.identities.update({ id: linkId }, { sealedRefreshToken, providerCheckedAt });
  }

  /**
   * Changes the stored refresh token or the time of the last check, unless it was changed since it was read. A refresh
   * token may work only once, and a person who has signed in again meanwhile has a newer one.
   *
   * @returns false when it was changed since.
   */
  async changeProviderCheck(
    before: Pick<FederatedIdentity, 'id' | 'sealedRefreshToken' | 'providerCheckedAt'>,
    changes: Partial<Pick<FederatedIdentity, 'sealedRefreshToken' | 'providerCheckedAt'>>,
  ): Promise<boolean> {
    const { id, sealedRefreshToken, providerCheckedAt } = before;
    const update = this.identities.createQueryBuilder().update().set(changes);
    const result = await update
      .where('id = :id AND sealed_refresh_token = :sealedRefreshToken', { id, sealedRefreshToken })
      .andWhere('provider_checked_at = :providerCheckedAt', { providerCheckedAt })
      .execute();
    return result.affected === 1;
  }

  /** Ends all access that came of a link but keeps the link, so the person may sign in by it again. */
  async endLink(linkId: string, along: Statement[] = []): Promise<void> {
    const ending = this.identities
      .createQueryBuilder()
      .update()
      .set({ epoch: () => 'epoch + 1' });
    await atomically(this.dataSource, [ending.where({ id: linkId }), ...along]);
  }

  /** The stored claims that an identity provider has sent about a person, by the person’s link to it. */
  async claimsOf(linkId: string): Promise<Record<string, unknown>> {
    const rows = await this.claimRows.find('link_id = ?', [linkId]);
    return Object.fromEntries(rows.map((row) => [row.name, row.value]));
  }

  /**
   * Makes an account beforehand, for a person who has not signed in yet.
   *
   * @param theOnlyScheme of the only identity provider, when there is only one. An account that names none waits for
   * it.
   * @throws EmailTakenError, ExternalIdTakenError
   */
  async create(
    facts: Partial<Pick<Account, 'displayName' | 'email' | 'externalId' | 'externalIdScheme' | 'fhirUser'>>,
    theOnlyScheme?: string,
  ): Promise<Account> {
    const account = newAccount({ ...facts, emailKey: emailKey(facts.email) ?? null }, this.clock.epoch());
    const insertion = [this.accounts.createQueryBuilder().insert().values(account)];
    try {
      await atomically(
        this.dataSource,
        account.externalId === null
          ? insertion
          : aloneWithExternalId(this.dataSource, account.id, theOnlyScheme, insertion),
      );
    } catch (error) {
      throw isUniqueViolation(error) ? new EmailTakenError() : error;
    }
    return account;
  }

  /**
   * Creates an account and its link in one step, with what the sign-in found out.
   *
   * @returns the account and its link. When another sign-in of the same person was faster, those of that sign-in.
   */
  async provision(
    identity: UpstreamIdentity,
    update: ProfileUpdate,
  ): Promise<{ account: Account; link: Link; created: boolean }> {
    const account = newAccount(
      { displayName: update.displayName, ...emailColumns(update.email) },
      this.clock.epoch(),
    );
    account.lastSignInAt = account.createdAt;
    const link = newLink(account.id);
    if (update.email) account.emailLinkId = link.id;
    try {
      await atomically(this.dataSource, [
        this.accountRows.insertion(account),
        this.insertIdentity(link, identity, 'provisioned'),
        ...this.profileStatements(account.id, link.id, update),
      ]);
      return { account, link, created: true };
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const theirs = await this.linkOf(identity.issuer, identity.subject);
      const winner = theirs && (await this.findById(theirs.accountId));
      if (!winner) throw error;
      return { account: winner, link: theirs, created: false };
    }
  }

  /**
   * Links an identity to an account that was made beforehand.
   *
   * @returns the link, or the one that was made meanwhile for the same account.
   * @throws ChangedMeanwhileError
   */
  async link(
    accountId: string,
    identity: UpstreamIdentity,
    { linkedBy, update, along = [], seen }: NewLink,
  ): Promise<Link> {
    const link = newLink(accountId);
    try {
      await atomically(this.dataSource, [
        this.newLinkVersion(accountId, seen),
        this.insertIdentity(link, identity, linkedBy),
        ...(update ? this.updateStatements(accountId, link.id, update) : []),
        ...along,
      ]);
      return link;
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const theirs = await this.linkOf(identity.issuer, identity.subject);
      if (theirs?.accountId !== accountId) throw error;
      return theirs;
    }
  }

  /**
   * Notes a sign-in of a known person.
   *
   * @param linkId the link that the person signed in with, or BY_PASSWORD.
   * @throws ChangedMeanwhileError
   */
  async recordSignIn(
    accountId: string,
    linkId: string,
    update: ProfileUpdate,
    seen?: StateAtDecision,
  ): Promise<void> {
    const statements: Statement[] = [];
    if (seen) statements.push(this.stillOpen(accountId, seen.account.epoch));
    if (linkId !== BY_PASSWORD) {
      const { linkEpoch } = seen ?? {};
      const [theirs, values] =
        linkEpoch === undefined
          ? ['id = ? AND account_id = ?', [linkId, accountId]]
          : ['id = ? AND account_id = ? AND epoch = ?', [linkId, accountId, linkEpoch]];
      const use = this.identityRows.change({ lastUsedAt: this.clock.epoch() }, theirs, values);
      statements.push(seen ? mustChangeOne(use) : use);
    }
    statements.push(...this.updateStatements(accountId, linkId, update, seen));
    await atomically(this.dataSource, statements);
  }

  /** Also locks the row, so that another change of the account waits until this step ends. */
  private stillOpen(id: string, epoch: number): Statement {
    const open = `id = ? AND status = 'active' AND epoch = ?`;
    return mustChangeOne(this.accountRows.change({ lastSignInAt: this.clock.epoch() }, open, [id, epoch]));
  }

  private newLinkVersion(id: string, seen: StateAtDecision | undefined): Statement {
    if (!seen) return this.accountRows.change({}, 'id = ?', [id], ['linkVersion']);
    const { epoch, version, linkVersion } = seen.account;
    const asSeen = `id = ? AND status = 'active' AND epoch = ? AND version = ? AND link_version = ?`;
    return mustChangeOne(
      this.accountRows.change({}, asSeen, [id, epoch, version, linkVersion], ['linkVersion']),
    );
  }

  private insertIdentity(link: Link, identity: UpstreamIdentity, linkedBy: string): Statement {
    const now = this.clock.epoch();
    return this.identityRows.insertion({
      ...link,
      ...identity,
      alternateKey: identity.alternateKey ?? null,
      linkedBy,
      sealedRefreshToken: null,
      providerCheckedAt: null,
      linkedAt: now,
      lastUsedAt: now,
    });
  }

  private updateStatements(
    accountId: string,
    linkId: string,
    update: ProfileUpdate,
    seen?: StateAtDecision,
  ): Statement[] {
    const now = this.clock.epoch();
    const { displayName, email } = update;
    const isChanged = displayName !== undefined || email !== undefined;
    const changes: Partial<Account> = {
      lastSignInAt: now,
      displayName,
      ...emailColumns(email),
      emailLinkId: email !== undefined && linkId !== BY_PASSWORD ? linkId : undefined,
      updatedAt: isChanged ? now : undefined,
    };
    return [
      this.accountRows.change(changes, 'id = ?', [accountId], isChanged ? ['version'] : []),
      ...this.profileStatements(accountId, linkId, update, seen?.fhirUserEpoch),
    ];
  }

  /**
   * @param seen the count of the FHIR resource at the time of the decision; null when none was known; undefined when it
   * does not matter.
   */
  private profileStatements(
    accountId: string,
    linkId: string,
    update: ProfileUpdate,
    seen?: number | null,
  ): Statement[] {
    const now = this.clock.epoch();
    const statements: Statement[] = [];
    const kept = Object.entries(update.claims ?? {});
    if (kept.length > 0)
      statements.push(
        this.sql.statement(
          `INSERT INTO account_claim (link_id, name, value, updated_at)
           VALUES ${kept.map(() => '(?, ?, ?, ?)').join(', ')}
           ON CONFLICT (link_id, name) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
          kept.flatMap(([name, value]) => [linkId, name, JSON.stringify(value), now]),
        ),
      );
    if (update.forgetClaims && update.forgetClaims.length > 0)
      statements.push(
        this.claims.createQueryBuilder().delete().where('link_id = :linkId AND name IN (:...names)', {
          linkId,
          names: update.forgetClaims,
        }),
      );
    if (update.fhirUser) {
      const { fhirServer, resourceType, resourceId, source } = update.fhirUser;
      const found = this.sql.statement(
        `INSERT INTO account_fhir_user (account_id, link_id, fhir_server, resource_type, resource_id, source, epoch, resolved_at)
         VALUES (?, ?, ?, ?, ?, ?, 0, ?)
         ON CONFLICT (account_id, link_id, fhir_server) DO UPDATE SET
         epoch = CASE WHEN ${SAME_RESOURCE} THEN account_fhir_user.epoch ELSE account_fhir_user.epoch + 1 END,
         resource_type = excluded.resource_type, resource_id = excluded.resource_id, source = excluded.source,
         resolved_at = excluded.resolved_at
         ${seen === undefined ? '' : `WHERE account_fhir_user.epoch = ${seen ?? -1} OR (${SAME_RESOURCE})`}`,
        [accountId, linkId, fhirServer, resourceType, resourceId, source, now],
      );
      // When another sign-in by this link has found another resource meanwhile, the older decision must not overwrite
      // it.
      statements.push(seen === undefined ? found : mustChangeOne(found));
    }
    return statements;
  }
}

const SAME_RESOURCE = `account_fhir_user.resource_type = excluded.resource_type
  AND account_fhir_user.resource_id = excluded.resource_id`;

function newLink(accountId: string): Link {
  return { id: randomUUID(), accountId, epoch: 0 };
}

function emailColumns(email: ProfileUpdate['email']): Partial<Pick<Account, 'email' | 'emailKey'>> {
  if (!email) return {};
  return { email: email.address, emailKey: email.verified ? (emailKey(email.address) ?? null) : null };
}
