import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { epochNow } from '#src/database/epoch-column.js';
import { Sql } from '#src/database/sql.js';
import type { RevocationLevel } from './not-before.entity.js';

/** The only code that queries `not_before`. */
@Injectable()
export class NotBeforeStore {
  private readonly sql: Sql;

  constructor(dataSource: DataSource) {
    this.sql = new Sql(dataSource);
  }

  /**
   * Ends everything of this level and name that was given until now, this second included.
   *
   * @param name the FHIR server’s or client’s; empty for everything
   * @returns from when on access counts again (seconds since 1970)
   */
  async end(level: RevocationLevel, name: string): Promise<number> {
    const from = epochNow() + 1;
    // Never earlier than before: a process whose clock is behind brings nothing back.
    await this.sql.rows(
      `INSERT INTO not_before (level, name, not_before) VALUES (?, ?, ?)
       ON CONFLICT (level, name) DO UPDATE SET not_before = excluded.not_before
       WHERE not_before.not_before < excluded.not_before`,
      [level, name, from],
    );
    return from;
  }

  /** From when on access counts for this client and these FHIR servers; 0 when nothing was ever ended. */
  async of(clientId: string, fhirServers: readonly string[]): Promise<number> {
    const servers = fhirServers.map(() => '?').join(', ') || 'NULL';
    const [row] = await this.sql.rows<{ latest: string | number | null }>(
      `SELECT MAX(not_before) AS latest FROM not_before WHERE level = 'everything'
       OR (level = 'client' AND name = ?) OR (level = 'fhirServer' AND name IN (${servers}))`,
      [clientId, ...fhirServers],
    );
    return Number(row?.latest ?? 0);
  }
}
