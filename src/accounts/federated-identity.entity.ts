import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation, Unique } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { Account } from './account.entity.js';

/** The durable link: this subject at this issuer is this account (OpenID Connect Core section 5.7). */
@Entity('federated_identity')
@Unique('federated_identity_issuer_subject', ['issuer', 'subject'])
export class FederatedIdentity {
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  @Index('federated_identity_account')
  @Column({ type: 'varchar', length: 36, name: 'account_id' })
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id' })
  account?: Relation<Account>;

  /** The concrete issuer, also where the provider serves many tenants. */
  @Column({ type: 'varchar', length: 512 })
  issuer!: string;

  /** `sub`, compared byte for byte. */
  @Column({ type: 'varchar', length: 255 })
  subject!: string;

  /** Further claims that stay with the person for ever (Entra: tid and oid), where the settings name some. */
  @Index('federated_identity_alternate_key')
  @Column({ type: 'varchar', length: 512, name: 'alternate_key', nullable: true })
  alternateKey!: string | null;

  /** The provider it was seen through first. */
  @Column({ type: 'varchar', length: 64 })
  scheme!: string;

  /** Why this link exists: `provisioned`, or the claim that matched. */
  @Column({ type: 'varchar', length: 64, name: 'linked_by' })
  linkedBy!: string;

  /** How often everything that came of this link was ended; see SignInRecord. */
  @Column({ type: 'integer', default: 0 })
  epoch!: number;

  /** What the provider is asked with whether it still lets the person in, sealed; where its settings say so. */
  @Column({ type: 'text', name: 'sealed_refresh_token', nullable: true })
  sealedRefreshToken!: string | null;

  /** When it last said so, or is being asked. */
  @EpochColumn({ name: 'provider_checked_at', nullable: true })
  providerCheckedAt!: number | null;

  @EpochColumn({ name: 'linked_at' })
  linkedAt!: number;

  @EpochColumn({ name: 'last_used_at' })
  lastUsedAt!: number;
}
