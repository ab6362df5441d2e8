import { Column, Entity, PrimaryColumn } from 'typeorm';
import { asNumber, EpochColumn } from '#src/database/epoch-column.js';

/**
 * One link of the chain that shows whether rows of the audit log were changed or deleted (audit-chain.ts). It stays
 * when its row is deleted because it is old.
 */
@Entity('audit_seal')
export class AuditSeal {
  /** 1, 2, 3, … without a gap. */
  @PrimaryColumn({ type: 'bigint', transformer: asNumber })
  position!: number;

  @Column({ type: 'varchar', length: 36, name: 'event_id', unique: true })
  eventId!: string;

  /** The event and its time, so that a row that is gone can be judged: was it old enough to be deleted? */
  @Column({ type: 'varchar', length: 64 })
  event!: string;

  @EpochColumn({ name: 'occurred_at' })
  occurredAt!: number;

  /** HMAC-SHA-256 of the row without address and user agent, base64url. */
  @Column({ type: 'varchar', length: 43 })
  digest!: string;

  /** The same of address and user agent; null when the row had neither. */
  @Column({ type: 'varchar', length: 43, name: 'origin_digest', nullable: true })
  originDigest!: string | null;

  /** HMAC-SHA-256 of the hash before and of this seal, base64url. */
  @Column({ type: 'varchar', length: 43 })
  hash!: string;

  /** Which key made the three. */
  @Column({ type: 'varchar', length: 8, name: 'key_id' })
  keyId!: string;
}
