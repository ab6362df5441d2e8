import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DAY_SECONDS } from '#src/clock/day.js';
import { Sql } from '#src/database/sql.js';
import type { AuditDetails } from './audit-facts.js';
import type { AuditRow } from './audit-rows.js';

/** Which rows are meant. Every given member must hold. */
export interface AuditCriteria extends AuditDetails {
  /** Seconds since 1970, from this one on. */
  from?: number;
  /** Seconds since 1970, before this one. */
  before?: number;
  event?: string;
  outcome?: string;
  address?: string;
}

const COLUMNS: Record<Exclude<keyof AuditCriteria, 'from' | 'before'>, string> = {
  event: 'event',
  outcome: 'outcome',
  reason: 'reason',
  reference: 'reference',
  accountId: 'account_id',
  clientId: 'client_id',
  scheme: 'scheme',
  fhirServer: 'fhir_server',
  patient: 'patient',
  address: 'address',
};

const PAGE = 500;

/** Finds rows of the audit log, for administrators. */
@Injectable()
export class AuditSearch {
  private readonly sql: Sql;

  constructor(dataSource: DataSource) {
    this.sql = new Sql(dataSource);
  }

  /**
   * All matching rows, oldest first. A log of millions of rows is never in memory as a whole, and no statement looks at
   * more than the rows of one day.
   */
  async *find(criteria: AuditCriteria): AsyncGenerator<AuditRow> {
    const [ends] = await this.sql.rows<Record<'oldest' | 'newest', number | string | null>>(
      'SELECT MIN(occurred_at) AS oldest, MAX(occurred_at) AS newest FROM audit_event',
      [],
    );
    if (!ends || ends.oldest === null) return;
    const before = Math.min(criteria.before ?? Infinity, Number(ends.newest) + 1);
    let from = Math.max(criteria.from ?? 0, Number(ends.oldest));
    for (; from < before; from += DAY_SECONDS)
      yield* this.within(from, Math.min(from + DAY_SECONDS, before), criteria);
  }

  private async *within(from: number, before: number, criteria: AuditCriteria): AsyncGenerator<AuditRow> {
    const given = Object.entries(COLUMNS).flatMap(([member, column]) => {
      const value = criteria[member as keyof typeof COLUMNS];
      return value === undefined ? [] : [{ column, value }];
    });
    const conditions = ['occurred_at < ?', ...given.map(({ column }) => `${column} = ?`)].join(' AND ');
    const values = [before, ...given.map(({ value }) => value)];
    // Every id is greater than the empty text.
    let after: [unknown, string] = [from, ''];
    let page: AuditRow[];
    do {
      page = await this.sql.rows<AuditRow>(
        `SELECT * FROM audit_event WHERE (occurred_at, id) > (?, ?) AND ${conditions}
         ORDER BY occurred_at, id LIMIT ${PAGE}`,
        [...after, ...values],
      );
      yield* page;
      const last = page.at(-1);
      if (last) after = [last.occurred_at, last.id];
    } while (page.length === PAGE);
  }
}
