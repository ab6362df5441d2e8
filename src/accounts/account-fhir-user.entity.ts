import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { Account } from './account.entity.js';

/** The source that named a person’s FHIR resource. */
export type FhirUserSource = 'claim' | 'account' | 'lookup';

/** Stands in place of a link’s id when the sign-in was by password. */
export const BY_PASSWORD = '';

/**
 * Who an account is on one FHIR server, as found at the last sign-in by one link or by password. What one identity
 * provider says about the person does not change what another one has said. The reference is stored in parts, never as
 * a URL from outside: `fhirUser` is built from the configured base URL.
 */
@Entity('account_fhir_user')
export class AccountFhirUser {
  @PrimaryColumn({ type: 'varchar', length: 36, name: 'account_id' })
  accountId!: string;

  /** The link that the person signed in with, or {@link BY_PASSWORD}. */
  @PrimaryColumn({ type: 'varchar', length: 36, name: 'link_id' })
  linkId!: string;

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

  /**
   * How often the account became another resource. A Grant stands only while this count is the one that it was made
   * with.
   */
  @Column({ type: 'integer', default: 0 })
  epoch!: number;

  @EpochColumn({ name: 'resolved_at' })
  resolvedAt!: number;
}
