import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { epochNow } from '#src/database/epoch-column.js';
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

  /** In the place of the one before. */
  async put(bundle: string, identifier: BrandIdentifier | undefined): Promise<void> {
    const row: UploadedBrands = {
      id: ID,
      bundle,
      identifierSystem: identifier?.system ?? null,
      identifierValue: identifier?.value ?? null,
      updatedAt: epochNow(),
    };
    await this.rows.upsert(row, ['id']);
  }

  /** @returns false when there is none. */
  async remove(): Promise<boolean> {
    return (await this.rows.delete({ id: ID })).affected === 1;
  }
}
