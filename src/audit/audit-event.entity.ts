import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** One row of the audit log. It holds references and reasons, never tokens, secrets or clinical data. */
@Entity('audit_event')
@Index('audit_event_kind', ['event', 'occurredAt'])
@Index('audit_event_unsealed', ['occurredAt', 'id'], { where: 'position IS NULL' })
@Index('audit_event_addressed', ['occurredAt'], { where: 'address IS NOT NULL' })
export class AuditEvent {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  @Index('audit_event_time')
  @EpochColumn({ name: 'occurred_at' })
  occurredAt!: number;

  /** One of the fixed list in audit-events.ts. */
  @Column({ type: 'varchar', length: 64 })
  event!: string;

  @Column({ type: 'varchar', length: 16 })
  outcome!: 'success' | 'refused' | 'failed';

  /** The code that says why it was refused or failed. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  reason!: string | null;

  /** The reference number that the person may have seen. */
  @Index('audit_event_reference', { where: 'reference IS NOT NULL' })
  @Column({ type: 'varchar', length: 16, nullable: true })
  reference!: string | null;

  @Column({ type: 'varchar', length: 36, name: 'account_id', nullable: true })
  accountId!: string | null;

  /** The account of the administrator who did it; absent when a person did it to themselves, or a program did it. */
  @Column({ type: 'varchar', length: 36, name: 'actor_id', nullable: true })
  actorId!: string | null;

  @Column({ type: 'varchar', length: 255, name: 'client_id', nullable: true })
  clientId!: string | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  scheme!: string | null;

  /** The FHIR server that has the patient, by its name in the settings. */
  @Column({ type: 'varchar', length: 64, name: 'fhir_server', nullable: true })
  fhirServer!: string | null;

  /** The patient whose record was opened: the id on that FHIR server, without `Patient/`. */
  @Column({ type: 'varchar', length: 64, nullable: true })
  patient!: string | null;

  /** What was checked and found, step by step. */
  @Column({ type: 'simple-json', nullable: true })
  trail!: unknown;

  /** The address that the request came from. Deleted earlier than the row; see the setting `audit.addressDays`. */
  @Column({ type: 'varchar', length: 45, nullable: true })
  address!: string | null;

  /** What the browser or program says that it is. Deleted together with the address. */
  @Column({ type: 'varchar', length: 255, name: 'user_agent', nullable: true })
  userAgent!: string | null;

  /** The place of its seal in the chain ({@link AuditSeal}); null until it has one. */
  @EpochColumn({ name: 'position', nullable: true })
  position!: number | null;
}
