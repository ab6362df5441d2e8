import { Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Account } from '#src/accounts/account.entity.js';
import { EpochColumn } from '#src/database/epoch-column.js';

/** An account has a role. */
@Entity('account_role')
export class AccountRole {
  @PrimaryColumn({ type: 'varchar', length: 36, name: 'account_id' })
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id' })
  account?: Relation<Account>;

  /** One of `ROLES`. */
  @PrimaryColumn({ type: 'varchar', length: 32 })
  role!: string;

  @EpochColumn({ name: 'given_at' })
  givenAt!: number;
}
