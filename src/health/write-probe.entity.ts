import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One row, which is written to see whether anything can be written. */
@Entity('write_probe')
export class WriteProbeRow {
  @PrimaryColumn({ type: 'integer' })
  id!: number;

  /** How often it was written. A process that is always asked writes it three million times in a year. */
  @Column({ type: 'integer' })
  times!: number;
}
