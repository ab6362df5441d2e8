import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** `deactivated`: the account is kept for the record, but cannot sign in. */
export type AccountStatus = 'active' | 'deactivated';

/** A local account for one person. It has no password of its own; see AccountCredential. */
@Entity('account')
@Index('account_created', ['createdAt', 'id'])
export class Account {
  /** Also the `sub` in this server’s tokens, so it is never reused and never changed. */
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  @Column({ type: 'varchar', length: 16 })
  status!: AccountStatus;

  @Column({ type: 'varchar', length: 255, name: 'display_name', nullable: true })
  displayName!: string | null;

  /** As the identity provider or the administrator wrote it. */
  @Column({ type: 'varchar', length: 320, nullable: true })
  email!: string | null;

  /** The form in which addresses are compared; absent when accounts are not matched by the address. */
  @Column({ type: 'varchar', length: 320, name: 'email_key', nullable: true, unique: true })
  emailKey!: string | null;

  /**
   * The link whose sign-in set the address; absent when an administrator wrote it. The address is removed with the
   * link.
   */
  @Column({ type: 'varchar', length: 36, name: 'email_link_id', nullable: true })
  emailLinkId!: string | null;

  /** The value by which an identity provider knows this person, set beforehand: an Entra object id, a staff number. */
  @Index('account_external_id')
  @Column({ type: 'varchar', length: 255, name: 'external_id', nullable: true })
  externalId!: string | null;

  /** The identity provider (scheme) whose claims may match `externalId`. */
  @Column({ type: 'varchar', length: 64, name: 'external_id_scheme', nullable: true })
  externalIdScheme!: string | null;

  /** Set by an administrator: `Practitioner/1`, or an absolute URL on a configured FHIR server. */
  @Column({ type: 'varchar', length: 1024, name: 'fhir_user', nullable: true })
  fhirUser!: string | null;

  /** Counts the changes. The ETag is made from it. */
  @Column({ type: 'integer', default: 1 })
  version!: number;

  @EpochColumn({ name: 'created_at' })
  createdAt!: number;

  @EpochColumn({ name: 'updated_at' })
  updatedAt!: number;

  @EpochColumn({ name: 'last_sign_in_at', nullable: true })
  lastSignInAt!: number | null;

  /**
   * How often a link was made. When two links are decided on at the same time, the second is decided on again. The ETag
   * does not change with it.
   */
  @Column({ type: 'integer', name: 'link_version', default: 0 })
  linkVersion!: number;

  /** How often all access of the account was ended; see SignInRecord. */
  @Column({ type: 'integer', default: 0 })
  epoch!: number;
}
