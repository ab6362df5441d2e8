import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { Account } from './account.entity.js';

/** Where a person’s FHIR resource was learnt from. */
export type FhirUserSource = 'claim' | 'account' | 'lookup';

/** In the place of a link’s id: the sign-in was by password. */
export const BY_PASSWORD = '';

/**
 * Who an account is on one FHIR server, as found at the last sign-in by one way: a link to an identity provider, or the
 * password. What one provider says of its person changes nothing of what another has said. Kept in parts, never as a
 * URL from outside: `fhirUser` is put together from the configured base.
 */
@Entity('account_fhir_user')
export class AccountFhirUser {
  @PrimaryColumn({ type: 'varchar', length: 36, name: 'account_id' })
  accountId!: string;

  /** The link that the person came by, or {@link BY_PASSWORD}. */
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

  /** How often it came to be another resource: a Grant stands while it is the one it was given with. */
  @Column({ type: 'integer', default: 0 })
  epoch!: number;

  @EpochColumn({ name: 'resolved_at' })
  resolvedAt!: number;
}
