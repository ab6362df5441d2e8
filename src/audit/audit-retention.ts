import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { AuditRetentionSettings } from '#src/config/settings/audit-retention.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { Clock } from '#src/clock/clock.js';
import { DAY_SECONDS } from '#src/clock/day.js';
import { ExpiredRows } from '#src/database/expired-rows.js';
import { AuditChain } from './audit-chain.js';
import { AuditCountStore } from './audit-count.store.js';
import { AUDIT_EVENTS, type AuditEventName } from './audit-events.js';
import { AuditLog } from './audit-log.js';

type RetentionClass = keyof AuditRetentionSettings;

const FAULTS: readonly AuditEventName[] = [
  'page.error',
  'client.authentication_failed',
  'client.registration_refused',
  'client.unusable',
  'provider.logout_refused',
  'provider.unusable',
];
const TOKENS: readonly AuditEventName[] = ['token.issued', 'grant.revoked'];
const ADMINISTRATION = /^(account|client|provider|brands|access|key|mail|database|audit)\./;

/** The class of an event that decides how long its rows are kept. */
export function retentionClassOf(event: AuditEventName): RetentionClass {
  if (FAULTS.includes(event)) return 'faults';
  if (TOKENS.includes(event)) return 'tokens';
  return ADMINISTRATION.test(event) ? 'administration' : 'signIn';
}

/** For how many days rows of an event are kept; 0 for ever. */
export function retentionDaysOf(event: AuditEventName, days: AuditRetentionSettings): number {
  return days[retentionClassOf(event)];
}

/** For how many days the rows that are kept longest are kept; 0 for ever. */
export function longestRetentionDays(days: AuditRetentionSettings): number {
  const all = Object.values(days) as number[];
  return all.includes(0) ? 0 : Math.max(...all);
}

/**
 * Deletes rows of the audit log that are older than the settings allow, seals that no row can need any more, and
 * earlier than both the addresses in rows.
 */
@Injectable()
export class AuditRetention implements OnModuleInit {
  constructor(
    private readonly log: AuditLog,
    private readonly counts: AuditCountStore,
    private readonly chain: AuditChain,
    private readonly settings: Settings,
    private readonly expiredRows: ExpiredRows,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    const classes = Object.entries(this.settings.auditRetentionDays) as Array<[RetentionClass, number]>;
    for (const [kept, days] of classes) {
      if (days === 0) continue;
      const over = () => this.daysAgo(days);
      const events = AUDIT_EVENTS.filter((event) => retentionClassOf(event) === kept);
      this.expiredRows.alsoDelete((most) => this.log.deleteBefore(over(), events, most));
      if (kept === 'faults') this.expiredRows.alsoDelete((most) => this.counts.deleteBefore(over(), most));
    }
    const longest = longestRetentionDays(this.settings.auditRetentionDays);
    if (longest > 0)
      this.expiredRows.alsoDelete((most) => this.chain.deleteBefore(this.daysAgo(longest), most));
    const { addressDays } = this.settings.audit;
    this.expiredRows.alsoDelete((most) => this.log.deleteAddressesBefore(this.daysAgo(addressDays), most));
  }

  private daysAgo(days: number): number {
    return this.clock.epoch() - days * DAY_SECONDS;
  }
}
