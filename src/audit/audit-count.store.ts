import { Injectable, Logger, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { Sql } from '#src/database/sql.js';
import { errorForLog } from '#src/errors/domain-error.js';
import type { AuditFacts } from './audit-facts.js';
import { boundedText } from './bounded-text.js';
import { hourOf, subjectOf } from './row-allowance.js';

const WRITE_EVERY_MS = 10_000;
/**
 * Far more than there are events and reasons. When very many accounts and clients are attacked at once, the rest are
 * counted without their reason and subject.
 */
const MOST_KEYS = 5_000;

type Key = [hour: number, event: string, reason: string, subject: string];

/**
 * The only code that queries `audit_count`. It counts in memory and writes every few seconds, so a flood causes no
 * writes of its own.
 */
@Injectable()
export class AuditCountStore implements OnModuleInit, OnModuleDestroy {
  private readonly log = new Logger('Audit');
  private readonly sql: Sql;
  private counted = new Map<string, { key: Key; times: number }>();
  private timer?: NodeJS.Timeout;

  constructor(
    dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.sql = new Sql(dataSource);
  }

  add(facts: AuditFacts): void {
    const crowded = this.counted.size >= MOST_KEYS;
    const key: Key = [
      hourOf(this.clock.epoch()),
      facts.event,
      crowded ? '' : boundedText(facts.reason ?? '', 64),
      crowded ? '' : boundedText(subjectOf(facts), 255),
    ];
    const name = JSON.stringify(key);
    this.counted.set(name, { key, times: (this.counted.get(name)?.times ?? 0) + 1 });
  }

  /** Writes the counts since the last write. */
  async write(): Promise<void> {
    const counted = [...this.counted.values()];
    this.counted = new Map();
    for (const { key, times } of counted)
      await this.sql.rows(
        `INSERT INTO audit_count (hour, event, reason, subject, times) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (hour, event, reason, subject) DO UPDATE SET times = audit_count.times + excluded.times`,
        [...key, times],
      );
  }

  /** Deletes at most this many counts of hours before this second. @returns how many. */
  async deleteBefore(seconds: number, most: number): Promise<number> {
    const rows = await this.sql.rows(
      `DELETE FROM audit_count WHERE (hour, event, reason, subject) IN
       (SELECT hour, event, reason, subject FROM audit_count WHERE hour < ? LIMIT ${most}) RETURNING 1`,
      [seconds],
    );
    return rows.length;
  }

  onModuleInit(): void {
    this.timer = setInterval(() => {
      this.write().catch((error: unknown) =>
        this.log.error(`audit counts not written: ${errorForLog(error)}`),
      );
    }, WRITE_EVERY_MS);
    this.timer.unref();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }
}
