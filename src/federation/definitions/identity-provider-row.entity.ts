import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** A provider that is managed while the server runs: the settings as they were written, its secrets apart and sealed. */
@Entity('identity_provider')
export class StoredIdentityProvider {
  /** The scheme in lower case: it stands in paths, and paths are easily typed in another case. */
  @PrimaryColumn({ type: 'varchar', length: 64, name: 'scheme_key' })
  schemeKey!: string;

  /** What was written down, as JSON, without secrets and without `enabled`. */
  @Column({ type: 'text' })
  definition!: string;

  /** The secrets, as JSON, sealed for this scheme. */
  @Column({ type: 'text', name: 'sealed_secrets' })
  sealedSecrets!: string;

  @Column({ type: 'boolean' })
  enabled!: boolean;

  /** SHA-256 of the problem that was told last, so that every process together tells it once. */
  @Column({ type: 'varchar', length: 64, name: 'told_problem', nullable: true })
  toldProblem!: string | null;

  /** Counts changes. */
  @Column({ type: 'integer' })
  version!: number;

  @EpochColumn({ name: 'created_at' })
  createdAt!: number;

  @EpochColumn({ name: 'updated_at' })
  updatedAt!: number;
}
