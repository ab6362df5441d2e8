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

  @Index('login_attempt_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;

  @EpochColumn({ name: 'consumed_at', nullable: true })
  consumedAt!: number | null;
}
