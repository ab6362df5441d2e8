import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** The brand bundle that was uploaded; there is at most one. */
@Entity('user_access_brands')
export class UploadedBrands {
  /** Always the same: there is one bundle. */
  @PrimaryColumn({ type: 'varchar', length: 16 })
  id!: string;

  /** The FHIR Bundle as JSON text, as it came. */
  @Column({ type: 'text' })
  bundle!: string;

  @Column({ type: 'varchar', length: 255, name: 'identifier_system', nullable: true })
  identifierSystem!: string | null;

  @Column({ type: 'varchar', length: 255, name: 'identifier_value', nullable: true })
  identifierValue!: string | null;

  @EpochColumn({ name: 'updated_at' })
  updatedAt!: number;
}
