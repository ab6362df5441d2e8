import { Injectable } from '@nestjs/common';
import { Brackets, DataSource, type QueryDeepPartialEntity, type Repository } from 'typeorm';
import {
  atomically,
  ChangedMeanwhileError,
  isUniqueViolation,
  mustChangeOne,
  type Statement,
} from '#src/database/atomically.js';
import { Clock } from '#src/clock/clock.js';
import { EntityRows } from '#src/database/entity-rows.js';
import { Sql } from '#src/database/sql.js';
import type { AccountChanges } from './account-changes.js';
import { AccountFhirUser } from './account-fhir-user.entity.js';
import { Account, type AccountStatus } from './account.entity.js';
import { ActivationStore } from './activation/activation.store.js';
import { InvitationStore } from './credentials/invitation.store.js';
import { emailKey } from './email-key.js';
import { AccountChangedError, EmailTakenError } from './errors.js';
import { aloneWithExternalId } from './external-id.js';
import { FederatedIdentity } from './federated-identity.entity.js';
import { RememberedConsent } from '#src/access/remembered-consent.entity.js';
import { RoleStore } from '#src/roles/role.store.js';
import { RelyingPartySessionStore } from '#src/access/relying-party-session.store.js';

export interface AccountFilter {
  email?: string;
  externalId?: string;
  status?: AccountStatus;
  /** Part of a name or of an e-mail address. */
  text?: string;
}

/** A position in the list: after this account. */
export interface AccountCursor {
  createdAt: number;
  id: string;
}

/** Accounts as administrators see them: found, listed, changed, removed. */
@Injectable()
export class AccountDirectory {
  private readonly accounts: Repository<Account>;
  private readonly identities: Repository<FederatedIdentity>;
  private readonly fhirUsers: Repository<AccountFhirUser>;
  private readonly consents: Repository<RememberedConsent>;
  private readonly rows: EntityRows<Account>;
  private readonly sql: Sql;
  private readonly activations: ActivationStore;
  private readonly invitations: InvitationStore;
  private readonly signedInAt: RelyingPartySessionStore;
  private readonly roles: RoleStore;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.accounts = dataSource.getRepository(Account);
    this.identities = dataSource.getRepository(FederatedIdentity);
    this.fhirUsers = dataSource.getRepository(AccountFhirUser);
    this.consents = dataSource.getRepository(RememberedConsent);
    this.rows = new EntityRows(dataSource, Account);
    this.sql = new Sql(dataSource);
    this.activations = new ActivationStore(dataSource, clock);
    this.invitations = new InvitationStore(dataSource, clock);
    this.signedInAt = new RelyingPartySessionStore(dataSource, clock);
    this.roles = new RoleStore(dataSource, clock);
  }

  /**
   * Returns one page, the oldest account first. Ask for one more account than you show, to know whether there are more.
   */
  async list(filter: AccountFilter, after: AccountCursor | undefined, limit: number): Promise<Account[]> {
    const query = this.accounts
      .createQueryBuilder('account')
      .orderBy('account.createdAt')
      .addOrderBy('account.id')
      .take(limit);
    if (filter.email !== undefined) {
      // An address of a form that is never compared matches no account. It must not match all accounts without an
      // address.
      query.andWhere('account.emailKey = :key', { key: emailKey(filter.email) ?? '' });
    }
    if (filter.externalId !== undefined)
      query.andWhere('account.externalId = :externalId', { externalId: filter.externalId });
    if (filter.status !== undefined) query.andWhere('account.status = :status', { status: filter.status });
    if (filter.text !== undefined) {
      const pattern = `%${filter.text.toLowerCase().replace(/[\\%_]/g, (character) => `\\${character}`)}%`;
      query.andWhere(
        new Brackets((either) =>
          either
            .where(`LOWER(account.displayName) LIKE :pattern ESCAPE '\\'`, { pattern })
            .orWhere(`LOWER(account.email) LIKE :pattern ESCAPE '\\'`, { pattern }),
        ),
      );
    }
    if (after) {
      // Lets the database begin at this account; it does not see that from the brackets.
      query
        .andWhere('account.createdAt >= :createdAt')
        .andWhere(
          new Brackets((either) =>
            either
              .where('account.createdAt > :createdAt', { createdAt: after.createdAt })
              .orWhere('account.createdAt = :createdAt AND account.id > :id', { ...after }),
          ),
        );
    }
    return query.getMany();
  }

  /**
   * Active accounts that were made beforehand, have no link and no password, and do not name the identity provider for
   * which they wait. @returns how many there are, and the oldest of them.
   */
  async withoutIdentityProvider(few: number): Promise<{ count: number; oldest: Account[] }> {
    const [oldest, count] = await this.accounts
      .createQueryBuilder('account')
      .where(`account.status = 'active' AND account.externalIdScheme IS NULL`)
      .andWhere('(account.emailKey IS NOT NULL OR account.externalId IS NOT NULL)')
      .andWhere('NOT EXISTS (SELECT 1 FROM federated_identity link WHERE link.account_id = account.id)')
      .andWhere(
        'NOT EXISTS (SELECT 1 FROM account_credential credential WHERE credential.account_id = account.id AND credential.password_hash IS NOT NULL)',
      )
      .orderBy('account.createdAt')
      .addOrderBy('account.id')
      .take(few)
      .getManyAndCount();
    return { count, oldest };
  }

  /**
   * Changes an account, if it is still at the version that the caller has read.
   *
   * @param theOnlyScheme of the only identity provider, when there is only one. An account that names none waits for
   * it.
   * @throws AccountChangedError when the account has another version, EmailTakenError or ExternalIdTakenError when
   * another account has that value, LastAdministratorError.
   */
  async update(id: string, version: number, changes: AccountChanges, theOnlyScheme?: string): Promise<void> {
    const values: QueryDeepPartialEntity<Account> = {
      ...changes,
      updatedAt: this.clock.epoch(),
      version: () => 'version + 1',
    };
    if (changes.email !== undefined) {
      values.emailKey = emailKey(changes.email) ?? null;
      values.emailLinkId = null;
    }
    const query = this.accounts.createQueryBuilder().update();
    // When the account is switched on again, access from before must stay ended.
    if (changes.status === 'deactivated') values.epoch = () => 'epoch + 1';
    // The person may have been taken for another FHIR resource. The access from then ends now, not only at the next
    // sign-in.
    else if (changes.fhirUser !== undefined) {
      values.epoch = () => `epoch + CASE WHEN COALESCE(fhir_user, '') = :asBefore THEN 0 ELSE 1 END`;
      query.setParameter('asBefore', changes.fhirUser ?? '');
    }
    const steps = [
      ...(changes.status === 'deactivated' ? await this.roles.keepingAnAdministrator(id) : []),
      mustChangeOne(
        query.set(values).where('id = :id AND version = :version', { id, version }),
        () => new AccountChangedError(),
      ),
      ...(changes.status === 'deactivated'
        ? [this.signedInAt.endingOfAccount(id), this.invitations.removal(id)]
        : []),
      // Letters to the former address must not open the account for the present owner of that address.
      ...(changes.email === undefined ? [] : this.proofsUnderWay(id)),
    ];
    const isKnownAnew = changes.externalId !== undefined || changes.externalIdScheme !== undefined;
    try {
      await atomically(
        this.dataSource,
        isKnownAnew ? aloneWithExternalId(this.dataSource, id, theOnlyScheme, steps) : steps,
      );
    } catch (error) {
      throw isUniqueViolation(error) ? new EmailTakenError() : error;
    }
  }

  /** Ends all access of the account. Its person may sign in again. */
  async signOut(id: string): Promise<void> {
    await atomically(this.dataSource, [
      this.ending(id),
      this.signedInAt.endingOfAccount(id),
      this.invitations.removal(id),
    ]);
  }

  /**
   * Removes an account with its links, claims and FHIR identities.
   *
   * @param version that the caller has read; any version when absent.
   * @returns false when there was no such account.
   * @throws LastAdministratorError
   */
  async delete(id: string, version?: number): Promise<boolean> {
    const deletion =
      version === undefined
        ? this.rows.deletion('id = ?', [id])
        : this.rows.deletion('id = ? AND version = ?', [id, version]);
    try {
      await atomically(this.dataSource, [
        ...(await this.roles.keepingAnAdministrator(id)),
        mustChangeOne(deletion),
        this.signedInAt.endingOfAccount(id),
      ]);
      return true;
    } catch (error) {
      if (error instanceof ChangedMeanwhileError) return false;
      throw error;
    }
  }

  /**
   * Removes a link. Also ends all access of the account, because the identity may have been a stranger’s, and its
   * activations under way, so that earlier proofs make no new link.
   *
   * @param version of the account that the caller has read; any version when absent.
   * @returns false when the account has no such link.
   * @throws AccountChangedError
   */
  async removeLink(accountId: string, identityId: string, version?: number): Promise<boolean> {
    if (!(await this.identities.existsBy({ id: identityId, accountId }))) return false;
    await atomically(this.dataSource, [
      ...(version === undefined ? [] : [this.stillAt(accountId, version)]),
      this.activations.removal(accountId),
      this.signedInAt.endingOfAccount(accountId),
      this.ending(accountId),
      this.waitsNoLongerFor(accountId, identityId),
      // An address from this link may be a stranger’s, and must not match that stranger to this account again.
      this.accounts
        .createQueryBuilder()
        .update()
        .set({ email: null, emailKey: null, emailLinkId: null, version: () => 'version + 1' })
        .where({ id: accountId, emailLinkId: identityId }),
      this.consents.createQueryBuilder().delete().where({ accountId }),
      this.fhirUsers.createQueryBuilder().delete().where({ accountId, linkId: identityId }),
      this.identities.createQueryBuilder().delete().where({ id: identityId, accountId }),
    ]);
    return true;
  }

  /** Removes activations and invitations, which would let in a person who holds an earlier letter or proof. */
  private proofsUnderWay(id: string): Statement[] {
    return [this.activations.removal(id), this.invitations.removal(id)];
  }

  /**
   * When other links remain, the account stops waiting for the identity provider of the removed link. That identity
   * provider’s word must not link it again.
   */
  private waitsNoLongerFor(id: string, linkId: string): Statement {
    return this.sql.statement(
      `UPDATE account SET external_id_scheme = NULL, version = version + 1
       WHERE id = ? AND external_id_scheme = (SELECT scheme FROM federated_identity WHERE id = ?)
       AND EXISTS (SELECT 1 FROM federated_identity WHERE account_id = ? AND id <> ?)`,
      [id, linkId, id, linkId],
    );
  }

  private stillAt(id: string, version: number): Statement {
    const touch = this.accounts
      .createQueryBuilder()
      .update()
      .set({ version: () => 'version' });
    return mustChangeOne(touch.where({ id, version }), () => new AccountChangedError());
  }

  private ending(id: string): Statement {
    return this.accounts
      .createQueryBuilder()
      .update()
      .set({ epoch: () => 'epoch + 1' })
      .where({ id });
  }
}
