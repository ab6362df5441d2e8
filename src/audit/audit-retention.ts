import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { AuditRetentionSettings } from '#src/config/settings/audit-retention.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { epochNow } from '#src/database/epoch-column.js';
import { ExpiredRows } from '#src/database/expired-rows.js';
import { Sql } from '#src/database/sql.js';
import { AUDIT_EVENTS, type AuditEventName } from './audit-events.js';

type RetentionClass = keyof AuditRetentionSettings;

const DAY_SECONDS = 24 * 3600;

const FAULTS: readonly AuditEventName[] = [
  'page.error',
  'client.authentication_failed',
  'client.registration_refused',
  'client.unusable',
  'provider.logout_refused',
  'provider.unusable',
];
const TOKENS: readonly AuditEventName[] = ['token.issued', 'grant.revoked'];
const ADMINISTRATION = /^(account|client|provider|brands|access|mail)\./;

/** What an event is about, as far as keeping it goes. */
export function retentionClassOf(event: AuditEventName): RetentionClass {
  if (FAULTS.includes(event)) return 'faults';
  if (TOKENS.includes(event)) return 'tokens';
  return ADMINISTRATION.test(event) ? 'administration' : 'signIn';
}

/** Deletes rows of the audit log whose time is over, as the settings say now. */
@Injectable()
export class AuditRetention implements OnModuleInit {
  private readonly sql: Sql;

  constructor(
    dataSource: DataSource,
    private readonly settings: Settings,
    private readonly expiredRows: ExpiredRows,
  ) {
    this.sql = new Sql(dataSource);
  }

  onModuleInit(): void {
    const classes = Object.entries(this.settings.auditRetentionDays) as Array<[RetentionClass, number]>;
    for (const [kept, days] of classes) {
      if (days === 0) continue;
      const events = AUDIT_EVENTS.filter((event) => retentionClassOf(event) === kept);
      this.expiredRows.alsoDelete((most) => this.deleteEvents(events, days, most));
      if (kept === 'faults') this.expiredRows.alsoDelete((most) => this.deleteCounts(days, most));
    }
  }

  private async deleteEvents(events: AuditEventName[], days: number, most: number): Promise<number> {
    const named = events.map(() => '?').join(', ');
    const rows = await this.sql.rows(
      `DELETE FROM audit_event WHERE id IN
       (SELECT id FROM audit_event WHERE occurred_at < ? AND event IN (${named}) LIMIT ${most}) RETURNING 1`,
      [epochNow() - days * DAY_SECONDS, ...events],
    );
    return rows.length;
  }

  private async deleteCounts(days: number, most: number): Promise<number> {
    const key = 'hour, event, reason, subject';
    const rows = await this.sql.rows(
      `DELETE FROM audit_count WHERE (${key}) IN
       (SELECT ${key} FROM audit_count WHERE hour < ? LIMIT ${most}) RETURNING 1`,
      [epochNow() - days * DAY_SECONDS],
    );
    return rows.length;
  }
}
