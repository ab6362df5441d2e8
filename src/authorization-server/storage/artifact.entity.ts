import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** What the engine stores: sessions, interactions, Grants, codes, tokens. */
@Entity('oidc_artifact')
@Index('oidc_artifact_holder', ['holder', 'expiresAt'], { where: 'holder IS NOT NULL' })
@Index('oidc_artifact_held', ['expiresAt', 'holder'], { where: 'holder IS NOT NULL' })
export class OidcArtifact {
  /** The engine’s model: `Session`, `Grant`, `AuthorizationCode`, ... */
  @PrimaryColumn({ type: 'varchar', length: 40 })
  model!: string;

  /** SHA-256 of the id, because the id of a code, token or session is the secret itself. */
  @PrimaryColumn({ type: 'varchar', length: 64, name: 'id_hash' })
  idHash!: string;

  @Column({ type: 'text' })
  payload!: string;

  /** SHA-256 of the id of the Grant that the artifact was issued under. */
  @Index('oidc_artifact_grant')
  @Column({ type: 'varchar', length: 64, name: 'grant_hash', nullable: true })
  grantHash!: string | null;

  /** A second name. Tokens refer to a session by it. All steps of one request share it. */
  @Index('oidc_artifact_uid', { where: 'uid IS NOT NULL' })
  @Column({ type: 'varchar', length: 64, nullable: true })
  uid!: string | null;

  /** For what is stored before a person is signed in: whose room it takes (see PendingArtifacts). */
  @Column({ type: 'varchar', length: 40, nullable: true })
  holder!: string | null;

  @Index('oidc_artifact_expiry')
  @EpochColumn({ name: 'expires_at', nullable: true })
  expiresAt!: number | null;

  @EpochColumn({ name: 'consumed_at', nullable: true })
  consumedAt!: number | null;
}
