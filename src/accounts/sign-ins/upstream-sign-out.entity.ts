import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** A provider’s message that somebody signed out, for sign-ins there that began before it and are not through yet. */
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

  /** The how manieth of all; a sign-in remembers how many there were when it began. */
  @Column({ type: 'integer' })
  count!: number;

  @Index('upstream_sign_out_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;
}
