import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import type { LaunchContext } from './granted-launch-context.js';

/** In the place of a FHIR server’s name: the Grant opens none, it says only who somebody is. */
export const NO_FHIR_SERVER = '';

/**
 * The launch context of one Grant. Keyed by the Grant and by nothing wider: two launches of one app in one
 * browser are two Grants, and must never see each other’s patient.
 */
@Entity('grant_context')
export class GrantContext {
  /** SHA-256 of the Grant’s id. */
  @PrimaryColumn({ type: 'varchar', length: 64, name: 'grant_hash' })
  grantHash!: string;

  @Column({ type: 'varchar', length: 64, name: 'fhir_server' })
  fhirServer!: string;

  @Column({ type: 'simple-json' })
  context!: LaunchContext;

  /** The sign-in it came of: when that one is over, so is this. */
  @Column({ type: 'varchar', length: 36, name: 'sign_in_id', nullable: true })
  signInId!: string | null;

  /** Who the person was for FHIR when this was allowed, such as `Practitioner/1`. It stays so for what is given. */
  @Column({ type: 'varchar', length: 128, name: 'fhir_user', nullable: true })
  fhirUser!: string | null;

  /** On which server. A plain OpenID Connect Grant opens none, and may say who somebody is on its client’s own. */
  @Column({ type: 'varchar', length: 64, name: 'fhir_user_server', nullable: true })
  fhirUserServer!: string | null;

  /** The count of AccountFhirUser that it was found under. */
  @Column({ type: 'integer', name: 'fhir_user_epoch', nullable: true })
  fhirUserEpoch!: number | null;

  /** The browser session whose end ends this Grant; absent for offline access, which outlives it. */
  @Index('grant_context_session')
  @Column({ type: 'varchar', length: 64, name: 'session_uid', nullable: true })
  sessionUid!: string | null;

  /** The browser session it was made in, for offline access too; what signs that person out elsewhere may end it. */
  @Index('grant_context_made_in_session')
  @Column({ type: 'varchar', length: 64, name: 'made_in_session', nullable: true })
  madeInSession!: string | null;

  /** Who allowed it, whom, and what: for the page on which people see and end it. */
  @Index('grant_context_account')
  @Column({ type: 'varchar', length: 36, name: 'account_id', nullable: true })
  accountId!: string | null;

  @Column({ type: 'varchar', length: 255, name: 'client_id', nullable: true })
  clientId!: string | null;

  @Column({ type: 'text', nullable: true })
  scope!: string | null;

  @EpochColumn({ name: 'created_at', nullable: true })
  createdAt!: number | null;

  /** When a refresh token was last used. */
  @EpochColumn({ name: 'last_used_at', nullable: true })
  lastUsedAt!: number | null;

  @Index('grant_context_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;
}
