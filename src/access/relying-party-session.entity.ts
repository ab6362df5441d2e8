import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/**
 * Where somebody is signed in by way of us, at a client that wants to be told when they sign out. Once that has ended
 * the row is the message, until it has arrived. Bound to no account: it outlives one that is deleted.
 */
@Entity('relying_party_session')
export class RelyingPartySession {
  /** The client’s name for it: `sid` in its ID tokens, and in the message. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  sid!: string;

  @Column({ type: 'varchar', length: 255, name: 'client_id' })
  clientId!: string;

  @Index('relying_party_session_account')
  @Column({ type: 'varchar', length: 36, name: 'account_id' })
  accountId!: string;

  /** The browser’s session here. */
  @Index('relying_party_session_session')
  @Column({ type: 'varchar', length: 64, name: 'session_uid' })
  sessionUid!: string;

  /** How often it was tried to tell the client. */
  @Column({ type: 'integer' })
  attempts!: number;

  /** Absent while nothing has ended. */
  @Index('relying_party_session_due')
  @EpochColumn({ name: 'next_attempt_at', nullable: true })
  nextAttemptAt!: number | null;

  @Index('relying_party_session_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;
}
