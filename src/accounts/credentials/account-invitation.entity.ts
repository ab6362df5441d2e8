import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { Account } from '../account.entity.js';

/** A link that lets its holder set up an account once: choose a password, or connect an identity provider. */
@Entity('account_invitation')
export class AccountInvitation {
  /** SHA-256 of the token in the link. */
  @PrimaryColumn({ type: 'varchar', length: 64, name: 'token_hash' })
  tokenHash!: string;

  @Index('account_invitation_account')
  @Column({ type: 'varchar', length: 36, name: 'account_id' })
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id' })
  account?: Relation<Account>;

  @EpochColumn({ name: 'created_at' })
  createdAt!: number;

  @Index('account_invitation_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;

  @EpochColumn({ name: 'consumed_at', nullable: true })
  consumedAt!: number | null;
}
