import { Injectable } from '@nestjs/common';
import { RememberedConsentStore } from '#src/access/remembered-consent.store.js';
import type { PendingRequest } from '#src/authorization-server/authorize/pending-request.js';
import { EpochStore } from '#src/access/epoch.store.js';
import { NO_FHIR_SERVER } from '#src/access/grant-context.entity.js';
import { answerFromBefore } from '#src/smart/scopes/answer-from-before.js';

/**
 * Remembers what people allowed an app of their own organisation, so that they are not asked again until the app wants
 * more. Only for clients that an administrator has set so. The patient is not part of the memory: the patient is chosen
 * each time.
 */
@Injectable()
export class ConsentMemory {
  constructor(
    private readonly consents: RememberedConsentStore,
    private readonly epochs: EpochStore,
  ) {}

  /** @returns the clinical scopes to allow; undefined when the person has to be asked. */
  async recall(pending: PendingRequest): Promise<string[] | undefined> {
    // A client that asks for the consent page gets it (OpenID Connect Core 3.1.2.1, `prompt=consent`).
    if (!pending.client.remembersConsent || pending.asksForConsent) return undefined;
    const subject = subjectOf(pending);
    const former = await this.consents.find(subject);
    // When an administrator has ended all access of an app, people are asked again.
    if (!former || !(await this.epochs.same(former.epochs, subject.clientId, [subject.fhirServer])))
      return undefined;
    return answerFromBefore(askedOf(pending), former, mayNarrow(pending));
  }

  async keep(pending: PendingRequest, allowed: string[]): Promise<void> {
    if (!pending.client.remembersConsent) return;
    const subject = subjectOf(pending);
    const epochs = await this.epochs.ofAccess(subject.clientId, [subject.fhirServer]);
    await this.consents.remember(subject, { asked: askedOf(pending), allowed, epochs });
  }
}

/** Whether the person may allow parts of a scope instead of the whole scope. */
export function mayNarrow(pending: PendingRequest): boolean {
  return pending.fhirServer?.categoryScopes === true;
}

function subjectOf({ accountId, client, isPlain, fhirServer }: PendingRequest) {
  return {
    accountId: accountId!,
    clientId: client.clientId,
    fhirServer: isPlain ? NO_FHIR_SERVER : fhirServer!.name,
  };
}

/**
 * The resource is part of what was asked: two APIs may have a scope of the same name, and what is allowed at one is not
 * allowed at the other.
 */
function askedOf({ offered, claims, resource }: PendingRequest): string[] {
  const where = resource ? [`resource:${resource.identifier}`] : [];
  return [...offered, ...claims.map((claim) => `claim:${claim}`), ...where];
}
