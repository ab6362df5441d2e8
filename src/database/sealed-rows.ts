import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SealedValues, type SealedValue } from '#src/crypto/sealed-values.js';
import { type SealedColumnOfTable, sealedColumnsOf } from './sealed-column.js';
import { Sql } from './sql.js';

/** One of them may be damaged. */
const SAMPLES = 3;
/** Every server needs what is sealed here, and nothing here expires. */
const FIRST = 'signing_key';

/** The sealed values in the tables. */
@Injectable()
export class SealedRows extends SealedValues {
  private readonly sql: Sql;

  constructor(private readonly dataSource: DataSource) {
    super();
    this.sql = new Sql(dataSource);
  }

  /**
   * Signing keys, if there are some: a value of a login that nobody finished may still be sealed with an earlier key. Where
   * a service keeps the signing keys, all other sealed values.
   */
  async samples(): Promise<SealedValue[]> {
    const columns = sealedColumnsOf(this.dataSource);
    const [first, others] = [true, false].map((isFirst) =>
      columns.filter(({ table }) => (table === FIRST) === isFirst),
    );
    const samples = await this.samplesOf(first!);
    return samples.length > 0 ? samples : this.samplesOf(others!);
  }

  private async samplesOf(columns: SealedColumnOfTable[]): Promise<SealedValue[]> {
    const samples: SealedValue[] = [];
    for (const { table, column, key, purposeOf } of columns) {
      const rows = await this.sql.rows<{ id: string; sealed: string }>(
        `SELECT "${key}" AS id, "${column}" AS sealed FROM ${table} WHERE "${column}" IS NOT NULL LIMIT ${SAMPLES}`,
        [],
      );
      for (const { id, sealed } of rows)
        samples.push({ place: `${table}.${column}`, purpose: purposeOf(id), sealed });
    }
    return samples;
  }
}
