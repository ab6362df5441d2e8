import { Entity, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** What can be ended as a whole; a single account has `signedOutAt`, a single Grant its row. */
export type RevocationLevel = 'everything' | 'fhirServer' | 'client';

/** The time from which on access counts again: what was given earlier has ended, and stays so. */
@Entity('not_before')
export class NotBefore {
  @PrimaryColumn({ type: 'varchar', length: 16 })
  level!: RevocationLevel;

  /** The FHIR server’s name or the client’s id; empty for everything. */
  @PrimaryColumn({ type: 'varchar', length: 255 })
  name!: string;

  @EpochColumn({ name: 'not_before' })
  notBefore!: number;
}
