import { v7 as timeOrderedUuid } from 'uuid';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type FindOptionsWhere, In, type Repository } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { atomically, type Statement } from '#src/database/atomically.js';
import { EntityRows } from '#src/database/entity-rows.js';
import { Sql } from '#src/database/sql.js';
import { Settings } from '#src/config/settings/settings.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { Observers } from '#src/observation/observers.js';
import { failRequest, requestScope } from '#src/request-scope/request-scope.js';
import { AuditCountStore } from './audit-count.store.js';
import { AuditEvent } from './audit-event.entity.js';
import type { AuditEventName } from './audit-events.js';
import type { AuditFacts } from './audit-facts.js';
import { boundedText, boundedTrail } from './bounded-text.js';
import { RowAllowance } from './row-allowance.js';

export type { AuditFacts } from './audit-facts.js';

/**
 * Writes the audit log. A row is written in the transaction of what it tells. If `record` fails, its caller fails, too,
 * and the request is answered with 503: no sign-in, consent or token is given without its row.
 *
 * All text from outside is shortened here. Events that any caller can cause without authentication are only counted and
 * get no row; see {@link RowAllowance}.
 */
@Injectable()
export class AuditLog {
  private readonly log = new Logger('Audit');
  private readonly events: Repository<AuditEvent>;
  private readonly rows: EntityRows<AuditEvent>;
  private readonly sql: Sql;
  private readonly allowance: RowAllowance;
  private readonly keepsAddresses: boolean;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly counts: AuditCountStore = new AuditCountStore(dataSource, clock),
    settings: Settings = new Settings(),
    private readonly observers: Observers = new Observers(),
  ) {
    this.keepsAddresses = settings.audit.addressDays > 0;
    this.allowance = new RowAllowance(clock);
    this.events = dataSource.getRepository(AuditEvent);
    this.rows = new EntityRows(dataSource, AuditEvent);
    this.sql = new Sql(dataSource);
  }

  async record(facts: AuditFacts): Promise<void> {
    await this.write(facts).catch((error: unknown) => {
      failRequest();
      throw error;
    });
  }

  /**
   * Carries out statements together with the rows that tell of them: all or none (`atomically`). For work outside of
   * requests, where each statement is committed alone.
   *
   * @throws as `atomically`.
   */
  async recordWith(changes: readonly Statement[], told: readonly AuditFacts[]): Promise<void> {
    const rows = told.map((facts) => this.rows.insertion(this.rowOf(facts)));
    await atomically(this.dataSource, [...changes, ...rows]);
    for (const facts of told) this.tellObservers(facts);
  }

  /**
   * For events that have already happened and must be answered in any case. If the row cannot be written, the server
   * log says so.
   *
   * @returns whether there is a row.
   */
  async recordOrLog(facts: AuditFacts): Promise<boolean> {
    return this.write(facts).catch((error: unknown) => {
      this.log.error(`audit row ${facts.event} not written: ${errorForLog(error)}`);
      return false;
    });
  }

  /** Whether any account, or this account, has ever signed in by one of these identity providers. */
  async hasProviderSignIn(schemes: string[], accountId?: string): Promise<boolean> {
    if (schemes.length === 0) return false;
    const event = { event: 'login.succeeded', scheme: In(schemes) } as const;
    return this.events.existsBy(accountId === undefined ? event : { ...event, accountId });
  }

  /**
   * The latest failed sign-in at an identity provider, if no person has signed in by it since.
   *
   * @param reasons the reasons that count.
   */
  async failingAt(scheme: string, reasons: readonly string[]): Promise<AuditEvent | undefined> {
    const latest = (where: FindOptionsWhere<AuditEvent>) =>
      this.events.findOne({ where: { ...where, scheme }, order: { occurredAt: 'DESC' } });
    const failed = await latest({ event: 'login.failed', reason: In([...reasons]) });
    const succeeded = await latest({ event: 'login.succeeded' });
    return failed && failed.occurredAt >= (succeeded?.occurredAt ?? 0) ? failed : undefined;
  }

  /** When the newest row was written, in seconds since 1970; undefined when there is none. */
  async newest(): Promise<number | undefined> {
    const [row] = await this.sql.rows<{ newest: string | number | null }>(
      'SELECT max(occurred_at) AS newest FROM audit_event',
      [],
    );
    const newest = row?.newest ?? undefined;
    return newest === undefined ? undefined : Number(newest);
  }

  /** The events with this reference number, oldest first. */
  async findByReference(reference: string): Promise<AuditEvent[]> {
    return this.events.find({ where: { reference }, order: { occurredAt: 'ASC' }, take: 50 });
  }

  /** Deletes at most this many rows of these events from before this second. @returns how many. */
  async deleteBefore(seconds: number, events: readonly AuditEventName[], most: number): Promise<number> {
    const rows = await this.sql.rows(
      `DELETE FROM audit_event WHERE id IN (SELECT id FROM audit_event WHERE occurred_at < ?
       AND event IN (${events.map(() => '?').join(', ')}) LIMIT ${most}) RETURNING 1`,
      [seconds, ...events],
    );
    return rows.length;
  }

  /** Deletes the addresses and user agents of at most this many rows from before this second. @returns how many. */
  async deleteAddressesBefore(seconds: number, most: number): Promise<number> {
    const rows = await this.sql.rows(
      `UPDATE audit_event SET address = NULL, user_agent = NULL WHERE id IN
       (SELECT id FROM audit_event WHERE address IS NOT NULL AND occurred_at < ? LIMIT ${most}) RETURNING 1`,
      [seconds],
    );
    return rows.length;
  }

  /** @returns whether the event got a row. Otherwise it was counted. */
  private async write(facts: AuditFacts): Promise<boolean> {
    const hasRow = this.allowance.takesRow(facts);
    if (hasRow) await this.rows.insert(this.rowOf(facts));
    else this.count(facts);
    this.tellObservers(facts);
    return hasRow;
  }

  private count(facts: AuditFacts): void {
    this.counts.add(facts);
    if (this.allowance.takesLine(facts))
      this.log.warn(
        `${facts.event} ${facts.reason ?? ''} ${oneLine(trailOf(facts))} (counted, without an audit row; only the first few of an hour are logged)`,
      );
  }

  private rowOf(facts: AuditFacts): AuditEvent {
    const request = requestScope.getStore();
    return {
      // In the order in which they were written, also within a second.
      id: timeOrderedUuid(),
      occurredAt: this.clock.epoch(),
      event: facts.event,
      outcome: facts.outcome,
      reason: within(64, facts.reason),
      reference: within(16, facts.reference),
      accountId: within(36, facts.accountId),
      actorId: within(36, facts.actorId ?? request?.actor?.accountId),
      clientId: within(255, facts.clientId ?? request?.actor?.clientId),
      scheme: within(64, facts.scheme),
      fhirServer: within(64, facts.fhirServer),
      patient: within(64, facts.patient),
      trail: trailOf(facts),
      address: this.keepsAddresses ? within(45, request?.address) : null,
      userAgent: this.keepsAddresses && request?.address ? within(255, request.userAgent) : null,
      position: null,
    };
  }

  private tellObservers({ event, outcome, reason, scheme }: AuditFacts): void {
    if (!this.observers.areThere) return;
    const during = requestScope.getStore()?.seen;
    this.observers.tell('eventRecorded', { event, outcome, reason, scheme, during });
  }
}

function trailOf({ trail = null }: AuditFacts): object | null {
  return boundedTrail(trail) as object | null;
}

function within(most: number, text: string | undefined): string | null {
  return text === undefined ? null : boundedText(text, most);
}

/** JSON has no line breaks, so text from outside cannot begin a line of its own in the server log. */
function oneLine(trail: object | null): string {
  return trail === null ? '' : JSON.stringify(trail);
}
