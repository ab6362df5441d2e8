import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/**
 * How often something happened in an hour that left no row of its own. Its key holds nothing from outside, so there are
 * no more of these than there are events, reasons, clients, accounts and hours.
 */
@Entity('audit_count')
export class AuditCount {
  /** The hour it happened in: its first second. */
  @EpochColumn({ name: 'hour', primary: true })
  hour!: number;

  @PrimaryColumn({ type: 'varchar', length: 64 })
  event!: string;

  /** Empty where there is none. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  reason!: string;

  /** The account or client it happened to, one that we know; empty where there is none. */
  @PrimaryColumn({ type: 'varchar', length: 255 })
  subject!: string;

  @Column({ type: 'integer', name: 'times' })
  times!: number;
}
