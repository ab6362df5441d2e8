import { Column } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** The columns that every table of definitions has. */
export abstract class DefinitionRow {
  /** What was written down, as JSON, without secrets and without `enabled`. */
  @Column({ type: 'text' })
  definition!: string;

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
