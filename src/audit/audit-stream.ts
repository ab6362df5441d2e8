import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { Settings } from '#src/config/settings/settings.js';
import { Commits } from '#src/database/commits.js';
import { Sql } from '#src/database/sql.js';
import { AuditChain } from './audit-chain.js';
import { type AuditReceiver, receiverFor } from './audit-receivers.js';
import { type AuditRow, recordOf } from './audit-rows.js';

const BATCH = 200;
/** Another process takes over when the one that sends has not shown up for so long. */
const HELD_SECONDS = 30;

/**
 * Sends the audit log on to another system (SIEM), in the order of the chain. It begins with what happens after the
 * setting was made.
 *
 * Nothing is left out: how far it came is in the database, and is written after each batch. So the rows of one batch may
 * arrive twice, when the connection breaks or the process ends meanwhile; their `id` tells. One process sends for all
 * nodes.
 */
@Injectable()
export class AuditStream {
  private readonly holder = randomUUID();
  private readonly sql: Sql;
  private readonly target: string | undefined;
  private readonly receiver: AuditReceiver | undefined;
  private heldUntil = 0;
  private isClosed = false;

  constructor(
    dataSource: DataSource,
    private readonly chain: AuditChain,
    private readonly commits: Commits,
    settings: Settings,
    private readonly clock: Clock,
  ) {
    this.sql = new Sql(dataSource);
    this.target = settings.audit.stream;
    this.receiver = this.target === undefined ? undefined : receiverFor(this.target);
  }

  /** Notes where the stream begins, unless it has begun before. */
  async begin(): Promise<void> {
    if (!this.receiver) return;
    const head = await this.chain.head();
    await this.sql.rows(
      `INSERT INTO audit_stream (receiver, position, holder, held_until) VALUES (?, ?, ?, 0)
       ON CONFLICT (receiver) DO NOTHING`,
      [this.target, head?.position ?? 0, this.holder],
    );
  }

  /** Sends what is sealed and not sent yet. @throws when the receiver cannot be reached; the next call goes on there. */
  async send(): Promise<void> {
    if (!this.receiver || this.isClosed || !(await this.hold())) return;
    let rows: AuditRow[];
    do {
      const [sent] = await this.sql.rows<{ position: number | string }>(
        'SELECT position FROM audit_stream WHERE receiver = ?',
        [this.target],
      );
      const position = Number(sent!.position);
      rows = await this.sql.rows<AuditRow>(
        // The position that counts is that of the seal.
        `SELECT audit_event.*, audit_seal.position AS position FROM audit_seal JOIN audit_event ON audit_event.id = audit_seal.event_id
         WHERE audit_seal.position > ? ORDER BY audit_seal.position LIMIT ${BATCH}`,
        [position],
      );
      if (rows.length === 0) {
        await this.refuseFuture(position);
        return;
      }
      // A row that is not on the disk yet may never have been.
      await this.commits.settled();
      // A slow receiver may need longer than the process is given at once.
      await this.receiver.send(rows.map(recordOf), async () => {
        if (this.isClosed) throw new Error('this process ends');
        if (!(await this.hold())) throw new Error('another process sends now');
      });
      await this.sql.rows('UPDATE audit_stream SET position = ? WHERE receiver = ? AND position = ?', [
        Number(rows.at(-1)!.position),
        this.target,
        position,
      ]);
    } while (rows.length === BATCH && !this.isClosed);
  }

  /** What is being sent is given up, and sent again after the next start. */
  close(): void {
    this.isClosed = true;
    this.receiver?.close();
  }

  /** @throws Error when more was sent than there is: then nothing would be sent any more, and nobody would notice. */
  private async refuseFuture(position: number): Promise<void> {
    const end = (await this.chain.head())?.position ?? 0;
    if (position > end)
      throw new Error(
        `the table audit_stream says that ${position} rows were sent, and there are ${end}; somebody changed it, or the database was restored. Set its column position to the last row that the receiver has`,
      );
  }

  /** Whether this process is the one that sends. */
  private async hold(): Promise<boolean> {
    const now = this.clock.epoch();
    if (this.heldUntil - now > HELD_SECONDS / 2) return true;
    const held = await this.sql.rows(
      `UPDATE audit_stream SET holder = ?, held_until = ?
       WHERE receiver = ? AND (holder = ? OR held_until < ? OR held_until > ?) RETURNING 1`,
      // No process holds it for longer. Whoever wrote such a time would silence the stream.
      [this.holder, now + HELD_SECONDS, this.target, this.holder, now, now + 10 * HELD_SECONDS],
    );
    if (held.length === 0) return false;
    this.heldUntil = now + HELD_SECONDS;
    return true;
  }
}
