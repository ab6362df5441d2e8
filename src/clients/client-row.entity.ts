import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** `pending`: registered by its developer, and not let in before an administrator says so. */
export type ClientStatus = 'enabled' | 'disabled' | 'pending' | 'removed';

/** A client that is managed while the server runs: the settings as they were written. Its secrets are rows of their own. */
@Entity('client')
export class StoredClient {
  @PrimaryColumn({ type: 'varchar', length: 255, name: 'client_id' })
  clientId!: string;

  /** What was written down, as JSON, without secrets and without `enabled`. */
  @Column({ type: 'text' })
  definition!: string;

  /** A removed one stays as a name: tokens of the former must not become good for a later one of the same id. */
  @Column({ type: 'varchar', length: 16 })
  status!: ClientStatus;

  /** Who set it up: an administrator, or its developer by dynamic registration. */
  @Column({ type: 'varchar', length: 16 })
  origin!: 'administrator' | 'registration';

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
