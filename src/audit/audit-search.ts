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
  actorId: 'actor_id',
  clientId: 'client_id',
  scheme: 'scheme',
  fhirServer: 'fhir_server',
  patient: 'patient',
  address: 'address',
};

const PAGE = 500;
/**
 * The most rows that one look at a page goes through. On SQLite the server stands still meanwhile, for some ten
 * milliseconds.
 */
const LOOKED_AT = 5_000;
/** Later than any time that a clock shows. */
const LAST_SECOND = 2 ** 40;

/** The place of a row in the order of time. */
export interface AuditPlace {
  /** Seconds since 1970. */
  occurredAt: number;
  id: string;
}

/** Some rows, newest first, and where the next page begins; undefined when there are no older rows. */
export interface AuditPage {
  rows: AuditRow[];
  next?: AuditPlace;
}

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

  /**
   * The newest matching rows, for people who look at them page by page. No more than 5,000 rows are looked at, so a page
   * may have fewer rows than the limit, or none, and still have a next one.
   *
   * @param before what the page before gave as `next`.
   */
  async page(criteria: AuditCriteria, limit: number, before?: AuditPlace): Promise<AuditPage> {
    // Only for these there are indexes.
    const indexed = (['event', 'reference'] as const).filter((member) => criteria[member] !== undefined);
    const inOrder = 'ORDER BY occurred_at DESC, id DESC';
    const looked = `FROM audit_event WHERE (occurred_at, id) < (?, ?) AND occurred_at >= ?${indexed
      .map((member) => ` AND ${member} = ?`)
      .join('')} ${inOrder}`;
    const lookedValues = [
      before?.occurredAt ?? criteria.before ?? LAST_SECOND,
      // Every id is greater than the empty text.
      before?.id ?? '',
      criteria.from ?? 0,
      ...indexed.map((member) => criteria[member]),
    ];
    const others = Object.entries(COLUMNS).filter(([member]) => !indexed.includes(member as 'event'));
    // One statement for all conditions, because PostgreSQL keeps the plan of each statement.
    const conditions = others.map(
      ([, column]) => `(CAST(? AS varchar(255)) IS NULL OR ${column} = CAST(? AS varchar(255)))`,
    );
    const values = others.flatMap(([member]) => {
      const value = criteria[member as keyof typeof COLUMNS] ?? null;
      return [value, value];
    });
    const found = await this.sql.rows<AuditRow>(
      `SELECT * FROM (SELECT * ${looked} LIMIT ${LOOKED_AT}) AS looked
       WHERE ${conditions.join(' AND ')} ${inOrder} LIMIT ?`,
      [...lookedValues, ...values, limit + 1],
    );
    const rows = found.slice(0, limit);
    if (found.length > limit) return { rows, next: placeOf(rows.at(-1)!) };
    const [last] = await this.sql.rows<Pick<AuditRow, 'occurred_at' | 'id'>>(
      `SELECT occurred_at, id ${looked} LIMIT 1 OFFSET ${LOOKED_AT - 1}`,
      lookedValues,
    );
    return last ? { rows, next: placeOf(last) } : { rows };
  }

  /** @returns undefined when there is no row with this id (any more). */
  async row(id: string): Promise<AuditRow | undefined> {
    const [row] = await this.sql.rows<AuditRow>('SELECT * FROM audit_event WHERE id = ?', [id]);
    return row;
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

function placeOf({ occurred_at: occurredAt, id }: Pick<AuditRow, 'occurred_at' | 'id'>): AuditPlace {
  return { occurredAt: Number(occurredAt), id };
}
