import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Statement } from '#src/database/atomically.js';
import { Sql } from '#src/database/sql.js';
import { RequestMemo } from '#src/request-scope/request-memo.js';
import type { RevocationLevel } from './epoch.entity.js';
import { epochName, epochNames, type Epochs, sameEpochs } from './epochs.js';

interface Row {
  level: RevocationLevel;
  name: string;
  value: number;
}

/** The only code that queries `epoch`. */
@Injectable()
export class EpochStore {
  private readonly sql: Sql;
  private readonly memo = new RequestMemo<Epochs>();

  constructor(private readonly dataSource: DataSource) {
    this.sql = new Sql(dataSource);
  }

  /**
   * Ends all access of this level and name that was given until now.
   *
   * @param name of the FHIR server or client; empty for everything
   */
  async raise(level: RevocationLevel, name: string): Promise<void> {
    await this.dataSource.query(...this.raising(level, name).getQueryAndParameters());
  }

  /** The same as {@link raise}, for a list of statements that succeed or fail together (`atomically`). */
  raising(level: RevocationLevel, name: string): Statement {
    this.memo.forget();
    return this.sql.statement(
      `INSERT INTO epoch (level, name, value) VALUES (?, ?, 1)
       ON CONFLICT (level, name) DO UPDATE SET value = epoch.value + 1`,
      [level, name],
    );
  }

  /** How often all access of everybody was ended. */
  async everything(): Promise<number> {
    return (await this.ofAccess('', []))[epochName('everything', '')] ?? 0;
  }

  /**
   * Ends all access of everybody by a count of the caller’s choice, as one of a list of statements that succeed or fail
   * together (`atomically`). In a database that was restored, the next count may have been used before.
   */
  settingEverything(count: number): Statement {
    this.memo.forget();
    return this.sql.statement(
      `INSERT INTO epoch (level, name, value) VALUES ('everything', '', ?)
       ON CONFLICT (level, name) DO UPDATE SET value = excluded.value`,
      [count],
    );
  }

  /** How many messages identity providers have sent until now that a person signed out there. */
  async signOuts(): Promise<number> {
    const sql = `SELECT value FROM epoch WHERE level = 'signOut' AND name = ''`;
    const [row] = await this.sql.rows<Pick<Row, 'value'>>(sql, []);
    return Number(row?.value ?? 0);
  }

  /** Counts one more such message. @returns the new total. */
  async countSignOut(): Promise<number> {
    const [row] = await this.sql.rows<Pick<Row, 'value'>>(
      `INSERT INTO epoch (level, name, value) VALUES ('signOut', '', 1)
       ON CONFLICT (level, name) DO UPDATE SET value = epoch.value + 1 RETURNING value`,
      [],
    );
    return Number(row!.value);
  }

  /**
   * All counts. A sign-in needs all of them, because it is not known yet which clients and FHIR servers it will open.
   */
  async all(): Promise<Epochs> {
    return byName(
      await this.sql.rows<Row>(`SELECT level, name, value FROM epoch WHERE level <> 'signOut'`, []),
    );
  }

  /** The counts that can end the access of this client to these FHIR servers. */
  async ofAccess(clientId: string, fhirServers: readonly string[]): Promise<Epochs> {
    return this.memo.once(JSON.stringify([clientId, ...fhirServers]), () => this.read(clientId, fhirServers));
  }

  /** Whether access that was given under these counts to this client, for these FHIR servers, still stands. */
  async same(given: Epochs, clientId: string, fhirServers: readonly string[]): Promise<boolean> {
    return sameEpochs(epochNames(clientId, fhirServers), given, await this.ofAccess(clientId, fhirServers));
  }

  private async read(clientId: string, fhirServers: readonly string[]): Promise<Epochs> {
    const servers = fhirServers.map(() => '?').join(', ') || 'NULL';
    return byName(
      await this.sql.rows<Row>(
        `SELECT level, name, value FROM epoch WHERE (level = 'everything' AND name = '')
         OR (level = 'client' AND name = ?) OR (level = 'fhirServer' AND name IN (${servers}))`,
        [clientId, ...fhirServers],
      ),
    );
  }
}

function byName(rows: Row[]): Epochs {
  return Object.fromEntries(rows.map(({ level, name, value }) => [epochName(level, name), Number(value)]));
}
