import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation, Unique } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { SealedColumn } from '#src/database/sealed-column.js';
import { Account } from './account.entity.js';

/** For which the refresh tokens of identity providers are sealed. */
export const PROVIDER_REFRESH_TOKEN_PURPOSE = 'provider-refresh-token';

/** The lasting link between one subject at one issuer and one account (OpenID Connect Core section 5.7). */
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

  /** The concrete issuer, even where one identity provider serves many tenants. */
  @Column({ type: 'varchar', length: 512 })
  issuer!: string;

  /** `sub`, compared byte for byte. */
  @Column({ type: 'varchar', length: 255 })
  subject!: string;

  /** Further claims that never change for a person (Entra: tid and oid), where the settings name some. */
  @Index('federated_identity_alternate_key')
  @Column({ type: 'varchar', length: 512, name: 'alternate_key', nullable: true })
  alternateKey!: string | null;

  /** The identity provider by which the subject was first seen. */
  @Column({ type: 'varchar', length: 64 })
  scheme!: string;

  /** How the link was made: `provisioned`, or the claim that matched. */
  @Column({ type: 'varchar', length: 64, name: 'linked_by' })
  linkedBy!: string;

  /** How often all access that came of this link was ended; see SignInRecord. */
  @Column({ type: 'integer', default: 0 })
  epoch!: number;

  /**
   * The refresh token, encrypted, by which this server asks the identity provider whether the person may still sign in.
   * Only stored where the settings of the identity provider say so.
   */
  @SealedColumn(PROVIDER_REFRESH_TOKEN_PURPOSE, { name: 'sealed_refresh_token', nullable: true })
  sealedRefreshToken!: string | null;

  /** When the identity provider last said so, or when the question now under way began. */
  @EpochColumn({ name: 'provider_checked_at', nullable: true })
  providerCheckedAt!: number | null;

  @EpochColumn({ name: 'linked_at' })
  linkedAt!: number;

  @EpochColumn({ name: 'last_used_at' })
  lastUsedAt!: number;
}
