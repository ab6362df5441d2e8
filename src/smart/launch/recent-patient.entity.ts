import { Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '#src/accounts/account.entity.js';
import { EpochColumn } from '#src/database/epoch-column.js';

/**
 * A patient that a person recently chose on a FHIR server. Only the id is stored: everything else about the patient
 * stays on the FHIR server.
 */
@Entity('recent_patient')
export class RecentPatient {
  @PrimaryColumn({ type: 'varchar', length: 36, name: 'account_id' })
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id' })
  account?: Relation<Account>;

  @PrimaryColumn({ type: 'varchar', length: 64, name: 'fhir_server' })
  fhirServer!: string;

  @PrimaryColumn({ type: 'varchar', length: 64, name: 'patient_id' })
  patientId!: string;

  /** Milliseconds since 1970, so that two choices within a second have an order. */
  @EpochColumn({ name: 'chosen_at_ms' })
  chosenAtMs!: number;

  @Index('recent_patient_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;
}
