import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { FederatedIdentity } from './federated-identity.entity.js';

/**
 * A claim that is stored because the settings ask for it. It holds what one identity provider says about a person, who
 * may have links to others. Every sign-in by that link overwrites it.
 */
@Entity('account_claim')
export class AccountClaim {
  @PrimaryColumn({ type: 'varchar', length: 36, name: 'link_id' })
  linkId!: string;

  @PrimaryColumn({ type: 'varchar', length: 256 })
  name!: string;

  @ManyToOne(() => FederatedIdentity, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'link_id' })
  link?: Relation<FederatedIdentity>;

  @Column({ type: 'simple-json' })
  value!: unknown;

  @EpochColumn({ name: 'updated_at' })
  updatedAt!: number;
}
