import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * What can be ended as a whole but has no row of its own for a count. Accounts, links and passwords have such a row.
 */
export type RevocationLevel = 'everything' | 'fhirServer' | 'client';

/**
 * `signOut` counts the messages of identity providers that a person has signed out there. It ends nothing by itself.
 */
export type CountedLevel = RevocationLevel | 'signOut';

/**
 * How often all access of one level and name was ended. Access that was given under another count has ended for good.
 */
@Entity('epoch')
export class Epoch {
  @PrimaryColumn({ type: 'varchar', length: 16 })
  level!: CountedLevel;

  /** The name of the FHIR server or the id of the client; empty for everything. */
  @PrimaryColumn({ type: 'varchar', length: 255 })
  name!: string;

  @Column({ type: 'integer' })
  value!: number;
}
