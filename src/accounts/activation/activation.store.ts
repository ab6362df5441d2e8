import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { newHandle, sha256 } from '#src/crypto/handle.js';
import type { Statement } from '#src/database/atomically.js';
import { Clock } from '#src/clock/clock.js';
import { Sql } from '#src/database/sql.js';
import { AccountActivation } from './activation.entity.js';

/** From the proof to the link. Leaves time for a sign-in at the identity provider, and for slow mail. */
const LIFETIME_SECONDS = 3_600;
export const CODE_LIFETIME_SECONDS = 600;
export const TRIES_PER_CODE = 5;
export const CODES_PER_ACTIVATION = 5;
export const SECONDS_BETWEEN_CODES = 60;

/** The only code that queries activations. Neither handles nor codes are stored in plain text. */
@Injectable()
export class ActivationStore {
  private readonly activations: Repository<AccountActivation>;
  private readonly sql: Sql;

  constructor(
    dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.sql = new Sql(dataSource);
    this.activations = dataSource.getRepository(AccountActivation);
  }

  /** @returns the handle for the browser’s cookie. */
  async begin(
    facts: Pick<
      AccountActivation,
      'accountId' | 'proof' | 'invitationHash' | 'accountEpoch' | 'passwordEpoch'
    >,
  ): Promise<string> {
    const handle = newHandle();
    await this.activations.insert({
      idHash: sha256(handle),
      ...facts,
      scheme: null,
      sealedIdentity: null,
      codeKey: null,
      codeSentAt: null,
      codesSent: 0,
      tries: 0,
      expiresAt: this.clock.epoch() + LIFETIME_SECONDS,
      boundAt: null,
    });
    return handle;
  }

  async find(handle: string): Promise<AccountActivation | undefined> {
    const found = await this.activations.findOneBy({ idHash: sha256(handle) });
    return found && found.boundAt === null && found.expiresAt > this.clock.epoch() ? found : undefined;
  }

  /**
   * Stores the identity that came back from the identity provider. An earlier code belonged to an earlier identity, so
   * it ends.
   */
  async keepIdentity(idHash: string, scheme: string, sealedIdentity: string): Promise<void> {
    await this.activations.update({ idHash }, { scheme, sealedIdentity, codeKey: null });
  }

  /**
   * Replaces the code by a new one, unless one was sent a moment ago or too many were sent. The key in the row shows
   * whether it happened.
   */
  newCode(idHash: string, codeKey: string): Statement {
    const now = this.clock.epoch();
    return this.activations
      .createQueryBuilder()
      .update()
      .set({ codeKey, codeSentAt: now, codesSent: () => 'codes_sent + 1', tries: 0 })
      .where('id_hash = :idHash AND bound_at IS NULL AND expires_at > :now AND codes_sent < :most', {
        idHash,
        now,
        most: CODES_PER_ACTIVATION,
      })
      .andWhere('(code_sent_at IS NULL OR code_sent_at <= :earliest)', {
        earliest: now - SECONDS_BETWEEN_CODES,
      });
  }

  /**
   * Uses up one try of the present code, before the code is compared.
   *
   * @returns how many tries are left; undefined when no try was left, or no code is open.
   */
  async spendTry(idHash: string): Promise<number | undefined> {
    const now = this.clock.epoch();
    const [row] = await this.sql.rows<{ tries: number }>(
      `UPDATE account_activation SET tries = tries + 1
       WHERE id_hash = ? AND bound_at IS NULL AND expires_at > ? AND code_key IS NOT NULL AND tries < ? AND code_sent_at > ?
       RETURNING tries`,
      [idHash, now, TRIES_PER_CODE, now - CODE_LIFETIME_SECONDS],
    );
    return row && TRIES_PER_CODE - row.tries;
  }

  /** Uses the code up. @returns false when another request used it first. */
  async bind(idHash: string, codeKey: string): Promise<boolean> {
    const result = await this.activations
      .createQueryBuilder()
      .update()
      .set({ boundAt: this.clock.epoch() })
      .where('id_hash = :idHash AND code_key = :codeKey AND bound_at IS NULL', { idHash, codeKey })
      .execute();
    return result.affected === 1;
  }

  async remove(idHash: string): Promise<void> {
    await this.activations.delete({ idHash });
  }

  /** Ends all activations, as part of a larger step. */
  removalOfAll(): Statement {
    return this.activations.createQueryBuilder().delete();
  }

  /** Ends all activations of an account, as part of a larger step. */
  removal(accountId: string): Statement {
    return this.activations.createQueryBuilder().delete().where('account_id = :accountId', { accountId });
  }
}
