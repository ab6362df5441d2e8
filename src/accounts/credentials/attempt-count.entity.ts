import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** A counter of the limiter library (rate-limiter-flexible), which prescribes the names; kept here so that every process counts together. */
@Entity('attempt_count')
export class AttemptCount {
  /** What is counted and of whom, as a keyed hash: addresses of people are not for reading here. */
  @PrimaryColumn({ type: 'varchar', length: 255 })
  key!: string;

  @Column({ type: 'integer' })
  points!: number;

  /** In milliseconds, other than every other time here: the library writes it. */
  @Index('attempt_count_expiry')
  @EpochColumn({ name: 'expire', nullable: true })
  expire!: number | null;
}
