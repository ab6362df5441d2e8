import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { instantOf } from '#src/clock/instant.js';
import { Settings } from '#src/config/settings/settings.js';
import { Clock } from '#src/clock/clock.js';
import { DAY_SECONDS } from '#src/clock/day.js';
import { EntityRows } from '#src/database/entity-rows.js';
import { Sql } from '#src/database/sql.js';
import { AuditChain } from './audit-chain.js';
import type { AuditEventName } from './audit-events.js';
import { retentionDaysOf } from './audit-retention.js';
import type { AuditRow } from './audit-rows.js';
import { AuditSeal } from './audit-seal.entity.js';

const PAGE = 500;
/** A row may be without its seal for so long. */
const SEALED_WITHIN_SECONDS = 60;

/** Something that is not as it was written. */
export interface AuditFinding {
  problem:
    | 'row_changed'
    | 'row_missing'
    | 'address_changed'
    | 'seal_missing'
    | 'seal_changed'
    | 'other_key'
    | 'row_not_sealed'
    | 'anchor_not_met';
  position?: number;
  eventId?: string;
  /** ISO 8601, UTC. */
  occurredAt?: string;
  finding: string;
}

export interface AuditSummary {
  /** Seals that were checked. */
  seals: number;
  /** Rows that are as they were written. */
  rows: number;
  /** Rows that are gone because they were old enough. */
  deletedByAge: number;
  /** Rows of the last minute that have no seal yet. */
  notSealedYet: number;
  findings: number;
  /** `position:hash` of the last seal, for the next verification. */
  head?: string;
}

/** A place of the chain that was noted elsewhere, such as in the server log. */
export interface Anchor {
  position: number;
  hash: string;
}

/** Finds what was changed in the audit log, or deleted from it, by comparing it with its chain of seals. */
@Injectable()
export class AuditVerification {
  private readonly seals: EntityRows<AuditSeal>;
  private readonly sql: Sql;

  constructor(
    dataSource: DataSource,
    private readonly chain: AuditChain,
    private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    this.seals = new EntityRows(dataSource, AuditSeal);
    this.sql = new Sql(dataSource);
  }

  /**
   * Goes through the whole chain, oldest first.
   *
   * @param report is told of each finding at once.
   * @param anchors must be met by the chain.
   */
  async verify(report: (finding: AuditFinding) => void, anchors: Anchor[] = []): Promise<AuditSummary> {
    const summary: AuditSummary = { seals: 0, rows: 0, deletedByAge: 0, notSealedYet: 0, findings: 0 };
    const tell = (finding: AuditFinding) => {
      summary.findings += 1;
      report(finding);
    };
    let first: AuditSeal | undefined;
    let before: AuditSeal | undefined;
    let page: AuditSeal[];
    do {
      page = await this.seals.find(`position > ? ORDER BY position LIMIT ${PAGE}`, [before?.position ?? 0]);
      const rows = await this.rowsOf(page);
      if (!first && page[0]) {
        first = page[0];
        if (!(await this.chain.beginsWith(first))) tell(otherBeginning(first));
      }
      for (const seal of page) {
        summary.seals += 1;
        for (const finding of this.faultsOfSeal(seal, before, anchors)) tell(finding);
        this.judgeRow(seal, rows.get(seal.eventId), summary, tell);
        before = seal;
      }
    } while (page.length === PAGE);
    for (const { position } of anchors.filter(({ position }) => position < (first?.position ?? 0)))
      tell({
        problem: 'anchor_not_met',
        position,
        finding: `the chain begins at ${first!.position}, after this place; only a place whose seal is older than all days of auditRetentionDays may be gone`,
      });
    for (const { position } of anchors.filter(({ position }) => position > (before?.position ?? 0)))
      tell({
        problem: 'anchor_not_met',
        position,
        finding: `the chain ends at ${before?.position ?? 0}: everything after was cut off`,
      });
    await this.lookForUnsealed(summary, tell);
    if (before) summary.head = `${before.position}:${before.hash}`;
    return summary;
  }

  private *faultsOfSeal(
    seal: AuditSeal,
    before: AuditSeal | undefined,
    anchors: Anchor[],
  ): Generator<AuditFinding> {
    const { position } = seal;
    if (before && position !== before.position + 1)
      yield {
        problem: 'seal_missing',
        position: before.position + 1,
        finding: `the seals ${before.position + 1} to ${position - 1} are gone`,
      };
    else if (!this.chain.hasKey(seal.keyId)) {
      // Once for all seals of one key, because there may be millions.
      if (seal.keyId !== before?.keyId)
        yield {
          problem: 'other_key',
          ...placeOf(seal),
          finding:
            'the seals from here on were made with an encryption key that is neither encryptionKey nor one of otherEncryptionKeys, and cannot be checked',
        };
    } else if (before && seal.hash !== this.chain.hashOf(seal, before.hash))
      yield {
        problem: 'seal_changed',
        ...placeOf(seal),
        finding: 'the seal does not follow from the one before',
      };
    for (const anchor of anchors)
      if (anchor.position === position && anchor.hash !== seal.hash)
        yield {
          problem: 'anchor_not_met',
          ...placeOf(seal),
          finding: 'the chain has another hash here than was noted: it was made anew',
        };
  }

  private judgeRow(
    seal: AuditSeal,
    row: AuditRow | undefined,
    summary: AuditSummary,
    tell: (finding: AuditFinding) => void,
  ): void {
    if (!row) {
      const days = retentionDaysOf(seal.event as AuditEventName, this.settings.auditRetentionDays);
      if (days > 0 && seal.occurredAt < this.clock.epoch() - days * DAY_SECONDS) summary.deletedByAge += 1;
      else
        tell({
          problem: 'row_missing',
          ...placeOf(seal),
          finding: `a row of ${seal.event} was deleted before its time`,
        });
      return;
    }
    if (!this.chain.hasKey(seal.keyId)) return;
    if (this.chain.digestOf(row, seal.keyId) !== seal.digest) {
      tell({ problem: 'row_changed', ...placeOf(seal), finding: `a row of ${row.event} was changed` });
      return;
    }
    const origin = this.chain.originDigestOf(row, seal.keyId);
    const mayBeGone = seal.occurredAt < this.clock.epoch() - this.settings.audit.addressDays * DAY_SECONDS;
    if (origin !== seal.originDigest && !(origin === null && mayBeGone))
      tell({
        problem: 'address_changed',
        ...placeOf(seal),
        finding: `the address or user agent of a row was ${origin === null ? 'deleted before its time' : 'changed'}`,
      });
    else summary.rows += 1;
  }

  private async rowsOf(seals: AuditSeal[]): Promise<Map<string, AuditRow>> {
    const [first, last] = [seals[0], seals.at(-1)];
    if (!first || !last) return new Map();
    const rows = await this.sql.rows<AuditRow>(
      `SELECT audit_event.* FROM audit_event JOIN audit_seal ON audit_seal.event_id = audit_event.id
       WHERE audit_seal.position BETWEEN ? AND ?`,
      [first.position, last.position],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async lookForUnsealed(summary: AuditSummary, tell: (finding: AuditFinding) => void): Promise<void> {
    type Row = Pick<AuditRow, 'id' | 'occurred_at' | 'event' | 'position'> & { sealed: unknown };
    let after = '';
    let page: Row[];
    do {
      page = await this.sql.rows<Row>(
        `SELECT e.id, e.occurred_at, e.event, e.position, s.position AS sealed
         FROM audit_event e LEFT JOIN audit_seal s ON s.event_id = e.id
         WHERE e.id > ? ORDER BY e.id LIMIT ${PAGE}`,
        [after],
      );
      for (const row of page.filter(({ sealed }) => sealed === null)) {
        const occurredAt = Number(row.occurred_at);
        // A row that claims to be sealed can only have lost its seal.
        if (row.position === null && occurredAt > this.clock.epoch() - SEALED_WITHIN_SECONDS)
          summary.notSealedYet += 1;
        else
          tell({
            problem: 'row_not_sealed',
            eventId: row.id,
            occurredAt: instantOf(occurredAt),
            finding: `a row of ${row.event} has no seal; is a server running, so that it gets one?`,
          });
      }
      after = page.at(-1)?.id ?? after;
    } while (page.length === PAGE);
  }
}

function otherBeginning(first: AuditSeal): AuditFinding {
  const { position } = first;
  return position === 1
    ? { problem: 'seal_changed', ...placeOf(first), finding: 'the first seal is not the one that was made' }
    : {
        problem: 'seal_missing',
        ...placeOf(first),
        finding: `the chain begins at ${position} with another seal than a server left as the first one: seals before it are gone, or it was changed`,
      };
}

function placeOf({ position, eventId, occurredAt }: AuditSeal) {
  return { position, eventId, occurredAt: instantOf(occurredAt) };
}
