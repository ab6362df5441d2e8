import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type Repository } from 'typeorm';
import { Clock } from '#src/clock/clock.js';
import { RememberedConsent } from './remembered-consent.entity.js';

/** Who decided, about which client, and on which FHIR server. */
export type ConsentSubject = Pick<RememberedConsent, 'accountId' | 'clientId' | 'fhirServer'>;

/** The only code that queries remembered consent. */
@Injectable()
export class RememberedConsentStore {
  private readonly consents: Repository<RememberedConsent>;

  constructor(
    dataSource: DataSource,
    private readonly clock: Clock,
  ) {
    this.consents = dataSource.getRepository(RememberedConsent);
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

  async forget(subject: ConsentSubject): Promise<void> {
    const { accountId, clientId, fhirServer } = subject;
    await this.consents.delete({ accountId, clientId, fhirServer });
  }
}
