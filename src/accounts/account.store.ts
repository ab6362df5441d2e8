import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, In, IsNull, type QueryDeepPartialEntity, type Repository } from 'typeorm';
import { atomically, isUniqueViolation, type Statement } from '#src/database/atomically.js';
import { epochNow } from '#src/database/epoch-column.js';
import { AccountClaim } from './account-claim.entity.js';
import { AccountFhirUser, type FhirUserSource } from './account-fhir-user.entity.js';
import { Account } from './account.entity.js';
import { emailKey } from './email-key.js';
import { EmailTakenError } from './errors.js';
import { FederatedIdentity } from './federated-identity.entity.js';

/** Who somebody is at an identity provider. */
export interface UpstreamIdentity {
  issuer: string;
  subject: string;
  scheme: string;
  /** See FederatedIdentity.alternateKey. */
  alternateKey?: string;
}

/** What a sign-in teaches us about an account. Absent members leave the account as it is. */
export interface ProfileUpdate {
  displayName?: string;
  /** An address that is not verified is kept for showing only: it never matches, and never keeps another from matching. */
  email?: { address: string; verified: boolean };
  claims?: Record<string, unknown>;
  /** Names of kept claims to forget. */
  forgetClaims?: string[];
  fhirUser?: { fhirServer: string; resourceType: string; resourceId: string; source: FhirUserSource };
}

/** The only code that queries accounts and what belongs to them. */
@Injectable()
export class AccountStore {
  private readonly accounts: Repository<Account>;
  private readonly identities: Repository<FederatedIdentity>;
  private readonly claims: Repository<AccountClaim>;
  private readonly fhirUsers: Repository<AccountFhirUser>;

  constructor(private readonly dataSource: DataSource) {
    this.accounts = dataSource.getRepository(Account);
    this.identities = dataSource.getRepository(FederatedIdentity);
    this.claims = dataSource.getRepository(AccountClaim);
    this.fhirUsers = dataSource.getRepository(AccountFhirUser);
  }

  async findById(id: string): Promise<Account | undefined> {
    return (await this.accounts.findOneBy({ id })) ?? undefined;
  }

  async findByIdentity(issuer: string, subject: string): Promise<Account | undefined> {
    const identity = await this.identities.findOneBy({ issuer, subject });
    return identity ? this.findById(identity.accountId) : undefined;
  }

  /** Accounts whose person had this key at this issuer under another subject; more than one is for the caller to refuse. */
  async findByAlternateKey(issuer: string, alternateKey: string): Promise<Account[]> {
    const identities = await this.identities.findBy({ issuer, alternateKey });
    const accounts = await Promise.all(
      [...new Set(identities.map(({ accountId }) => accountId))].map((id) => this.findById(id)),
    );
    return accounts.filter((account) => account !== undefined);
  }

  /** Accounts with this id at one of these providers, or at none that is named. More than one is for the caller to refuse. */
  async findByExternalId(externalId: string, ...schemes: string[]): Promise<Account[]> {
    return this.accounts.find({
      where: [
        { externalId, externalIdScheme: In(schemes) },
        { externalId, externalIdScheme: IsNull() },
      ],
      take: 2,
    });
  }

  async findByEmailKey(key: string): Promise<Account[]> {
    return this.accounts.find({ where: { emailKey: key }, take: 2 });
  }

  async identitiesOf(accountId: string): Promise<FederatedIdentity[]> {
    return this.identities.findBy({ accountId });
  }

  async fhirUserOf(accountId: string, fhirServer: string): Promise<AccountFhirUser | undefined> {
    return (await this.fhirUsers.findOneBy({ accountId, fhirServer })) ?? undefined;
  }

  /** Notes that an account's FHIR resource was seen again, unchanged. */
  async confirmFhirUser(accountId: string, fhirServer: string): Promise<void> {
    await this.fhirUsers.update({ accountId, fhirServer }, { resolvedAt: epochNow() });
  }

  async claimsOf(accountId: string): Promise<Record<string, unknown>> {
    const rows = await this.claims.findBy({ accountId });
    return Object.fromEntries(rows.map((row) => [row.name, row.value]));
  }

  /**
   * Makes an account beforehand, for a person who has not signed in yet.
   *
   * @throws EmailTakenError
   */
  async create(
    facts: Partial<Pick<Account, 'displayName' | 'email' | 'externalId' | 'externalIdScheme' | 'fhirUser'>>,
  ): Promise<Account> {
    const account = this.newAccount({ ...facts, emailKey: emailKey(facts.email) ?? null });
    try {
      await this.accounts.insert(account);
    } catch (error) {
      throw isUniqueViolation(error) ? new EmailTakenError() : error;
    }
    return account;
  }

  /**
   * Creates an account and its link in one step, with what the sign-in taught.
   *
   * @returns the account; when another sign-in of the same person was faster, that one's account.
   */
  async provision(
    identity: UpstreamIdentity,
    update: ProfileUpdate,
  ): Promise<{ account: Account; created: boolean }> {
    const account = this.newAccount({ displayName: update.displayName, ...emailColumns(update.email) });
    account.lastSignInAt = account.createdAt;
    try {
      await atomically(this.dataSource, [
        this.accounts.createQueryBuilder().insert().values(account),
        this.insertIdentity(account.id, identity, 'provisioned'),
        ...this.profileStatements(account.id, update),
      ]);
      return { account, created: true };
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const winner = await this.findByIdentity(identity.issuer, identity.subject);
      if (!winner) throw error;
      return { account: winner, created: false };
    }
  }

  /**
   * Binds an identity to an account made beforehand.
   *
   * @param update what the sign-in taught; undefined when nobody signed in.
   * @param along what happens with the binding or not at all.
   */
  async link(
    accountId: string,
    identity: UpstreamIdentity,
    linkedBy: string,
    update: ProfileUpdate | undefined,
    along: Statement[] = [],
  ): Promise<void> {
    try {
      await atomically(this.dataSource, [
        this.insertIdentity(accountId, identity, linkedBy),
        ...(update ? this.updateStatements(accountId, update) : []),
        ...along,
      ]);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const owner = await this.findByIdentity(identity.issuer, identity.subject);
      if (owner?.id !== accountId) throw error;
    }
  }

  /** Notes a sign-in of a known person; without an identity, one by password. */
  async recordSignIn(
    accountId: string,
    identity: UpstreamIdentity | undefined,
    update: ProfileUpdate,
  ): Promise<void> {
    const statements = this.updateStatements(accountId, update);
    if (identity) {
      const { issuer, subject } = identity;
      const use = this.identities.createQueryBuilder().update().set({ lastUsedAt: epochNow() });
      statements.push(use.where({ issuer, subject }));
    }
    await atomically(this.dataSource, statements);
  }

  private newAccount(facts: Partial<Account>): Account {
    const now = epochNow();
    return Object.assign(new Account(), {
      id: randomUUID(),
      status: 'active' as const,
      displayName: facts.displayName ?? null,
      email: facts.email ?? null,
      emailKey: facts.emailKey ?? null,
      externalId: facts.externalId ?? null,
      externalIdScheme: facts.externalIdScheme ?? null,
      fhirUser: facts.fhirUser ?? null,
      version: 1,
      createdAt: now,
      updatedAt: now,
      lastSignInAt: null,
      signedOutAt: null,
    });
  }

  private insertIdentity(accountId: string, identity: UpstreamIdentity, linkedBy: string): Statement {
    const now = epochNow();
    return this.identities
      .createQueryBuilder()
      .insert()
      .values({
        id: randomUUID(),
        accountId,
        ...identity,
        alternateKey: identity.alternateKey ?? null,
        linkedBy,
        linkedAt: now,
        lastUsedAt: now,
      });
  }

  private updateStatements(accountId: string, update: ProfileUpdate): Statement[] {
    const now = epochNow();
    const changes: QueryDeepPartialEntity<Account> = { lastSignInAt: now, ...emailColumns(update.email) };
    if (update.displayName !== undefined) changes.displayName = update.displayName;
    if (update.displayName !== undefined || update.email !== undefined) {
      Object.assign(changes, { updatedAt: now, version: () => 'version + 1' });
    }
    return [
      this.accounts.createQueryBuilder().update().set(changes).where({ id: accountId }),
      ...this.profileStatements(accountId, update),
    ];
  }

  private profileStatements(accountId: string, update: ProfileUpdate): Statement[] {
    const now = epochNow();
    const statements: Statement[] = Object.entries(update.claims ?? {}).map(([name, value]) =>
      this.claims
        .createQueryBuilder()
        .insert()
        .values({ accountId, name, value: value as object, updatedAt: now })
        .orUpdate(['value', 'updated_at'], ['account_id', 'name']),
    );
    if (update.forgetClaims && update.forgetClaims.length > 0) {
      statements.push(
        this.claims.createQueryBuilder().delete().where('account_id = :accountId AND name IN (:...names)', {
          accountId,
          names: update.forgetClaims,
        }),
      );
    }
    if (update.fhirUser) {
      statements.push(
        this.fhirUsers
          .createQueryBuilder()
          .insert()
          .values({ accountId, ...update.fhirUser, resolvedAt: now })
          .orUpdate(['resource_type', 'resource_id', 'source', 'resolved_at'], ['account_id', 'fhir_server']),
      );
    }
    return statements;
  }
}

function emailColumns(email: ProfileUpdate['email']): Partial<Pick<Account, 'email' | 'emailKey'>> {
  if (!email) return {};
  return { email: email.address, emailKey: email.verified ? (emailKey(email.address) ?? null) : null };
}
