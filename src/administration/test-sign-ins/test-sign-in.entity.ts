import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';
import { SealedColumn } from '#src/database/sealed-column.js';

/** For which the results are sealed. */
export const TEST_SIGN_IN_PURPOSE = 'test-sign-in';

/** A sign-in without effect, which an administrator has asked for. */
@Entity('test_sign_in')
export class TestSignIn {
  /** SHA-256 of the id. */
  @PrimaryColumn({ type: 'varchar', length: 64, name: 'id_hash' })
  idHash!: string;

  @Column({ type: 'varchar', length: 64 })
  scheme!: string;

  /** The FHIR server for which an app would want tokens; null for the default one. */
  @Column({ type: 'varchar', length: 64, name: 'fhir_server', nullable: true })
  fhirServer!: string | null;

  /** Who asked for it: only they see the result. */
  @Column({ type: 'varchar', length: 255, name: 'client_id' })
  clientId!: string;

  @Column({ type: 'varchar', length: 36, name: 'actor_id', nullable: true })
  actorId!: string | null;

  /** What the sign-in would have led to, as JSON, sealed. Null until the person has come back. */
  @SealedColumn(TEST_SIGN_IN_PURPOSE, { name: 'sealed_result', nullable: true })
  sealedResult!: string | null;

  @Index('test_sign_in_expiry')
  @EpochColumn({ name: 'expires_at' })
  expiresAt!: number;
}
