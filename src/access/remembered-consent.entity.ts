import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import type { Epochs } from './epochs.js';
import { Account } from '#src/accounts/account.entity.js';

/**
 * The last decision of a person about one app on one FHIR server, where the app’s registration says to ask only once.
 */
@Entity('remembered_consent')
@Index('remembered_consent_whose', ['accountId', 'clientId', 'fhirServer'], { unique: true })
export class RememberedConsent {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  @Column({ type: 'varchar', length: 36, name: 'account_id' })
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id' })
  account?: Relation<Account>;

  @Column({ type: 'varchar', length: 255, name: 'client_id' })
  clientId!: string;

  /** The name of the FHIR server in the settings; empty for an app that only asks who the person is. */
  @Column({ type: 'varchar', length: 64, name: 'fhir_server' })
  fhirServer!: string;

  /** The scopes and single claims that the person decided on. */
  @Column({ type: 'simple-json' })
  asked!: string[];

  /** The scopes that the person allowed: those that were asked for, or narrower ones in their place. */
  @Column({ type: 'simple-json' })
  allowed!: string[];

  /** The counts at that time. If all access of an app was ended since, the person is asked again. */
  @Column({ type: 'simple-json', default: '{}' })
  epochs!: Epochs;

  @EpochColumn({ name: 'decided_at' })
  decidedAt!: number;
}
