import { Injectable } from '@nestjs/common';
import { DataSource, MoreThan, type Repository } from 'typeorm';
import { newHandle, sha256 } from '#src/crypto/handle.js';
import type { Statement } from '#src/database/atomically.js';
import { Clock } from '#src/clock/clock.js';
import { RegistrationToken } from './registration-token.entity.js';

/** Stores initial access tokens (RFC 7591 section 3), by their hash only. */
@Injectable()
export class RegistrationTokenStore {
  private readonly rows: Repository<RegistrationToken>;

  constructor(
    dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.rows = dataSource.getRepository(RegistrationToken);
  }

  /** @returns the token, only this once. */
  async create(uses: number, expiresAt: number): Promise<string> {
    const token = newHandle();
    await this.rows.insert({
      tokenHash: sha256(token),
      usesLeft: uses,
      createdAt: this.clock.epoch(),
      expiresAt,
    });
    return token;
  }

  /** Whether the token would be accepted now. */
  async isGood(token: string): Promise<boolean> {
    return this.rows.existsBy({
      tokenHash: sha256(token),
      usesLeft: MoreThan(0),
      expiresAt: MoreThan(this.clock.epoch()),
    });
  }

  /** How many tokens can still be used. */
  async countOpen(): Promise<number> {
    return this.rows.countBy({ usesLeft: MoreThan(0), expiresAt: MoreThan(this.clock.epoch()) });
  }

  /** Ends all tokens, as part of a larger step. */
  removalOfAll(): Statement {
    return this.rows.createQueryBuilder().delete();
  }

  /**
   * Uses the token once. Of parallel requests only as many succeed as the token allows.
   * @returns false when it is unknown, expired or used up.
   */
  async use(token: string): Promise<boolean> {
    const result = await this.rows
      .createQueryBuilder()
      .update()
      .set({ usesLeft: () => 'uses_left - 1' })
      .where('token_hash = :tokenHash AND uses_left > 0 AND expires_at > :now', {
        tokenHash: sha256(token),
        now: this.clock.epoch(),
      })
      .execute();
    return result.affected === 1;
  }
}
