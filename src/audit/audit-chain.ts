import { createHmac } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SecretBox } from '#src/crypto/secret-box.js';
import { sha256 } from '#src/crypto/handle.js';
import { atomically, ChangedMeanwhileError, isUniqueViolation } from '#src/database/atomically.js';
import { DomainError } from '#src/errors/domain-error.js';
import { EntityRows } from '#src/database/entity-rows.js';
import { Sql } from '#src/database/sql.js';
import { AuditSeal } from './audit-seal.entity.js';
import { ChainBeginnings } from './chain-beginning.js';
import type { ChainBeginning } from './chain-beginning.entity.js';
import type { AuditRow } from './audit-rows.js';

const PURPOSE = 'audit-chain';
/** What stands before the first seal. */
const BEGINNING = '';

/** The chain does not begin where a server left it, so what is left of its beginning is kept. */
export class AuditChainCutError extends DomainError {
  constructor() {
    super({
      code: 'audit_chain_cut',
      message:
        'The audit chain does not begin where this server left it, so its oldest seals are not deleted. wardkey audit verify shows what is wrong.',
    });
  }
}

/** Somebody wrote to the table of seals: the next position cannot be taken. */
export class AuditChainBrokenError extends DomainError {
  constructor(position: number) {
    super({
      code: 'audit_chain_broken',
      message: `No row of the audit log can be sealed: the position ${position} cannot be taken. Somebody changed the table audit_seal; wardkey audit verify shows where.`,
    });
  }
}

/**
 * The chain of seals. Each seal holds a digest of one row, and a hash of the seal before and of itself (HMAC-SHA-256).
 * Whoever can write to the database but does not have the encryption key can change or delete rows only so that it
 * shows.
 *
 * A row is written in the transaction of what it tells, and gets its seal afterwards, within about a second. So requests
 * do not wait for each other for their place in the chain. There is one chain for all nodes: a position can be taken
 * once.
 */
@Injectable()
export class AuditChain {
  /** Names the key that makes new seals. */
  private readonly keyId: string;
  /** The keys by their names. While the encryption key is being changed there are several. */
  private readonly keys: ReadonlyMap<string, Buffer>;
  private readonly sql: Sql;
  private readonly seals: EntityRows<AuditSeal>;
  private readonly beginnings: ChainBeginnings;

  constructor(
    private readonly dataSource: DataSource,
    secretBox: SecretBox,
  ) {
    this.keys = new Map(secretBox.deriveAll(PURPOSE).map((key) => [nameOf(key), key]));
    [this.keyId] = this.keys.keys() as unknown as [string];
    this.sql = new Sql(dataSource);
    this.seals = new EntityRows(dataSource, AuditSeal);
    this.beginnings = new ChainBeginnings(dataSource, secretBox);
  }

  /** The last seal, which stands for all before it. */
  async head(): Promise<AuditSeal | undefined> {
    return this.seals.findOne('1 = 1 ORDER BY position DESC LIMIT 1', []);
  }

  /**
   * Seals up to this many rows that have no seal yet, oldest first.
   *
   * @returns how many; 0 also when another node was faster.
   * @throws AuditChainBrokenError when no row can get a seal any more.
   */
  async sealNext(most: number): Promise<number> {
    // The head is read first. When another node seals between the two statements, the position is taken already.
    const before = await this.head();
    let last = before;
    const rows = await this.sql.rows<AuditRow>(
      `SELECT * FROM audit_event WHERE position IS NULL ORDER BY occurred_at, id LIMIT ${most}`,
      [],
    );
    if (rows.length === 0) return 0;
    const first = (last?.position ?? 0) + 1;
    const seals = rows.map((row) => (last = this.seal(row, last)));
    try {
      await atomically(this.dataSource, [
        ...seals.map((seal) => this.seals.insertion(seal)),
        this.sql.statement(
          `UPDATE audit_event SET position = audit_seal.position FROM audit_seal
           WHERE audit_seal.event_id = audit_event.id AND audit_seal.position BETWEEN ? AND ?`,
          [first, last!.position],
        ),
      ]);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const present = await this.head();
      // Another node has sealed these rows; or somebody took the position from a row that has a seal, and without this
      // no later row would ever get one.
      const repaired = await this.sql.rows(
        `UPDATE audit_event SET position = audit_seal.position FROM audit_seal
         WHERE audit_seal.event_id = audit_event.id AND audit_event.position IS NULL RETURNING 1`,
        [],
      );
      if (repaired.length === 0 && present?.hash === before?.hash) throw new AuditChainBrokenError(first);
      return 0;
    }
    return rows.length;
  }

  /**
   * Deletes at most this many of the oldest seals, from before this second. The last seal always stays, because the
   * chain goes on from it.
   *
   * @returns how many; 0 also when another node was faster.
   * @throws AuditChainCutError when somebody else has deleted seals. What they left is the proof.
   */
  async deleteBefore(seconds: number, most: number): Promise<number> {
    const oldest = await this.seals.find(`1 = 1 ORDER BY position LIMIT ${most + 1}`, []);
    const [first] = oldest;
    const next = oldest.find(({ occurredAt }) => occurredAt >= seconds) ?? oldest.at(-1);
    if (!first || !next || next === first) return 0;
    const deleted = oldest.indexOf(next);
    const kept = await this.beginnings.kept();
    const isWhole = oldest.slice(1, deleted + 1).every((seal, index) => this.follows(seal, oldest[index]));
    if (!isWhole || !this.isBeginning(first, kept)) throw new AuditChainCutError();
    try {
      await atomically(this.dataSource, [
        this.beginnings.moving(kept, next),
        this.sql.statement('DELETE FROM audit_seal WHERE position < ?', [next.position]),
      ]);
    } catch (error) {
      if (error instanceof ChangedMeanwhileError || isUniqueViolation(error)) return 0;
      throw error;
    }
    return deleted;
  }

  /** Whether the chain begins where a server left it: with the very first seal, or the first that is left. */
  async beginsWith(first: AuditSeal): Promise<boolean> {
    return this.isBeginning(first, await this.beginnings.kept());
  }

  /** Lets the chain begin where it begins now. @returns its first seal; undefined when there is none. */
  async acceptBeginning(): Promise<AuditSeal | undefined> {
    const first = await this.seals.findOne('1 = 1 ORDER BY position LIMIT 1', []);
    if (first)
      await atomically(this.dataSource, [this.beginnings.moving(await this.beginnings.kept(), first)]);
    return first;
  }

  private isBeginning(first: AuditSeal, kept: ChainBeginning | undefined): boolean {
    return kept ? this.beginnings.isMetBy(first, kept) : this.follows(first, undefined);
  }

  /** As far as can be told: a seal of a key that is not here has only its position. */
  private follows(seal: AuditSeal, before: AuditSeal | undefined): boolean {
    if (seal.position !== (before?.position ?? 0) + 1) return false;
    return !this.hasKey(seal.keyId) || seal.hash === this.hashOf(seal, before?.hash ?? BEGINNING);
  }

  /** What the seal of a row must be. */
  private seal(row: AuditRow, before: AuditSeal | undefined): AuditSeal {
    const seal = {
      position: (before?.position ?? 0) + 1,
      eventId: row.id,
      event: row.event,
      occurredAt: Number(row.occurred_at),
      digest: this.digestOf(row),
      originDigest: this.originDigestOf(row),
      keyId: this.keyId,
    };
    return { ...seal, hash: this.hashOf(seal, before?.hash ?? BEGINNING) };
  }

  /** Whether seals that were made with this key can be checked. */
  hasKey(keyId: string): boolean {
    return this.keys.has(keyId);
  }

  /** The digest of everything in a row that never changes. */
  digestOf(row: AuditRow, keyId = this.keyId): string {
    const { id, event, outcome, reason, reference, scheme, patient, trail } = row;
    return this.mac(keyId, [
      id,
      Number(row.occurred_at),
      event,
      outcome,
      reason,
      reference,
      row.account_id,
      row.client_id,
      scheme,
      row.fhir_server,
      patient,
      trail,
      // Not as null: rows from before this column keep the digest that they have.
      ...(row.actor_id === null ? [] : [row.actor_id]),
    ]);
  }

  /** The digest of what is deleted before the row is. */
  originDigestOf({ id, address, user_agent: userAgent }: AuditRow, keyId = this.keyId): string | null {
    return address === null && userAgent === null ? null : this.mac(keyId, [id, address, userAgent]);
  }

  /** @param before the hash of the seal before. */
  hashOf(seal: Omit<AuditSeal, 'hash'>, before: string): string {
    const { position, eventId, event, occurredAt, digest, originDigest, keyId } = seal;
    return this.mac(keyId, [before, position, eventId, event, occurredAt, digest, originDigest, keyId]);
  }

  private mac(keyId: string, values: ReadonlyArray<string | number | null>): string {
    return createHmac('sha256', this.keys.get(keyId)!).update(JSON.stringify(values)).digest('base64url');
  }
}

function nameOf(key: Buffer): string {
  return sha256(key.toString('base64')).slice(0, 8);
}
