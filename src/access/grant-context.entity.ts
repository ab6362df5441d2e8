import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import type { LaunchContext } from './granted-launch-context.js';

/** Stands in place of the name of a FHIR server when the Grant opens none and only says who the person is. */
export const NO_FHIR_SERVER = '';

/**
 * The launch context of one Grant. It belongs to this one Grant only: two launches of one app in one browser are two
 * Grants, and must never see each other’s patient.
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

  /** The sign-in that the Grant came of. When the sign-in ends, the Grant ends. */
  @Column({ type: 'varchar', length: 36, name: 'sign_in_id', nullable: true })
  signInId!: string | null;

  /** Who the person was for FHIR when they allowed this, such as `Practitioner/1`. It stays the same for this Grant. */
  @Column({ type: 'varchar', length: 128, name: 'fhir_user', nullable: true })
  fhirUser!: string | null;

  /**
   * The FHIR server of {@link fhirUser}. A plain OpenID Connect Grant opens no FHIR server, but may say who the person
   * is on the FHIR server of its client.
   */
  @Column({ type: 'varchar', length: 64, name: 'fhir_user_server', nullable: true })
  fhirUserServer!: string | null;

  /** The count of AccountFhirUser at that time. */
  @Column({ type: 'integer', name: 'fhir_user_epoch', nullable: true })
  fhirUserEpoch!: number | null;

  /** The browser session whose end ends this Grant; absent for offline access, which outlives it. */
  @Index('grant_context_session', { where: 'session_uid IS NOT NULL' })
  @Column({ type: 'varchar', length: 64, name: 'session_uid', nullable: true })
  sessionUid!: string | null;

  /**
   * The browser session in which the Grant was made, for offline access too. A sign-out at an identity provider may end
   * the Grant by it.
   */
  @Index('grant_context_made_in_session')
  @Column({ type: 'varchar', length: 64, name: 'made_in_session', nullable: true })
  madeInSession!: string | null;

  /** The account, client and scopes, for the page on which people see their Grants and end them. */
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
