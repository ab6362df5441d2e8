import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** One secret of a client of the database. Only a digest is stored, by which the secret is recognised. */
@Entity('client_secret')
@Index('client_secret_client', ['clientId'])
export class ClientSecret {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  @Column({ type: 'varchar', length: 255, name: 'client_id' })
  clientId!: string;

  /** HMAC-SHA-256 with a key of this installation, after the name of that key and a dot. Older rows have no name. */
  @Column({ type: 'varchar', length: 64 })
  digest!: string;

  @EpochColumn({ name: 'created_at' })
  createdAt!: number;

  /** The row is deleted some minutes after this time. */
  @Index('client_secret_expiry')
  @EpochColumn({ name: 'expires_at', nullable: true })
  expiresAt!: number | null;
}
