import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/**
 * How often something happened in one hour without an audit row of its own. The key contains no text from outside, so
 * the number of rows is limited by the number of events, reasons, clients, accounts and hours.
 */
@Entity('audit_count')
export class AuditCount {
  /** The first second of the hour. */
  @EpochColumn({ name: 'hour', primary: true })
  hour!: number;

  @PrimaryColumn({ type: 'varchar', length: 64 })
  event!: string;

  /** Empty when there is none. */
  @PrimaryColumn({ type: 'varchar', length: 64 })
  reason!: string;

  /** The account or client that it happened to, if this server knows it; otherwise empty. */
  @PrimaryColumn({ type: 'varchar', length: 255 })
  subject!: string;

  @Column({ type: 'integer', name: 'times' })
  times!: number;
}
