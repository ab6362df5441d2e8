import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, Not, type Repository } from 'typeorm';
import { atomically, mustChangeOne, type Statement } from '#src/database/atomically.js';
import { Clock } from '#src/clock/clock.js';
import { Sql } from '#src/database/sql.js';
import { AccountChangedError } from '../errors.js';
import { AccountCredential, type LocalLogin } from './account-credential.entity.js';

/** The only code that queries the credentials of accounts. */
@Injectable()
export class CredentialStore {
  private readonly credentials: Repository<AccountCredential>;
  private readonly sql: Sql;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.credentials = dataSource.getRepository(AccountCredential);
    this.sql = new Sql(dataSource);
  }

  async find(accountId: string): Promise<AccountCredential | undefined> {
    return (await this.credentials.findOneBy({ accountId })) ?? undefined;
  }

  /** Credentials that have a password, usable or not. Returns at most this many. */
  async withPassword(limit: number): Promise<AccountCredential[]> {
    return this.credentials.find({ where: { passwordHash: Not(IsNull()) }, take: limit });
  }

  /** Whether at least one account can sign in by password, as far as the accounts themselves decide. */
  async anyUsable(): Promise<boolean> {
    const rows = await this.sql.rows(
      `SELECT 1 FROM account_credential WHERE password_hash IS NOT NULL AND local_login = 'enabled' LIMIT 1`,
      [],
    );
    return rows.length > 0;
  }

  /** Sets a password. All access that came of the former password ends, because others may have known it. */
  async setPassword(accountId: string, passwordHash: string): Promise<void> {
    await this.sql.rows(
      `INSERT INTO account_credential (account_id, password_hash, password_changed_at, local_login, epoch)
       VALUES (?, ?, ?, 'enabled', 0)
       ON CONFLICT (account_id) DO UPDATE SET password_hash = excluded.password_hash,
       password_changed_at = excluded.password_changed_at, epoch = account_credential.epoch + 1`,
      [accountId, passwordHash, this.clock.epoch()],
    );
  }

  /** Removes a password and ends the access that came of it, as part of a larger step. */
  passwordRemoval(accountId: string): Statement {
    return this.credentials
      .createQueryBuilder()
      .update()
      .set({ passwordHash: null, passwordChangedAt: this.clock.epoch(), epoch: () => 'epoch + 1' })
      .where('account_id = :accountId', { accountId });
  }

  /**
   * Switches the password of an account on or off. Switching it off ends the access that came of it, and switching it
   * on again does not bring that access back. The account gets a new version, unless nothing changes.
   *
   * @param version of the account that the caller has read; any version when absent.
   * @throws AccountChangedError
   */
  async setLocalLogin(accountId: string, localLogin: LocalLogin, version?: number): Promise<void> {
    const { sql } = this;
    const stillSeen = sql.statement('UPDATE account SET version = version WHERE id = ? AND version = ?', [
      accountId,
      version,
    ]);
    await atomically(this.dataSource, [
      ...(version === undefined ? [] : [mustChangeOne(stillSeen, () => new AccountChangedError())]),
      sql.statement(
        `UPDATE account SET version = version + 1, updated_at = ? WHERE id = ? AND ? <>
         COALESCE((SELECT local_login FROM account_credential WHERE account_id = account.id), 'enabled')`,
        [this.clock.epoch(), accountId, localLogin],
      ),
      sql.statement(
        `INSERT INTO account_credential (account_id, local_login, epoch) VALUES (?, ?, 0)
         ON CONFLICT (account_id) DO UPDATE SET local_login = excluded.local_login,
         epoch = account_credential.epoch + CASE WHEN excluded.local_login = 'disabled' THEN 1 ELSE 0 END`,
        [accountId, localLogin],
      ),
    ]);
  }
}
