import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { epochNow } from '#src/clock/clock.js';
import type { BrandIdentifier } from './brand-bundle.js';
import { UploadedBrands } from './user-access-brands.entity.js';

const ID = 'uploaded';

/** Keeps the brand bundle that was uploaded. */
@Injectable()
export class UserAccessBrandsStore {
  private readonly rows: Repository<UploadedBrands>;

  constructor(dataSource: DataSource) {
    this.rows = dataSource.getRepository(UploadedBrands);
  }

  async find(): Promise<{ bundle: string; identifier?: BrandIdentifier } | undefined> {
    const row = await this.rows.findOneBy({ id: ID });
    if (!row) return undefined;
    const { bundle, identifierSystem, identifierValue } = row;
    if (identifierValue === null) return { bundle };
    const system = identifierSystem === null ? {} : { system: identifierSystem };
    return { bundle, identifier: { ...system, value: identifierValue } };
  }

  /**
   * In the place of the one before.
   *
   * @param before which must still be there; any, or none, when absent.
   * @returns false when it is not.
   */
  async put(bundle: string, identifier: BrandIdentifier | undefined, before?: string): Promise<boolean> {
    const row: UploadedBrands = {
      id: ID,
      bundle,
      identifierSystem: identifier?.system ?? null,
      identifierValue: identifier?.value ?? null,
      updatedAt: epochNow(),
    };
    if (before !== undefined) return (await this.rows.update({ id: ID, bundle: before }, row)).affected === 1;
    await this.rows.upsert(row, ['id']);
    return true;
  }

  /**
   * @param before which must still be there; any when absent.
   * @returns false when there is none.
   */
  async remove(before?: string): Promise<boolean> {
    const one = { id: ID, ...(before === undefined ? {} : { bundle: before }) };
    return (await this.rows.delete(one)).affected === 1;
  }
}
