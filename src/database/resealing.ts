import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SealBrokenError, SecretBox } from '#src/crypto/secret-box.js';
import { atomically } from './atomically.js';
import { type SealedColumnOfTable, sealedColumnsOf } from './sealed-column.js';
import { Sql } from './sql.js';

/** So many values are written together. With SQLite the server waits meanwhile, for some milliseconds. */
const BATCH = 100;

/** What became of the sealed values of one column. */
export interface ResealedColumn {
  table: string;
  column: string;
  /** Values that are sealed with `encryptionKey`. */
  sealed: number;
  /** Of these, those that another key had sealed before. */
  resealed: number;
  /** Values that none of the keys opens. They stay as they are. */
  unreadable: number;
}

/**
 * Seals with `encryptionKey` what another key has sealed, in all tables.
 *
 * Each value is replaced only if it is still the same, so that a server which changes it at that moment wins. It may be
 * interrupted at any time, and run again.
 */
@Injectable()
export class Resealing {
  private readonly sql: Sql;

  constructor(
    private readonly dataSource: DataSource,
    private readonly secretBox: SecretBox,
  ) {
    this.sql = new Sql(dataSource);
  }

  /** @returns what was done, for each sealed column of the database. */
  async reseal(): Promise<ResealedColumn[]> {
    const done: ResealedColumn[] = [];
    for (const one of sealedColumnsOf(this.dataSource)) done.push(await this.resealColumn(one));
    return done;
  }

  private async resealColumn({
    table,
    column,
    key,
    purposeOf,
  }: SealedColumnOfTable): Promise<ResealedColumn> {
    const counts: ResealedColumn = { table, column, sealed: 0, resealed: 0, unreadable: 0 };
    let after = '';
    for (;;) {
      const rows = await this.sql.rows<{ id: string; value: string }>(
        `SELECT "${key}" AS id, "${column}" AS value FROM ${table}
         WHERE "${key}" > ? AND "${column}" IS NOT NULL ORDER BY "${key}" LIMIT ${BATCH}`,
        [after],
      );
      if (rows.length === 0) return counts;
      after = rows.at(-1)!.id;
      const changes = rows.flatMap((row) => {
        const sealed = this.resealed(purposeOf(row.id), row.value);
        counts[sealed === 'unreadable' ? 'unreadable' : 'sealed'] += 1;
        if (sealed === undefined || sealed === 'unreadable') return [];
        counts.resealed += 1;
        return [
          this.sql.statement(`UPDATE ${table} SET "${column}" = ? WHERE "${key}" = ? AND "${column}" = ?`, [
            sealed,
            row.id,
            row.value,
          ]),
        ];
      });
      if (changes.length > 0) await atomically(this.dataSource, changes);
    }
  }

  /** @returns the value sealed anew; undefined when it need not be. */
  private resealed(purpose: string, value: string): string | undefined | 'unreadable' {
    try {
      return this.secretBox.resealed(purpose, value);
    } catch (error) {
      if (error instanceof SealBrokenError) return 'unreadable';
      throw error;
    }
  }
}
