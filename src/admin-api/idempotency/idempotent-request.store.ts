import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { DAY_SECONDS } from '#src/clock/day.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { Sql } from '#src/database/sql.js';
import { ANSWERS } from './idempotent-request.entity.js';

/** For so long a repeated request gets the first answer. */
const LIFETIME_SECONDS = DAY_SECONDS;
/** No request is answered for longer. One that began before, and has no answer, ended with its process. */
const LONGEST_REQUEST_SECONDS = 120;

export type Begun = 'begun' | 'under way' | 'another request' | { answer: unknown };

/** Remembers requests with an `Idempotency-Key` and their answers, for all nodes. */
@Injectable()
export class IdempotentRequestStore {
  private readonly sql: Sql;

  constructor(
    dataSource: DataSource,
    private readonly secretBox: SecretBox,
    private readonly clock: Clock,
  ) {
    this.sql = new Sql(dataSource);
  }

  /**
   * Begins a request, unless it was begun before.
   *
   * @returns `begun` for exactly one of several callers at the same moment. The others get the answer, or `under way`
   * when there is none yet; `another request` when the same key came with something else.
   */
  async begin(keyHash: string, requestHash: string): Promise<Begun> {
    const now = this.clock.epoch();
    const values = [requestHash, now, now + LIFETIME_SECONDS];
    // With PostgreSQL, this waits for a request of the same key at another node, until that one is committed.
    const inserted = await this.sql.rows(
      `INSERT INTO idempotent_request (key_hash, request_hash, begun_at, expires_at) VALUES (?, ?, ?, ?)
       ON CONFLICT DO NOTHING RETURNING 1`,
      [keyHash, ...values],
    );
    if (inserted.length > 0) return 'begun';
    const [known] = await this.sql.rows<{ request_hash: string; sealed_answer: string | null }>(
      'SELECT request_hash, sealed_answer FROM idempotent_request WHERE key_hash = ? AND expires_at > ?',
      [keyHash, now],
    );
    if (known && known.request_hash !== requestHash) return 'another request';
    if (known && known.sealed_answer !== null)
      return { answer: JSON.parse(this.secretBox.open(ANSWERS, known.sealed_answer)) as unknown };
    const taken = await this.sql.rows(
      `UPDATE idempotent_request SET request_hash = ?, begun_at = ?, expires_at = ?, sealed_answer = NULL
       WHERE key_hash = ? AND (expires_at <= ? OR (sealed_answer IS NULL AND begun_at <= ?)) RETURNING 1`,
      [...values, keyHash, now, now - LONGEST_REQUEST_SECONDS],
    );
    return taken.length > 0 ? 'begun' : 'under way';
  }

  /** @param answer anything that can be written as JSON. */
  async end(keyHash: string, answer: unknown): Promise<void> {
    await this.sql.rows('UPDATE idempotent_request SET sealed_answer = ? WHERE key_hash = ? RETURNING 1', [
      this.secretBox.seal(ANSWERS, JSON.stringify(answer)),
      keyHash,
    ]);
  }

  /** Forgets a request that was refused or failed: it has made nothing, and may be sent again, also changed. */
  async forget(keyHash: string): Promise<void> {
    await this.sql.rows(
      'DELETE FROM idempotent_request WHERE key_hash = ? AND sealed_answer IS NULL RETURNING 1',
      [keyHash],
    );
  }
}
