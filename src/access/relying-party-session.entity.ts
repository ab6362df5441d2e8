import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/**
 * Notes that a person is signed in through this server at a client that wants a logout token when the session ends.
 * Once the session has ended, the row is the message for the client, until the message is delivered. It has no foreign
 * key to the account, because it must outlive an account that is deleted.
 */
@Entity('relying_party_session')
export class RelyingPartySession {
  /** The client’s name for the session: `sid` in its ID tokens and in the message. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  sid!: string;

  @Column({ type: 'varchar', length: 255, name: 'client_id' })
  clientId!: string;

  @Index('relying_party_session_account')
  @Column({ type: 'varchar', length: 36, name: 'account_id' })
  accountId!: string;

  /** The browser’s session at this server. */
  @Index('relying_party_session_session')
  @Column({ type: 'varchar', length: 64, name: 'session_uid' })
  sessionUid!: string;

  /** How often this server tried to deliver the message. */
  @Column({ type: 'integer' })
  attempts!: number;

  /** Absent as long as the session has not ended. */
  @Index('relying_party_session_due')
  @EpochColumn({ name: 'next_attempt_at', nullable: true })
  nextAttemptAt!: number | null;

  @Index('relying_party_session_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;
}
