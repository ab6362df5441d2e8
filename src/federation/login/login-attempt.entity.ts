import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { SealedColumn } from '#src/database/sealed-column.js';

/** For which the memos and the posted answers are sealed. */
export const LOGIN_PURPOSE = 'login-attempt';

/** A login under way at an identity provider. Created when the browser leaves, used up when it returns. */
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
  @SealedColumn(LOGIN_PURPOSE, { name: 'sealed_memo' })
  sealedMemo!: string;

  /**
   * What the identity provider posted (form_post), sealed. It waits for the browser to come with the cookie that proves
   * that it is the same browser.
   */
  @SealedColumn(LOGIN_PURPOSE, { name: 'sealed_response', nullable: true })
  sealedResponse!: string | null;

  /**
   * SHA-256 of the answer that used the login up. The same answer may come again, and then leads where it led before.
   */
  @Column({ type: 'varchar', length: 64, name: 'answer_hash', nullable: true })
  answerHash!: string | null;

  /** What that answer led to, as JSON. Null while it is being handled. */
  @Column({ type: 'text', nullable: true })
  outcome!: string | null;

  @EpochColumn({ name: 'begun_at', default: 0 })
  begunAt!: number;

  /** When the pending request ends that this login belongs to. */
  @Index('login_attempt_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;

  @EpochColumn({ name: 'consumed_at', nullable: true })
  consumedAt!: number | null;
}
