import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { SealedColumn } from '#src/database/sealed-column.js';
import type { SignInEpochs } from './sign-in-epochs.js';

/** For which the ID tokens are sealed. */
export const SIGN_IN_PURPOSE = 'sign-in';

/**
 * One sign-in of a person. Browser sessions and Grants point to it. They end when this row is deleted, or when one of
 * the counts that it was made under has changed.
 */
@Entity('sign_in')
@Index('sign_in_upstream', ['subject', 'issuer'])
@Index('sign_in_upstream_session', ['upstreamSid', 'issuer'], { where: 'upstream_sid IS NOT NULL' })
export class SignInRecord {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  /** The session at this server, by the name that tokens use; absent until the engine has made the session. */
  @Index('sign_in_session')
  @Column({ type: 'varchar', length: 64, name: 'session_uid', nullable: true })
  sessionUid!: string | null;

  @Column({ type: 'varchar', length: 36, name: 'account_id' })
  accountId!: string;

  /** The link to an identity provider that the person signed in with; absent for a password. */
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

  /** The identity provider’s own name for its session (`sid`), if it sent one. */
  @Column({ type: 'varchar', length: 255, name: 'upstream_sid', nullable: true })
  upstreamSid!: string | null;

  /** The ID token, encrypted. Stored only where a sign-out here also signs out at the identity provider. */
  @SealedColumn(SIGN_IN_PURPOSE, { name: 'sealed_id_token', nullable: true })
  sealedIdToken!: string | null;

  /**
   * When the person signed out here and was sent on to sign out at the identity provider. A message of the identity
   * provider about that sign-out is then expected.
   */
  @EpochColumn({ name: 'signed_out_at', nullable: true })
  signedOutAt!: number | null;

  @EpochColumn({ name: 'created_at' })
  createdAt!: number;

  @Index('sign_in_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;
}
