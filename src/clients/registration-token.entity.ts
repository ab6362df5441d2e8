import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/**
 * An initial access token (RFC 7591 section 3). Its holder may register a limited number of clients until it expires.
 */
@Entity('client_registration_token')
export class RegistrationToken {
  /** SHA-256 of the token. */
  @PrimaryColumn({ type: 'varchar', length: 64, name: 'token_hash' })
  tokenHash!: string;

  @Column({ type: 'integer', name: 'uses_left' })
  usesLeft!: number;

  @EpochColumn({ name: 'created_at' })
  createdAt!: number;

  @Index('client_registration_token_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;
}
