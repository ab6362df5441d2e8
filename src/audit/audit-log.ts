import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, In, type Repository } from 'typeorm';
import { epochNow } from '#src/database/epoch-column.js';
import { errorForLog } from '#src/errors/domain-error.js';
import { AuditEvent } from './audit-event.entity.js';
import type { AuditEventName } from './audit-events.js';

export interface AuditFacts {
  event: AuditEventName;
  outcome: AuditEvent['outcome'];
  reason?: string;
  reference?: string;
  accountId?: string;
  clientId?: string;
  scheme?: string;
  trail?: unknown;
}

/**
 * Writes down what happened. Whoever awaits `record` fails with it, so a sign-in or a consent without its row does not
 * happen; rows about what the engine did are written behind its answer.
 */
@Injectable()
export class AuditLog {
  private readonly log = new Logger('Audit');
  private readonly events: Repository<AuditEvent>;

  constructor(dataSource: DataSource) {
    this.events = dataSource.getRepository(AuditEvent);
  }

  async record(facts: AuditFacts): Promise<void> {
    await this.events.insert({
      id: randomUUID(),
      occurredAt: epochNow(),
      event: facts.event,
      outcome: facts.outcome,
      reason: facts.reason ?? null,
      reference: facts.reference ?? null,
      accountId: facts.accountId ?? null,
      clientId: facts.clientId ?? null,
      scheme: facts.scheme ?? null,
      trail: (facts.trail ?? null) as object,
    });
  }

  /** For what has happened already and must be answered in any case: a row that cannot be written is told in the log. */
  async recordOrLog(facts: AuditFacts): Promise<void> {
    await this.record(facts).catch((error: unknown) => {
      this.log.error(`audit row ${facts.event} not written: ${errorForLog(error)}`);
    });
  }

  /** Whether anybody, or this account, ever came in by way of one of these identity providers. */
  async hasProviderSignIn(schemes: string[], accountId?: string): Promise<boolean> {
    if (schemes.length === 0) return false;
    const event = { event: 'login.succeeded', scheme: In(schemes) } as const;
    return this.events.existsBy(accountId === undefined ? event : { ...event, accountId });
  }

  /** The events a reference number stands for, oldest first. */
  async findByReference(reference: string): Promise<AuditEvent[]> {
    return this.events.find({ where: { reference }, order: { occurredAt: 'ASC' }, take: 50 });
  }
}
