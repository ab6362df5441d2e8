import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { sha256 } from '#src/crypto/handle.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { Clock } from '#src/clock/clock.js';
import type { Statement } from '#src/database/atomically.js';
import { EntityRows } from '#src/database/entity-rows.js';
import { Sql } from '#src/database/sql.js';
import type { CallbackParameters, LoginMemo } from '../connectors/connector.js';
import { LOGIN_PURPOSE, LoginAttempt } from './login-attempt.entity.js';

const STATE_PURPOSE = 'login state';
/**
 * How many logins of one pending request may be under way at once: in other tabs, after the Back button, at another
 * identity provider.
 */
const MOST_AT_ONCE = 4;
/** The longest posted answer, in characters. An ID token with hundreds of groups has 15,000. */
const MOST_OF_RESPONSE = 32 * 1024;

/** Which pending request a login belongs to, and at which identity provider it is under way. */
export interface Destination {
  interactionUid: string;
  scheme: string;
  /** When the pending request ends. The login ends with it. */
  expiresAt: number;
}

/** Stores logins under way. The `state` itself is never stored, and what it stands for is sealed. */
@Injectable()
export class LoginAttemptStore {
  private readonly rows: EntityRows<LoginAttempt>;
  private readonly sql: Sql;

  constructor(
    dataSource: DataSource,
    private readonly secretBox: SecretBox,
    private readonly clock: Clock,
  ) {
    this.rows = new EntityRows(dataSource, LoginAttempt);
    this.sql = new Sql(dataSource);
  }

  /** When a pending request has too many logins, the oldest ends. */
  async begin(state: string, facts: Destination & { memo: LoginMemo }): Promise<void> {
    await this.sql.rows(
      `DELETE FROM login_attempt WHERE interaction_uid = ? AND state_hash NOT IN (SELECT state_hash FROM login_attempt
       WHERE interaction_uid = ? ORDER BY begun_at DESC LIMIT ${MOST_AT_ONCE - 1})`,
      [facts.interactionUid, facts.interactionUid],
    );
    await this.rows.insert({
      stateHash: sha256(state),
      interactionUid: facts.interactionUid,
      scheme: facts.scheme,
      sealedMemo: this.secretBox.seal(LOGIN_PURPOSE, JSON.stringify(facts.memo)),
      begunAt: this.clock.epoch(),
      expiresAt: facts.expiresAt,
      sealedResponse: null,
      consumedAt: null,
      answerHash: null,
      outcome: null,
    });
  }

  /**
   * A new unguessable `state`. Only this server can read from it where it leads, also when the login has long been
   * deleted.
   */
  newState({ interactionUid, scheme }: Pick<Destination, 'interactionUid' | 'scheme'>): string {
    const sealed = this.secretBox.seal(STATE_PURPOSE, `${scheme} ${interactionUid}`);
    // Without the dot of the seal’s version: some identity providers accept letters, digits, `-` and `_` only.
    return sealed.slice(sealed.indexOf('.') + 1);
  }

  /** Where a `state` leads; undefined when this server did not make it. */
  destinationOf(state: string): Pick<Destination, 'interactionUid' | 'scheme'> | undefined {
    try {
      const [scheme, interactionUid] = this.secretBox.open(STATE_PURPOSE, `v1.${state}`).split(' ');
      return { scheme: scheme!, interactionUid: interactionUid! };
    } catch {
      return undefined;
    }
  }

  /** The login that a `state` belongs to. Uses nothing up. */
  async find(state: string): Promise<LoginAttempt | undefined> {
    const attempt = await this.rows.findOne('state_hash = ?', [sha256(state)]);
    return attempt && attempt.expiresAt > this.clock.epoch() ? attempt : undefined;
  }

  /**
   * Stores what an identity provider posted, once. A second post for the same login changes nothing.
   *
   * @returns false when it is longer than any answer of an identity provider.
   */
  async keepResponse(attempt: LoginAttempt, response: CallbackParameters): Promise<boolean> {
    const text = JSON.stringify(response);
    if (text.length > MOST_OF_RESPONSE) return false;
    await this.sql.rows(
      `UPDATE login_attempt SET sealed_response = ?
       WHERE state_hash = ? AND sealed_response IS NULL AND consumed_at IS NULL`,
      [this.secretBox.seal(LOGIN_PURPOSE, text), attempt.stateHash],
    );
    return true;
  }

  responseOf(attempt: LoginAttempt): CallbackParameters | undefined {
    if (attempt.sealedResponse === null) return undefined;
    return JSON.parse(this.secretBox.open(LOGIN_PURPOSE, attempt.sealedResponse)) as CallbackParameters;
  }

  /** Uses a login up. Of two answers at the same moment exactly one gets the memo. */
  async consume(attempt: LoginAttempt, answerHash: string): Promise<LoginMemo | undefined> {
    const consumed = await this.sql.rows(
      `UPDATE login_attempt SET consumed_at = ?, answer_hash = ? WHERE state_hash = ? AND consumed_at IS NULL
       RETURNING 1`,
      [this.clock.epoch(), answerHash, attempt.stateHash],
    );
    if (consumed.length !== 1) return undefined;
    return JSON.parse(this.secretBox.open(LOGIN_PURPOSE, attempt.sealedMemo)) as LoginMemo;
  }

  /** Ends all logins under way, as part of a larger step. */
  removalOfAll(): Statement {
    return this.sql.statement('DELETE FROM login_attempt', []);
  }

  /** Stores what the answer led to that used a login up. */
  async settle(state: string, outcome: object): Promise<void> {
    await this.sql.rows(`UPDATE login_attempt SET outcome = ? WHERE state_hash = ?`, [
      JSON.stringify(outcome),
      sha256(state),
    ]);
  }
}
