import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Statement } from '#src/database/atomically.js';
import { Clock } from '#src/clock/clock.js';
import { Sql } from '#src/database/sql.js';

/**
 * How long a person counts as signed in at a client. The client’s own session often outlives the one here. A person
 * whose account is switched off then must be signed out there, too.
 */
const SIGNED_IN_SECONDS = 14 * 24 * 3600;
/** Longer than all attempts to deliver the message take. */
const MESSAGE_SECONDS = 3_600;

/** A sign-out that this process alone must now report to the client. */
export interface ClaimedSignOut {
  sid: string;
  clientId: string;
  accountId: string;
  attempts: number;
}

/** The only code that queries the sessions at clients. */
@Injectable()
export class RelyingPartySessionStore {
  private readonly sql: Sql;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.sql = new Sql(dataSource);
  }

  /**
   * Notes that a person signs in at a client. If the same session signs in again, an earlier message that is not
   * delivered yet is dropped.
   */
  async begin(session: {
    sid: string;
    clientId: string;
    accountId: string;
    sessionUid: string;
  }): Promise<void> {
    await this.sql.rows(
      `INSERT INTO relying_party_session (sid, client_id, account_id, session_uid, attempts, expires_at) VALUES (?, ?, ?, ?, 0, ?)
       ON CONFLICT (sid) DO UPDATE SET account_id = excluded.account_id, session_uid = excluded.session_uid,
       attempts = 0, next_attempt_at = NULL, expires_at = excluded.expires_at`,
      [
        session.sid,
        session.clientId,
        session.accountId,
        session.sessionUid,
        this.clock.epoch() + SIGNED_IN_SECONDS,
      ],
    );
  }

  /** Ends one session at one client. */
  async end(sid: string): Promise<void> {
    await this.run(this.ending('sid', sid));
  }

  /** Ends all sessions at clients that came of these browser sessions. */
  async endSessions(sessionUids: readonly string[]): Promise<void> {
    for (const uid of sessionUids) await this.run(this.ending('session_uid', uid));
  }

  /** Ends all sessions at this client; without a client, all sessions at all clients. */
  async endAll(clientId?: string): Promise<void> {
    await this.run(clientId === undefined ? this.ending() : this.ending('client_id', clientId));
  }

  /** Ends all sessions of an account at clients, together with the statements that end its access (`atomically`). */
  endingOfAccount(accountId: string): Statement {
    return this.ending('account_id', accountId);
  }

  /** Ends all sessions at all clients, together with the statements that end all access (`atomically`). */
  endingOfAll(): Statement {
    return this.ending();
  }

  /**
   * Takes the message that has waited longest and postpones it in the same statement. The row is due again when the
   * lease is over, so nothing is lost if the process dies before delivery. When two processes ask at the same time,
   * only one gets the row.
   */
  async claim(leaseSeconds: number): Promise<ClaimedSignOut | undefined> {
    const now = this.clock.epoch();
    const [row] = await this.sql.rows<{
      sid: string;
      client_id: string;
      account_id: string;
      attempts: number;
    }>(
      `UPDATE relying_party_session SET attempts = attempts + 1, next_attempt_at = ?
       WHERE next_attempt_at <= ? AND sid = (SELECT sid FROM relying_party_session WHERE next_attempt_at <= ? ORDER BY next_attempt_at LIMIT 1)
       RETURNING sid, client_id, account_id, attempts`,
      [now + leaseSeconds, now, now],
    );
    return (
      row && { sid: row.sid, clientId: row.client_id, accountId: row.account_id, attempts: row.attempts }
    );
  }

  async postpone(sid: string, seconds: number): Promise<void> {
    // Not when the same session has signed in again meanwhile.
    await this.sql.rows(
      `UPDATE relying_party_session SET next_attempt_at = ? WHERE sid = ? AND next_attempt_at IS NOT NULL`,
      [this.clock.epoch() + seconds, sid],
    );
  }

  async remove(sid: string): Promise<void> {
    await this.sql.rows(`DELETE FROM relying_party_session WHERE sid = ? AND next_attempt_at IS NOT NULL`, [
      sid,
    ]);
  }

  private ending(column?: 'sid' | 'session_uid' | 'account_id' | 'client_id', value?: string): Statement {
    const now = this.clock.epoch();
    const which = column === undefined ? '' : `${column} = ? AND`;
    return this.sql.statement(
      `UPDATE relying_party_session SET next_attempt_at = ?, expires_at = ? WHERE ${which} next_attempt_at IS NULL`,
      [now, now + MESSAGE_SECONDS, ...(column === undefined ? [] : [value])],
    );
  }

  private async run(statement: Statement): Promise<void> {
    await this.dataSource.query(...statement.getQueryAndParameters());
  }
}
