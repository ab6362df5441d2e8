import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What can be ended as a whole and has no row of its own that could count: accounts, links and passwords have one. */
export type RevocationLevel = 'everything' | 'fhirServer' | 'client';

/** `signOut`: how many messages of providers there were that somebody signed out. Ends nothing by itself. */
export type CountedLevel = RevocationLevel | 'signOut';

/** How often everything of a level and name was ended. What was given under another count has ended, and stays so. */
@Entity('epoch')
export class Epoch {
  @PrimaryColumn({ type: 'varchar', length: 16 })
  level!: CountedLevel;

  /** The FHIR server’s name or the client’s id; empty for everything. */
  @PrimaryColumn({ type: 'varchar', length: 255 })
  name!: string;

  @Column({ type: 'integer' })
  value!: number;
}
