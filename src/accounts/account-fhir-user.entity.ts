import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { Account } from './account.entity.js';

/** Where a person’s FHIR resource was learnt from. */
export type FhirUserSource = 'claim' | 'account' | 'lookup';

/**
 * Who an account is on one FHIR server, as found at the last sign-in there. Kept in parts, never as a URL
 * from outside: `fhirUser` is put together from the configured base.
 */
@Entity('account_fhir_user')
export class AccountFhirUser {
  @PrimaryColumn({ type: 'varchar', length: 36, name: 'account_id' })
  accountId!: string;

  /** The name of the FHIR server in the settings. */
  @PrimaryColumn({ type: 'varchar', length: 64, name: 'fhir_server' })
  fhirServer!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id' })
  account?: Relation<Account>;

  @Column({ type: 'varchar', length: 32, name: 'resource_type' })
  resourceType!: string;

  @Column({ type: 'varchar', length: 64, name: 'resource_id' })
  resourceId!: string;

  @Column({ type: 'varchar', length: 16 })
  source!: FhirUserSource;

  @EpochColumn({ name: 'resolved_at' })
  resolvedAt!: number;
}
