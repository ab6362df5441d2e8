import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** One line of the audit log. Holds references and reasons, never tokens, secrets or clinical data. */
@Entity('audit_event')
export class AuditEvent {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  @Index('audit_event_time')
  @EpochColumn({ name: 'occurred_at' })
  occurredAt!: number;

  /** One of the closed list in audit-events.ts. */
  @Column({ type: 'varchar', length: 64 })
  event!: string;

  @Column({ type: 'varchar', length: 16 })
  outcome!: 'success' | 'refused' | 'failed';

  /** Why it was refused or failed, as a code. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  reason!: string | null;

  /** The number a person may have been shown. */
  @Index('audit_event_reference')
  @Column({ type: 'varchar', length: 16, nullable: true })
  reference!: string | null;

  @Column({ type: 'varchar', length: 36, name: 'account_id', nullable: true })
  accountId!: string | null;

  @Column({ type: 'varchar', length: 255, name: 'client_id', nullable: true })
  clientId!: string | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  scheme!: string | null;

  /** What was looked at and found, step by step. */
  @Column({ type: 'simple-json', nullable: true })
  trail!: unknown;
}
