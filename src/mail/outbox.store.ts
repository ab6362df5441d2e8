import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { SealBrokenError, SecretBox } from '#src/crypto/secret-box.js';
import type { Statement } from '#src/database/atomically.js';
import { Clock } from '#src/clock/clock.js';
import { Sql } from '#src/database/sql.js';
import type { Letter } from './letter.js';
import { MAIL_PURPOSE, MailMessage } from './mail-message.entity.js';

/** A letter to send, with the facts for the audit log. */
export interface OutgoingMail {
  kind: string;
  accountId?: string;
  letter: Letter;
  /** Seconds since 1970 after which the letter is useless. */
  uselessAfter: number;
}

/** A letter that this process alone must send now. */
export interface ClaimedMail {
  id: string;
  kind: string;
  accountId: string | null;
  attempts: number;
  uselessAfter: number;
  /** Absent when it cannot be decrypted, because it was encrypted with another key. */
  letter?: Letter;
}

/** The only code that queries the outbox. */
@Injectable()
export class OutboxStore {
  private readonly messages: Repository<MailMessage>;
  private readonly sql: Sql;

  constructor(
    dataSource: DataSource,
    private readonly secretBox: SecretBox,
    private readonly clock: Clock,
  ) {
    this.messages = dataSource.getRepository(MailMessage);
    this.sql = new Sql(dataSource);
  }

  /**
   * Puts a letter into the outbox, together with the statements that cause it (`atomically`). Either both happen or
   * neither.
   *
   * @param onlyIf a query that finds a row only if the statement before had its effect.
   */
  insertion(mail: OutgoingMail, onlyIf?: { query: string; parameters: unknown[] }): Statement {
    const now = this.clock.epoch();
    const sealed = this.secretBox.seal(MAIL_PURPOSE, JSON.stringify(mail.letter));
    return this.sql.statement(
      `INSERT INTO mail_message (id, kind, account_id, sealed_letter, attempts, created_at, next_attempt_at, useless_after)
       SELECT ?, ?, ?, ?, 0, CAST(? AS BIGINT), CAST(? AS BIGINT), CAST(? AS BIGINT)${onlyIf ? ` WHERE EXISTS (${onlyIf.query})` : ''}`,
      [
        randomUUID(),
        mail.kind,
        mail.accountId ?? null,
        sealed,
        now,
        now,
        mail.uselessAfter,
        ...(onlyIf?.parameters ?? []),
      ],
    );
  }

  /** Removes letters to an account that are not sent yet, because they are not needed any more. */
  withdrawal(accountId: string): Statement {
    return this.messages.createQueryBuilder().delete().where('account_id = :accountId', { accountId });
  }

  /** How many letters wait. */
  async count(): Promise<number> {
    return this.messages.count();
  }

  /** Removes all letters that are not sent yet, as part of a larger step. */
  withdrawalOfAll(): Statement {
    return this.messages.createQueryBuilder().delete();
  }

  /**
   * Takes the letter that has waited longest and postpones it in the same statement. The row is due again when the
   * lease is over, so nothing is lost if the process dies while it sends. When two processes ask at the same time, only
   * one gets the row.
   */
  async claim(leaseSeconds: number): Promise<ClaimedMail | undefined> {
    const now = this.clock.epoch();
    const [row] = await this.sql.rows<{
      id: string;
      kind: string;
      account_id: string | null;
      attempts: number;
      useless_after: string | number;
      sealed_letter: string;
    }>(
      `UPDATE mail_message SET attempts = attempts + 1, next_attempt_at = ?
       WHERE next_attempt_at <= ? AND id = (SELECT id FROM mail_message WHERE next_attempt_at <= ? ORDER BY next_attempt_at LIMIT 1)
       RETURNING id, kind, account_id, attempts, useless_after, sealed_letter`,
      [now + leaseSeconds, now, now],
    );
    return (
      row && {
        id: row.id,
        kind: row.kind,
        accountId: row.account_id,
        attempts: row.attempts,
        uselessAfter: Number(row.useless_after),
        letter: this.open(row.sealed_letter),
      }
    );
  }

  async postpone(id: string, seconds: number): Promise<void> {
    await this.messages.update({ id }, { nextAttemptAt: this.clock.epoch() + seconds });
  }

  async remove(id: string): Promise<void> {
    await this.messages.delete({ id });
  }

  private open(sealed: string): Letter | undefined {
    try {
      return JSON.parse(this.secretBox.open(MAIL_PURPOSE, sealed)) as Letter;
    } catch (error) {
      if (error instanceof SealBrokenError) return undefined;
      throw error;
    }
  }
}
