import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** A sign-out under way at a provider: where the browser goes on to when it comes back. */
@Entity('logout_attempt')
export class LogoutAttempt {
  /** SHA-256 of `state`. */
  @PrimaryColumn({ type: 'varchar', length: 64, name: 'state_hash' })
  stateHash!: string;

  @Column({ type: 'varchar', length: 64 })
  scheme!: string;

  /** Checked by the engine before it was kept: an address the app is registered with, or a page of ours. */
  @Column({ type: 'text', name: 'return_to' })
  returnTo!: string;

  @Index('logout_attempt_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;
}
