import { Column } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** The columns that every table of definitions has. */
export abstract class DefinitionRow {
  /** The settings as JSON, without secrets and without `enabled`. */
  @Column({ type: 'text' })
  definition!: string;

  /** SHA-256 of the problem that was reported last, so that all processes together report it once. */
  @Column({ type: 'varchar', length: 64, name: 'told_problem', nullable: true })
  reportedProblem!: string | null;

  /** The number of changes. */
  @Column({ type: 'integer' })
  version!: number;

  @EpochColumn({ name: 'created_at' })
  createdAt!: number;

  @EpochColumn({ name: 'updated_at' })
  updatedAt!: number;
}
