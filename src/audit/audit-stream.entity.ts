import { Column, Entity, PrimaryColumn } from 'typeorm';
import { asNumber, EpochColumn } from '#src/database/epoch-column.js';

/** How far the audit log was sent on to one receiver, and which process sends. */
@Entity('audit_stream')
export class AuditStreamRow {
  /** The setting `audit.stream`. */
  @PrimaryColumn({ type: 'varchar', length: 255 })
  receiver!: string;

  /** The last position that was sent. */
  @Column({ type: 'bigint', transformer: asNumber })
  position!: number;

  /** A random id of the process that sends, until `held_until`. */
  @Column({ type: 'varchar', length: 36 })
  holder!: string;

  @EpochColumn({ name: 'held_until' })
  heldUntil!: number;
}
