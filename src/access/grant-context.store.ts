import { Injectable } from '@nestjs/common';
import { DataSource, In, MoreThan, type Repository } from 'typeorm';
import { sha256 } from '#src/crypto/handle.js';
import { Clock } from '#src/clock/clock.js';
import { EntityRows } from '#src/database/entity-rows.js';
import { Sql } from '#src/database/sql.js';
import { RequestMemo } from '#src/request-scope/request-memo.js';
import { GrantContext } from './grant-context.entity.js';

/** Stores the launch context of each Grant, for the code exchange, every refresh and introspection. */
@Injectable()
export class GrantContextStore {
  private readonly contexts: Repository<GrantContext>;
  private readonly rows: EntityRows<GrantContext>;
  private readonly sql: Sql;
  private readonly memo = new RequestMemo<GrantContext | undefined>();

  constructor(
    dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.sql = new Sql(dataSource);
    this.rows = new EntityRows(dataSource, GrantContext);
    this.contexts = dataSource.getRepository(GrantContext);
  }

  async save(
    grantId: string,
    facts: Omit<GrantContext, 'grantHash' | 'createdAt' | 'lastUsedAt'>,
  ): Promise<void> {
    this.memo.forget();
    await this.rows.insert({
      grantHash: sha256(grantId),
      ...facts,
      createdAt: this.clock.epoch(),
      lastUsedAt: null,
    });
  }

  /** The Grants of a person that have not expired, newest first. */
  async ofAccount(accountId: string): Promise<GrantContext[]> {
    return this.contexts.find({
      where: { accountId, expiresAt: MoreThan(this.clock.epoch()) },
      order: { createdAt: 'DESC' },
    });
  }

  /** Notes that a refresh token of this Grant was used. */
  async used(grantId: string): Promise<void> {
    await this.sql.rows(`UPDATE grant_context SET last_used_at = ? WHERE grant_hash = ?`, [
      this.clock.epoch(),
      sha256(grantId),
    ]);
  }

  /** The hashes of the Grants that end with a browser session. */
  async grantsOfSession(sessionUid: string): Promise<string[]> {
    const rows = await this.contexts.find({ where: { sessionUid }, select: { grantHash: true } });
    return rows.map((row) => row.grantHash);
  }

  /**
   * The hashes of all Grants that were made in one of these browser sessions, also of those that outlive the session.
   */
  async grantsMadeIn(sessionUids: string[]): Promise<string[]> {
    const rows = await this.contexts.find({
      where: { madeInSession: In(sessionUids) },
      select: { grantHash: true },
    });
    return rows.map((row) => row.grantHash);
  }

  async find(grantId: string): Promise<GrantContext | undefined> {
    return this.memo.once(grantId, () => this.rows.findOne('grant_hash = ?', [sha256(grantId)]));
  }
}
