import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { Account } from '../account.entity.js';

/**
 * Whether the password of the account may be used. When switched off, the password is kept, so that it can be switched
 * on again.
 */
export type LocalLogin = 'enabled' | 'disabled';

/** What an account can sign in with at this server itself, without an identity provider. */
@Entity('account_credential')
export class AccountCredential {
  @PrimaryColumn({ type: 'varchar', length: 36, name: 'account_id' })
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id' })
  account?: Relation<Account>;

  /** argon2id in PHC string format. */
  @Column({ type: 'varchar', length: 255, name: 'password_hash', nullable: true })
  passwordHash!: string | null;

  @EpochColumn({ name: 'password_changed_at', nullable: true })
  passwordChangedAt!: number | null;

  /** How often the access that came of the password was ended; see SignInRecord. */
  @Column({ type: 'integer', default: 0 })
  epoch!: number;

  @Column({ type: 'varchar', length: 16, name: 'local_login' })
  localLogin!: LocalLogin;
}
