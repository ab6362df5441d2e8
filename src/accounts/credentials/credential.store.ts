import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, Not, type Repository } from 'typeorm';
import type { Statement } from '#src/database/atomically.js';
import { epochNow } from '#src/database/epoch-column.js';
import { AccountCredential, type LocalLogin } from './account-credential.entity.js';

/** The only code that queries what accounts sign in with here. */
@Injectable()
export class CredentialStore {
  private readonly credentials: Repository<AccountCredential>;

  constructor(dataSource: DataSource) {
    this.credentials = dataSource.getRepository(AccountCredential);
  }

  async find(accountId: string): Promise<AccountCredential | undefined> {
    return (await this.credentials.findOneBy({ accountId })) ?? undefined;
  }

  /** Accounts with a password, usable or not; at most so many. */
  async withPassword(limit: number): Promise<AccountCredential[]> {
    return this.credentials.find({ where: { passwordHash: Not(IsNull()) }, take: limit });
  }

  /** Whether any account could sign in by password, as far as the account itself decides. */
  async anyUsable(): Promise<boolean> {
    return this.credentials.existsBy({ passwordHash: Not(IsNull()), localLogin: 'enabled' });
  }

  async setPassword(accountId: string, passwordHash: string): Promise<void> {
    await this.credentials
      .createQueryBuilder()
      .insert()
      .values({ accountId, passwordHash, passwordChangedAt: epochNow(), localLogin: 'enabled' })
      .orUpdate(['password_hash', 'password_changed_at'], ['account_id'])
      .execute();
  }

  /** Forgets a password, as part of a larger step. */
  passwordRemoval(accountId: string): Statement {
    return this.credentials
      .createQueryBuilder()
      .update()
      .set({ passwordHash: null, passwordChangedAt: epochNow() })
      .where('account_id = :accountId', { accountId });
  }

  async setLocalLogin(accountId: string, localLogin: LocalLogin): Promise<void> {
    await this.credentials
      .createQueryBuilder()
      .insert()
      .values({ accountId, passwordHash: null, passwordChangedAt: null, localLogin })
      .orUpdate(['local_login'], ['account_id'])
      .execute();
  }
}
