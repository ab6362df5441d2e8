import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** `deactivated`: kept for the record, but nobody signs in with it. */
export type AccountStatus = 'active' | 'deactivated';

/** A local, password-less account: who a signed-in person is to us. */
@Entity('account')
export class Account {
  /** Also the `sub` of our tokens: never reused, never changed. */
  @PrimaryColumn({ type: 'varchar', length: 36 })
  id!: string;

  @Column({ type: 'varchar', length: 16 })
  status!: AccountStatus;

  @Column({ type: 'varchar', length: 255, name: 'display_name', nullable: true })
  displayName!: string | null;

  /** As the provider or the administrator wrote it. */
  @Column({ type: 'varchar', length: 320, nullable: true })
  email!: string | null;

  /** The form e-mail addresses are compared in; absent when the address is one we do not compare. */
  @Column({ type: 'varchar', length: 320, name: 'email_key', nullable: true, unique: true })
  emailKey!: string | null;

  /** The link whose sign-in taught the address; absent where an administrator wrote it. It goes with the link. */
  @Column({ type: 'varchar', length: 36, name: 'email_link_id', nullable: true })
  emailLinkId!: string | null;

  /** What an identity provider knows this person by, set beforehand: an Entra object id, a staff number. */
  @Index('account_external_id')
  @Column({ type: 'varchar', length: 255, name: 'external_id', nullable: true })
  externalId!: string | null;

  /** The provider (scheme) whose claims may match `externalId`. */
  @Column({ type: 'varchar', length: 64, name: 'external_id_scheme', nullable: true })
  externalIdScheme!: string | null;

  /** Set by an administrator: `Practitioner/1`, or absolute on a configured FHIR server. */
  @Column({ type: 'varchar', length: 1024, name: 'fhir_user', nullable: true })
  fhirUser!: string | null;

  /** Counts changes; what an ETag stands for. */
  @Column({ type: 'integer', default: 1 })
  version!: number;

  @EpochColumn({ name: 'created_at' })
  createdAt!: number;

  @EpochColumn({ name: 'updated_at' })
  updatedAt!: number;

  @EpochColumn({ name: 'last_sign_in_at', nullable: true })
  lastSignInAt!: number | null;

  /** How often a link was made; of two that are decided on at once the second is decided on again. No change to its ETag. */
  @Column({ type: 'integer', name: 'link_version', default: 0 })
  linkVersion!: number;

  /** How often everything that the account had open was ended; see SignInRecord. */
  @Column({ type: 'integer', default: 0 })
  epoch!: number;
}
