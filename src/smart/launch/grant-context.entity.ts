import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import type { LaunchContext } from './launch-context.js';

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

  /** The browser session whose end ends this Grant; absent for offline access, which outlives it. */
  @Index('grant_context_session')
  @Column({ type: 'varchar', length: 64, name: 'session_uid', nullable: true })
  sessionUid!: string | null;

  /** The browser session it was made in, for offline access too; what signs that person out elsewhere may end it. */
  @Index('grant_context_made_in_session')
  @Column({ type: 'varchar', length: 64, name: 'made_in_session', nullable: true })
  madeInSession!: string | null;

  @Index('grant_context_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;
}
