import { Injectable } from '@nestjs/common';
import { DataSource, type EntityMetadata } from 'typeorm';
import { SealBrokenError, SecretBox } from '#src/crypto/secret-box.js';
import { atomically } from './atomically.js';
import { type RowKey, sealedMembersOf, type SealedPurpose } from './sealed-column.js';
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

interface SealedColumnOfTable {
  metadata: EntityMetadata;
  column: string;
  purpose: SealedPurpose;
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
    for (const one of this.columns()) done.push(await this.resealColumn(one));
    return done;
  }

  private columns(): SealedColumnOfTable[] {
    return this.dataSource.entityMetadatas.flatMap((metadata) =>
      [...sealedMembersOf(metadata.target as { prototype: object })].map(([member, purpose]) => ({
        metadata,
        column: metadata.findColumnWithPropertyName(member)!.databaseName,
        purpose,
      })),
    );
  }

  private async resealColumn({ metadata, column, purpose }: SealedColumnOfTable): Promise<ResealedColumn> {
    const { tableName: table } = metadata;
    const [key] = metadata.primaryColumns;
    if (!key || metadata.primaryColumns.length > 1)
      throw new TypeError(`${table}: a table with sealed values needs one primary column`);
    const counts: ResealedColumn = { table, column, sealed: 0, resealed: 0, unreadable: 0 };
    let after = '';
    for (;;) {
      const rows = await this.sql.rows<{ id: string; value: string }>(
        `SELECT "${key.databaseName}" AS id, "${column}" AS value FROM ${table}
         WHERE "${key.databaseName}" > ? AND "${column}" IS NOT NULL ORDER BY "${key.databaseName}" LIMIT ${BATCH}`,
        [after],
      );
      if (rows.length === 0) return counts;
      after = rows.at(-1)!.id;
      const changes = rows.flatMap((row) => {
        const sealed = this.resealed(purposeFor(purpose, { [key.propertyName]: row.id }), row.value);
        counts[sealed === 'unreadable' ? 'unreadable' : 'sealed'] += 1;
        if (sealed === undefined || sealed === 'unreadable') return [];
        counts.resealed += 1;
        return [
          this.sql.statement(
            `UPDATE ${table} SET "${column}" = ? WHERE "${key.databaseName}" = ? AND "${column}" = ?`,
            [sealed, row.id, row.value],
          ),
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

function purposeFor(purpose: SealedPurpose, key: RowKey): string {
  return typeof purpose === 'string' ? purpose : purpose(key);
}
