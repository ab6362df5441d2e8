import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { Account } from './account.entity.js';

/** A claim copied from the ID token because the settings ask for it; overwritten at every sign-in. */
@Entity('account_claim')
export class AccountClaim {
  @PrimaryColumn({ type: 'varchar', length: 36, name: 'account_id' })
  accountId!: string;

  @PrimaryColumn({ type: 'varchar', length: 256 })
  name!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id' })
  account?: Relation<Account>;

  @Column({ type: 'simple-json' })
  value!: unknown;

  @EpochColumn({ name: 'updated_at' })
  updatedAt!: number;
}
