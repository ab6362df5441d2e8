import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/**
 * A counter of the library rate-limiter-flexible, which prescribes the column names. It is in the database so that all
 * processes count together.
 */
@Entity('attempt_count')
export class AttemptCount {
  /** What is counted and for whom, as a keyed hash, so that addresses of people cannot be read here. */
  @PrimaryColumn({ type: 'varchar', length: 255 })
  key!: string;

  @Column({ type: 'integer' })
  points!: number;

  /** In milliseconds, unlike all other times in the database, because the library writes it. */
  @Index('attempt_count_expiry')
  @EpochColumn({ name: 'expire', nullable: true })
  expire!: number | null;
}
