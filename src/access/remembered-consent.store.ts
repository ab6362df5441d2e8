import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import type { Statement } from '#src/database/atomically.js';
import { Sql } from '#src/database/sql.js';
import { Clock } from '#src/clock/clock.js';
import { RememberedConsent } from './remembered-consent.entity.js';

/** Who decided, about which client, and on which FHIR server. */
export type ConsentSubject = Pick<RememberedConsent, 'accountId' | 'clientId' | 'fhirServer'>;

/** The only code that queries remembered consent. */
@Injectable()
export class RememberedConsentStore {
  private readonly consents: Repository<RememberedConsent>;
  private readonly sql: Sql;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.consents = dataSource.getRepository(RememberedConsent);
    this.sql = new Sql(dataSource);
  }

  /** The last decision replaces the one before. They are not merged, because the person never allowed both together. */
  async remember(
    subject: ConsentSubject,
    decision: Pick<RememberedConsent, 'asked' | 'allowed' | 'epochs'>,
  ): Promise<void> {
    await this.consents
      .createQueryBuilder()
      .insert()
      .values({
        id: randomUUID(),
        ...subject,
        ...decision,
        epochs: decision.epochs as object,
        decidedAt: this.clock.epoch(),
      })
      .orUpdate(['asked', 'allowed', 'epochs', 'decided_at'], ['account_id', 'client_id', 'fhir_server'])
      .execute();
  }

  async find(subject: ConsentSubject): Promise<RememberedConsent | undefined> {
    const { accountId, clientId, fhirServer } = subject;
    return (await this.consents.findOneBy({ accountId, clientId, fhirServer })) ?? undefined;
  }

  async ofAccount(accountId: string): Promise<RememberedConsent[]> {
    return this.consents.find({ where: { accountId }, order: { decidedAt: 'DESC' } });
  }

  /**
   * Lets every consent that stands go on when the count of everything changes, as one of a list of statements that
   * succeed or fail together (`atomically`).
   */
  keeping(before: number, after: number): Statement {
    // `epochs` is JSON in a column of text.
    return this.dataSource.options.type === 'postgres'
      ? this.sql.statement(
          `UPDATE remembered_consent
           SET epochs = jsonb_set(epochs::jsonb, '{everything}', to_jsonb(CAST(? AS integer)))::text
           WHERE coalesce(CAST(epochs::jsonb ->> 'everything' AS integer), 0) = ?`,
          [after, before],
        )
      : this.sql.statement(
          `UPDATE remembered_consent SET epochs = json_set(epochs, '$.everything', ?)
           WHERE coalesce(json_extract(epochs, '$.everything'), 0) = ?`,
          [after, before],
        );
  }

  async forget(subject: ConsentSubject): Promise<void> {
    const { accountId, clientId, fhirServer } = subject;
    await this.consents.delete({ accountId, clientId, fhirServer });
  }
}
