import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import type { SignInEpochs } from './sign-in-epochs.js';

/**
 * One time that somebody came in. Browser sessions and Grants point here, and end when this row goes or when one of the
 * counts it was made under is another now.
 */
@Entity('sign_in')
@Index('sign_in_upstream', ['issuer', 'subject'])
export class SignInRecord {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  /** Our session, by the name tokens know it by; absent until the engine has taken the sign-in in. */
  @Index('sign_in_session')
  @Column({ type: 'varchar', length: 64, name: 'session_uid', nullable: true })
  sessionUid!: string | null;

  @Column({ type: 'varchar', length: 36, name: 'account_id' })
  accountId!: string;

  /** The link to an identity provider that somebody came by; absent for a password. */
  @Index('sign_in_link')
  @Column({ type: 'varchar', length: 36, name: 'link_id', nullable: true })
  linkId!: string | null;

  @Column({ type: 'simple-json' })
  epochs!: SignInEpochs;

  @Column({ type: 'varchar', length: 64, nullable: true })
  scheme!: string | null;

  @Column({ type: 'varchar', length: 512, nullable: true })
  issuer!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  subject!: string | null;

  /** The provider’s own name for its session (`sid`), when it said one. */
  @Column({ type: 'varchar', length: 255, name: 'upstream_sid', nullable: true })
  upstreamSid!: string | null;

  /** The ID token, sealed; kept only for a provider where signing out here signs out there. */
  @Column({ type: 'text', name: 'sealed_id_token', nullable: true })
  sealedIdToken!: string | null;

  /** When the person signed out here and was sent on to sign out there: the provider’s message about it is expected. */
  @EpochColumn({ name: 'signed_out_at', nullable: true })
  signedOutAt!: number | null;

  @EpochColumn({ name: 'created_at' })
  createdAt!: number;

  @Index('sign_in_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;
}
