import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { SealedColumn } from '#src/database/sealed-column.js';
import { Account } from '../account.entity.js';

/** For which the identities are sealed. */
export const ACTIVATION_PURPOSE = 'activation';

/** How the person proved that the account is theirs before they went to the identity provider. */
export type ActivationProof = 'password' | 'invitation';

/**
 * One person connecting one account to one identity, in one browser. It is over when the link is made, when the person
 * leaves, or when it is too old.
 */
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

  /**
   * The count of the account when the activation began (see SignInEpochs). Ending the access of the account also ends
   * its activations.
   */
  @Column({ type: 'integer', name: 'account_epoch', default: 0 })
  accountEpoch!: number;

  /** The count of the password that was shown; absent for an invitation. */
  @Column({ type: 'integer', name: 'password_epoch', nullable: true })
  passwordEpoch!: number | null;

  /** The invitation that is used up when the link is made. */
  @Column({ type: 'varchar', length: 64, name: 'invitation_hash', nullable: true })
  invitationHash!: string | null;

  @Column({ type: 'varchar', length: 64, nullable: true })
  scheme!: string | null;

  /** Issuer, subject and alternate key as verified at the identity provider, encrypted. */
  @SealedColumn(ACTIVATION_PURPOSE, { name: 'sealed_identity', nullable: true })
  sealedIdentity!: string | null;

  /** A keyed hash of code, account, identity and browser together. If any of them differs, the code is wrong. */
  @Column({ type: 'varchar', length: 64, name: 'code_key', nullable: true })
  codeKey!: string | null;

  @EpochColumn({ name: 'code_sent_at', nullable: true })
  codeSentAt!: number | null;

  @Column({ type: 'integer', name: 'codes_sent' })
  codesSent!: number;

  /** Tries of the present code. */
  @Column({ type: 'integer' })
  tries!: number;

  @Index('account_activation_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;

  @EpochColumn({ name: 'bound_at', nullable: true })
  boundAt!: number | null;
}
