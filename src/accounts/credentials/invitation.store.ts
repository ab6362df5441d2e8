import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, MoreThan, type Repository } from 'typeorm';
import { newHandle, sha256 } from '#src/crypto/handle.js';
import type { Statement } from '#src/database/atomically.js';
import { Clock } from '#src/clock/clock.js';
import { AccountInvitation } from './account-invitation.entity.js';

const LIFETIME_DAYS = 7;

/** A new invitation. The token goes into the link. The statements store it and end all earlier ones. */
export interface NewInvitation {
  token: string;
  /** How long it can be used. */
  days: number;
  expiresAt: number;
  statements: Statement[];
}

/** The only code that queries invitations. A token is never stored in plain text. */
@Injectable()
export class InvitationStore {
  private readonly invitations: Repository<AccountInvitation>;

  constructor(
    dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.invitations = dataSource.getRepository(AccountInvitation);
  }

  /**
   * Makes statements for `atomically`, together with the letter if there is one. They end earlier invitations of the
   * account.
   */
  invite(accountId: string): NewInvitation {
    const token = newHandle();
    const now = this.clock.epoch();
    const expiresAt = now + LIFETIME_DAYS * 86_400;
    const insertion = this.invitations
      .createQueryBuilder()
      .insert()
      .values({ tokenHash: sha256(token), accountId, createdAt: now, expiresAt, consumedAt: null });
    return { token, days: LIFETIME_DAYS, expiresAt, statements: [this.removal(accountId), insertion] };
  }

  /**
   * The invitation of a link that still works. Reading it does not use it up, because mail scanners open links, too.
   */
  async find(token: string): Promise<AccountInvitation | undefined> {
    return this.findByHash(sha256(token));
  }

  async findByHash(tokenHash: string): Promise<AccountInvitation | undefined> {
    const found = await this.invitations.findOneBy({ tokenHash });
    return found && found.consumedAt === null && found.expiresAt > this.clock.epoch() ? found : undefined;
  }

  /**
   * Uses an invitation up. @returns false when it was used, replaced or too old. Of two requests at once, only one gets
   * true.
   */
  async consume(tokenHash: string): Promise<boolean> {
    const now = this.clock.epoch();
    const result = await this.invitations
      .createQueryBuilder()
      .update()
      .set({ consumedAt: now })
      .where('token_hash = :tokenHash AND consumed_at IS NULL AND expires_at > :now', { tokenHash, now })
      .execute();
    return result.affected === 1;
  }

  /** How many invitations can still be used. */
  async countOpen(): Promise<number> {
    return this.invitations.countBy({ consumedAt: IsNull(), expiresAt: MoreThan(this.clock.epoch()) });
  }

  /** Ends all invitations, as part of a larger step. */
  removalOfAll(): Statement {
    return this.invitations.createQueryBuilder().delete();
  }

  /** Ends all invitations of an account, as part of a larger step. */
  removal(accountId: string): Statement {
    return this.invitations.createQueryBuilder().delete().where('account_id = :accountId', { accountId });
  }
}
