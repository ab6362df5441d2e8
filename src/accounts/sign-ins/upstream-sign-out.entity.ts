import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/**
 * An identity provider’s message that a person signed out there. It also ends sign-ins that began before the message
 * and are not finished yet.
 */
@Entity('upstream_sign_out')
@Index('upstream_sign_out_issuer', ['issuer', 'count'])
export class UpstreamSignOutRecord {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  @Column({ type: 'varchar', length: 512 })
  issuer!: string;

  @Column({ type: 'varchar', length: 255, nullable: true })
  subject!: string | null;

  @Column({ type: 'varchar', length: 255, nullable: true })
  sid!: string | null;

  /** The running number of the message. A sign-in notes how many messages there were when it began. */
  @Column({ type: 'integer' })
  count!: number;

  @Index('upstream_sign_out_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;
}
