import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** A login under way at an identity provider: made when the browser leaves, used up when it returns. */
@Entity('login_attempt')
export class LoginAttempt {
  /** SHA-256 of `state`. */
  @PrimaryColumn({ type: 'varchar', length: 64, name: 'state_hash' })
  stateHash!: string;

  @Index('login_attempt_interaction')
  @Column({ type: 'varchar', length: 64, name: 'interaction_uid' })
  interactionUid!: string;

  @Column({ type: 'varchar', length: 64 })
  scheme!: string;

  /** Nonce and PKCE verifier, sealed. */
  @Column({ type: 'text', name: 'sealed_memo' })
  sealedMemo!: string;

  /** What the provider posted (form_post), sealed, until the browser comes with the cookie that proves it is the one. */
  @Column({ type: 'text', name: 'sealed_response', nullable: true })
  sealedResponse!: string | null;

  /** The answer that used it up (SHA-256): that one may come once more, and leads where it led before. */
  @Column({ type: 'varchar', length: 64, name: 'answer_hash', nullable: true })
  answerHash!: string | null;

  /** What became of that answer, as JSON; absent while it is looked at. */
  @Column({ type: 'text', nullable: true })
  outcome!: string | null;

  @EpochColumn({ name: 'begun_at', default: 0 })
  begunAt!: number;

  /** When the pending request ends that it belongs to. */
  @Index('login_attempt_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;

  @EpochColumn({ name: 'consumed_at', nullable: true })
  consumedAt!: number | null;
}
