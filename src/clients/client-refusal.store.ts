import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, MoreThan, type Repository } from 'typeorm';
import { atomically } from '#src/database/atomically.js';
import { Clock } from '#src/clock/clock.js';
import { Sql } from '#src/database/sql.js';
import { ClientRefusal } from './client-refusal.entity.js';

/** How many refusals are kept for each client. */
export const MOST_REFUSALS = 20;
const KEPT_SECONDS = 30 * 86_400;

/** A refusal, and why. */
export type Refusal = Pick<
  ClientRefusal,
  'clientId' | 'reference' | 'occurredAt' | 'endpoint' | 'error' | 'reason' | 'detail'
>;

/** Stores the last refusals of each client. */
@Injectable()
export class ClientRefusalStore {
  private readonly rows: Repository<ClientRefusal>;
  private readonly sql: Sql;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.rows = dataSource.getRepository(ClientRefusal);
    this.sql = new Sql(dataSource);
  }

  /** Adds these refusals of one client, and keeps only the last ones of all its refusals. */
  async keep(clientId: string, refusals: readonly Refusal[]): Promise<void> {
    const expiresAt = this.clock.epoch() + KEPT_SECONDS;
    const values = refusals.map((refusal) => ({ ...refusal, id: randomUUID(), expiresAt }));
    await atomically(this.dataSource, [
      this.rows.createQueryBuilder().insert().values(values),
      this.sql.statement(
        `DELETE FROM client_refusal WHERE client_id = ? AND id NOT IN
         (SELECT id FROM client_refusal WHERE client_id = ? ORDER BY occurred_at DESC, id LIMIT ${MOST_REFUSALS})`,
        [clientId, clientId],
      ),
    ]);
  }

  /** The latest first. */
  async list(clientId: string): Promise<ClientRefusal[]> {
    return this.rows.find({
      where: { clientId, expiresAt: MoreThan(this.clock.epoch()) },
      order: { occurredAt: 'DESC', id: 'ASC' },
    });
  }

  async byReference(reference: string): Promise<ClientRefusal[]> {
    return this.rows.findBy({ reference, expiresAt: MoreThan(this.clock.epoch()) });
  }
}
