import { Column, Entity, PrimaryColumn } from 'typeorm';
import { EpochColumn } from '#src/database/epoch-column.js';

/** The uploaded brand bundle. There is at most one. */
@Entity('user_access_brands')
export class UploadedBrands {
  /** Always the same value, because there is only one bundle. */
  @PrimaryColumn({ type: 'varchar', length: 16 })
  id!: string;

  /** The FHIR Bundle as JSON text. */
  @Column({ type: 'text' })
  bundle!: string;

  @Column({ type: 'varchar', length: 255, name: 'identifier_system', nullable: true })
  identifierSystem!: string | null;

  @Column({ type: 'varchar', length: 255, name: 'identifier_value', nullable: true })
  identifierValue!: string | null;

  @EpochColumn({ name: 'updated_at' })
  updatedAt!: number;
}
