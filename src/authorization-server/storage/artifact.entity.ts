import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** Anything the engine keeps: sessions, interactions, grants, codes, tokens. */
@Entity('oidc_artifact')
@Index('oidc_artifact_holder', ['holder', 'expiresAt'])
export class OidcArtifact {
  /** The engine’s model: `Session`, `Grant`, `AuthorizationCode`, ... */
  @PrimaryColumn({ type: 'varchar', length: 40 })
  model!: string;

  /** SHA-256 of the id: for codes, tokens and sessions the id is the secret itself. */
  @PrimaryColumn({ type: 'varchar', length: 64, name: 'id_hash' })
  idHash!: string;

  @Column({ type: 'text' })
  payload!: string;

  /** SHA-256 of the id of the Grant it was issued under. */
  @Index('oidc_artifact_grant')
  @Column({ type: 'varchar', length: 64, name: 'grant_hash', nullable: true })
  grantHash!: string | null;

  /** A second name: of a session, by which tokens refer to it; of a pending step, the one that all steps of a request share. */
  @Index('oidc_artifact_uid')
  @Column({ type: 'varchar', length: 64, nullable: true })
  uid!: string | null;

  /** Of what is pending before anybody is known: who takes up the room (see PendingArtifacts). */
  @Column({ type: 'varchar', length: 40, nullable: true })
  holder!: string | null;

  @Index('oidc_artifact_expiry')
  @EpochColumn({ name: 'expires_at', nullable: true })
  expiresAt!: number | null;

  @EpochColumn({ name: 'consumed_at', nullable: true })
  consumedAt!: number | null;
}
