import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AuditLog } from '#src/audit/audit-log.js';
import { InteractionNotActiveError } from '#src/authorization-server/errors.js';
import {
  InteractionSteps,
  type PendingRequest,
} from '#src/authorization-server/authorize/interaction-steps.js';
import { type ContextDecision, decideContext } from '#src/smart/launch/context-decision.js';
import { OwnPatients } from '#src/smart/launch/own-patient.js';
import { EhrLaunchStore } from '#src/smart/launch/ehr-launch.store.js';
import type { LaunchContext } from '#src/smart/launch/launch-context.js';

const UNUSABLE_LAUNCH = {
  refused: { error: 'invalid_request', error_description: 'launch is unknown, expired or was used before' },
};
type UnusableLaunch = typeof UNUSABLE_LAUNCH;

/** What the pages of the launch context step have in common: when they may be shown, what is known, how it ends. */
@Injectable()
export class LaunchContextStep {
  constructor(
    private readonly steps: InteractionSteps,
    private readonly ehrLaunches: EhrLaunchStore,
    private readonly ownPatients: OwnPatients,
    private readonly audit: AuditLog,
  ) {}

  /** @throws InteractionNotActiveError when the request does not wait for this. */
  async pending(request: Request, response: Response): Promise<PendingRequest> {
    const pending = await this.steps.pending(request, response);
    const mayChoose =
      pending.step === 'launch_context' || (pending.step === 'consent' && mayChoosePatient(pending));
    if (!mayChoose || !pending.fhirServer || !pending.accountId) {
      throw new InteractionNotActiveError(`the request waits for ${pending.step}, not for launch_context`);
    }
    // Found at the sign-in, so it was there: the link that the person came by was removed since.
    if (!pending.fhirUser) throw new InteractionNotActiveError('the sign-in was ended meanwhile');
    return pending;
  }

  /** What is known before anybody is asked: from the EHR’s launch, and from who the person is. */
  async knownContext(pending: PendingRequest): Promise<ContextDecision | UnusableLaunch> {
    const { launch, uid, client, needsPatient } = pending;
    const server = pending.fhirServer!.name;
    const ehrLaunch =
      launch === undefined ? undefined : await this.ehrLaunches.consume(launch, client.clientId, server, uid);
    if (launch !== undefined && !ehrLaunch) return UNUSABLE_LAUNCH;
    const person = pending.fhirUser;
    const ownPatient = person && (await this.ownPatients.of(pending.fhirServer!, person));
    return decideContext({ ehrLaunch, person, ownPatient, needsPatient });
  }

  /** The context is known, all but perhaps an encounter: in a standalone launch an app that asks for one gets one. */
  async goOn(
    context: LaunchContext,
    pending: PendingRequest,
    request: Request,
    response: Response,
  ): Promise<void> {
    const { launch, needsEncounter, uid } = pending;
    // In an EHR launch the EHR has said what is open; what it left out is not open there.
    if (launch === undefined && needsEncounter && context.patient !== undefined && !context.encounter) {
      const query = new URLSearchParams({ patient: context.patient }).toString();
      response.redirect(303, `/interaction/${uid}/launch-context/encounter?${query}`);
      return;
    }
    await this.finish(context, pending, request, response);
  }

  async finish(
    context: LaunchContext,
    pending: PendingRequest,
    request: Request,
    response: Response,
  ): Promise<void> {
    const { patient, encounter } = context;
    const finding = [
      patient ? `Patient/${patient}` : 'no patient',
      ...(encounter ? [`Encounter/${encounter}`] : []),
    ];
    await this.audit.record({
      event: 'launch.context_chosen',
      outcome: 'success',
      accountId: pending.accountId,
      clientId: pending.client.clientId,
      trail: [{ step: 'launch_context', finding: finding.join(', ') }],
    });
    response.redirect(303, await this.steps.launchContext(request, response, context));
  }

  async refuse(
    error: { error: string; error_description: string },
    pending: PendingRequest,
    request: Request,
    response: Response,
  ): Promise<void> {
    await this.audit.record({
      event: 'launch.refused',
      outcome: 'refused',
      reason: error.error,
      accountId: pending.accountId,
      clientId: pending.client.clientId,
      trail: [{ step: 'launch_context', finding: error.error_description, mark: 'refused' }],
    });
    response.redirect(303, await this.steps.refuse(request, response, error));
  }
}

/** On the consent page a person may still change their mind about the patient, unless the EHR chose. */
export function mayChoosePatient(pending: PendingRequest): boolean {
  return pending.launch === undefined && pending.context.patient !== undefined;
}
