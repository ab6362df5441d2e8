import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** A sign-out under way at an identity provider, with the address to which the browser goes on when it comes back. */
@Entity('logout_attempt')
export class LogoutAttempt {
  /** SHA-256 of `state`. */
  @PrimaryColumn({ type: 'varchar', length: 64, name: 'state_hash' })
  stateHash!: string;

  @Column({ type: 'varchar', length: 64 })
  scheme!: string;

  /** The engine checked it before it was stored: an address that the app registered, or a page of this server. */
  @Column({ type: 'text', name: 'return_to' })
  returnTo!: string;

  @Index('logout_attempt_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;
}
