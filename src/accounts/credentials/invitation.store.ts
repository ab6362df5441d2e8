import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { newHandle, sha256 } from '#src/crypto/handle.js';
import type { Statement } from '#src/database/atomically.js';
import { epochNow } from '#src/clock/clock.js';
import { AccountInvitation } from './account-invitation.entity.js';

const LIFETIME_SECONDS = 7 * 86_400;

/** A new invitation: the token is for the link, the statements make it the only one that works. */
export interface NewInvitation {
  token: string;
  expiresAt: number;
  statements: Statement[];
}

/** The only code that queries invitations. A token itself is never stored. */
@Injectable()
export class InvitationStore {
  private readonly invitations: Repository<AccountInvitation>;

  constructor(dataSource: DataSource) {
    this.invitations = dataSource.getRepository(AccountInvitation);
  }

  /** For `atomically`, together with the letter where there is one. Earlier invitations of the account end. */
  invite(accountId: string): NewInvitation {
    const token = newHandle();
    const now = epochNow();
    const expiresAt = now + LIFETIME_SECONDS;
    const insertion = this.invitations
      .createQueryBuilder()
      .insert()
      .values({ tokenHash: sha256(token), accountId, createdAt: now, expiresAt, consumedAt: null });
    return { token, expiresAt, statements: [this.removal(accountId), insertion] };
  }

  /** The invitation of a link that still works; looking spends nothing, as mail scanners look too. */
  async find(token: string): Promise<AccountInvitation | undefined> {
    return this.findByHash(sha256(token));
  }

  async findByHash(tokenHash: string): Promise<AccountInvitation | undefined> {
    const found = await this.invitations.findOneBy({ tokenHash });
    return found && found.consumedAt === null && found.expiresAt > epochNow() ? found : undefined;
  }

  /** Uses an invitation up. @returns false when it was used, replaced or too old; of two at once one gets true. */
  async consume(tokenHash: string): Promise<boolean> {
    const now = epochNow();
    const result = await this.invitations
      .createQueryBuilder()
      .update()
      .set({ consumedAt: now })
      .where('token_hash = :tokenHash AND consumed_at IS NULL AND expires_at > :now', { tokenHash, now })
      .execute();
    return result.affected === 1;
  }

  /** Ends every invitation of an account, as part of a larger step. */
  removal(accountId: string): Statement {
    return this.invitations.createQueryBuilder().delete().where('account_id = :accountId', { accountId });
  }
}
