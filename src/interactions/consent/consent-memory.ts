import { Injectable } from '@nestjs/common';
import { RememberedConsentStore } from '#src/access/remembered-consent.store.js';
import type { PendingRequest } from '#src/authorization-server/authorize/pending-request.js';
import { EpochStore } from '#src/access/epoch.store.js';
import { NO_FHIR_SERVER } from '#src/access/grant-context.entity.js';
import { answerFromBefore } from '#src/smart/scopes/answer-from-before.js';

/**
 * What people allowed an app of their own organisation is not asked again until the app wants more; only for clients
 * that an administrator has set so. Which patient it is about is no part of it: that is chosen each time.
 */
@Injectable()
export class ConsentMemory {
  constructor(
    private readonly consents: RememberedConsentStore,
    private readonly epochs: EpochStore,
  ) {}

  /** @returns the clinical scopes to allow; undefined where the person has to be asked. */
  async recall(pending: PendingRequest): Promise<string[] | undefined> {
    // Whoever asks for the question gets it (OpenID Connect Core 3.1.2.1, `prompt=consent`).
    if (!pending.client.remembersConsent || pending.asksForConsent) return undefined;
    const subject = subjectOf(pending);
    const former = await this.consents.find(subject);
    // Where an administrator has ended all access of an app, people are asked again.
    if (!former || !(await this.epochs.same(former.epochs, subject.clientId, [subject.fhirServer])))
      return undefined;
    return answerFromBefore(askedOf(pending), former, mayNarrow(pending));
  }

  async keep(pending: PendingRequest, allowed: string[]): Promise<void> {
    if (!pending.client.remembersConsent) return;
    const subject = subjectOf(pending);
    const epochs = await this.epochs.of(subject.clientId, [subject.fhirServer]);
    await this.consents.remember(subject, { asked: askedOf(pending), allowed, epochs });
  }
}

/** Whether parts of a scope may be allowed in its place. */
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

/** Two APIs may know a scope of one name: what is allowed at one is not allowed at the other. */
function askedOf({ offered, claims, resource }: PendingRequest): string[] {
  const where = resource ? [`resource:${resource.identifier}`] : [];
  return [...offered, ...claims.map((claim) => `claim:${claim}`), ...where];
}
