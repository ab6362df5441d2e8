import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { Account } from '../account.entity.js';

/** How the person showed that the account is theirs before they left for the provider. */
export type ActivationProof = 'password' | 'invitation';

/** One person connecting one account to one identity, in one browser. Over when it is bound, left, or too old. */
@Entity('account_activation')
export class AccountActivation {
  /** SHA-256 of the handle in the browser’s cookie. */
  @PrimaryColumn({ type: 'varchar', length: 64, name: 'id_hash' })
  idHash!: string;

  @Index('account_activation_account')
  @Column({ type: 'varchar', length: 36, name: 'account_id' })
  accountId!: string;

  @ManyToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id' })
  account?: Relation<Account>;

  @Column({ type: 'varchar', length: 16 })
  proof!: ActivationProof;

  /** What was counted when it began (see SignInEpochs): what ends the account’s access, or its password, ends this. */
  @Column({ type: 'integer', name: 'account_epoch', default: 0 })
  accountEpoch!: number;

  /** Of the password that was shown; absent for an invitation. */
  @Column({ type: 'integer', name: 'password_epoch', nullable: true })
  passwordEpoch!: number | null;

  /** The invitation that is used up with the binding. */
  @Column({ type: 'varchar', length: 64, name: 'invitation_hash', nullable: true })
  invitationHash!: string | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  scheme!: string | null;

  /** Issuer, subject and alternate key as verified at the provider, sealed. */
  @Column({ type: 'text', name: 'sealed_identity', nullable: true })
  sealedIdentity!: string | null;

  /** A keyed hash of code, account, identity and browser together: with any of them changed, the code is wrong. */
  @Column({ type: 'varchar', length: 64, name: 'code_key', nullable: true })
  codeKey!: string | null;

  @EpochColumn({ name: 'code_sent_at', nullable: true })
  codeSentAt!: number | null;

  @Column({ type: 'integer', name: 'codes_sent' })
  codesSent!: number;

  /** Of the present code. */
  @Column({ type: 'integer' })
  tries!: number;

  @Index('account_activation_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;

  @EpochColumn({ name: 'bound_at', nullable: true })
  boundAt!: number | null;
}
