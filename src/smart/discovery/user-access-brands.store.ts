import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { EntityRows } from '#src/database/entity-rows.js';
import type { BrandIdentifier } from './brand-bundle.js';
import { UploadedBrands } from './user-access-brands.entity.js';

const ID = 'uploaded';

/** Stores the uploaded brand bundle. */
@Injectable()
export class UserAccessBrandsStore {
  private readonly rows: Repository<UploadedBrands>;
  private readonly reading: EntityRows<UploadedBrands>;

  constructor(
    dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.rows = dataSource.getRepository(UploadedBrands);
    this.reading = new EntityRows(dataSource, UploadedBrands);
  }

  async find(): Promise<{ bundle: string; identifier?: BrandIdentifier } | undefined> {
    const row = await this.reading.findOne('id = ?', [ID]);
    if (!row) return undefined;
    const { bundle, identifierSystem, identifierValue } = row;
    if (identifierValue === null) return { bundle };
    const system = identifierSystem === null ? {} : { system: identifierSystem };
    return { bundle, identifier: { ...system, value: identifierValue } };
  }

  /**
   * Replaces the stored bundle.
   *
   * @param before the bundle that must still be stored; when absent, anything may be stored, or nothing.
   * @returns false when another bundle is stored.
   */
  async put(bundle: string, identifier: BrandIdentifier | undefined, before?: string): Promise<boolean> {
    const row: UploadedBrands = {
      id: ID,
      bundle,
      identifierSystem: identifier?.system ?? null,
      identifierValue: identifier?.value ?? null,
      updatedAt: this.clock.epoch(),
    };
    if (before !== undefined) return (await this.rows.update({ id: ID, bundle: before }, row)).affected === 1;
    await this.rows.upsert(row, ['id']);
    return true;
  }

  /**
   * @param before the bundle that must still be stored; when absent, any.
   * @returns false when it is not stored.
   */
  async remove(before?: string): Promise<boolean> {
    const one = { id: ID, ...(before === undefined ? {} : { bundle: before }) };
    return (await this.rows.delete(one)).affected === 1;
  }
}
