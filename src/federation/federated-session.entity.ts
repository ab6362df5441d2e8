import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** Which sign-in at which provider a browser session of ours came from. */
@Entity('federated_session')
@Index('federated_session_subject', ['issuer', 'subject'])
export class FederatedSession {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  /** Our session, by the name tokens know it by; absent until the engine has taken the sign-in in. */
  @Index('federated_session_session')
  @Column({ type: 'varchar', length: 64, name: 'session_uid', nullable: true })
  sessionUid!: string | null;

  @Column({ type: 'varchar', length: 36, name: 'account_id' })
  accountId!: string;

  @Column({ type: 'varchar', length: 64 })
  scheme!: string;

  @Column({ type: 'varchar', length: 512 })
  issuer!: string;

  @Column({ type: 'varchar', length: 255 })
  subject!: string;

  /** The provider’s own name for its session (`sid`), when it said one. */
  @Column({ type: 'varchar', length: 255, name: 'upstream_sid', nullable: true })
  upstreamSid!: string | null;

  /** The ID token, sealed; kept only for a provider where signing out here signs out there. */
  @Column({ type: 'text', name: 'sealed_id_token', nullable: true })
  sealedIdToken!: string | null;

  @EpochColumn({ name: 'created_at' })
  createdAt!: number;

  @Index('federated_session_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;
}
