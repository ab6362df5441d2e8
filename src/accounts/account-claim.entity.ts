import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { FederatedIdentity } from './federated-identity.entity.js';

/**
 * A claim that is kept because the settings ask for it: what one provider says of a person, who may have links to others.
 * Overwritten at every sign-in by that link.
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
