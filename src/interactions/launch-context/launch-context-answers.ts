import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AuditLog } from '#src/audit/audit-log.js';
import { InteractionSteps } from '#src/authorization-server/authorize/interaction-steps.js';
import { type ContextDecision, decideContext } from '#src/smart/launch/context-decision.js';
import { OwnPatients } from '#src/smart/launch/own-patient.js';
import { EhrLaunchStore } from '#src/smart/launch/ehr-launch.store.js';
import type { LaunchContext } from '#src/access/granted-launch-context.js';
import type { LaunchContextStep } from '../pending/steps.js';

const UNUSABLE_LAUNCH = {
  refused: { error: 'invalid_request', error_description: 'launch is unknown, expired or was used before' },
};
type UnusableLaunch = typeof UNUSABLE_LAUNCH;

/** What the pages of the launch context step share: what is known before the person is asked, and how the step ends. */
@Injectable()
export class LaunchContextAnswers {
  constructor(
    private readonly steps: InteractionSteps,
    private readonly ehrLaunches: EhrLaunchStore,
    private readonly ownPatients: OwnPatients,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Uses up the EHR’s launch for this request, where there is one. After this no other request can use that launch.
   *
   * @returns what is known before the person is asked: from the launch, and from who the person is.
   */
  async takeLaunch(pending: LaunchContextStep): Promise<ContextDecision | UnusableLaunch> {
    const { launch, uid, client, needsPatient, fhirServer, fhirUser: person } = pending;
    const ehrLaunch =
      launch === undefined
        ? undefined
        : await this.ehrLaunches.consume(launch, client.clientId, fhirServer.name, uid);
    if (launch !== undefined && !ehrLaunch) return UNUSABLE_LAUNCH;
    const ownPatient = await this.ownPatients.find(fhirServer, person);
    return decideContext({ ehrLaunch, person, ownPatient, needsPatient });
  }

  /**
   * Goes on once the patient is known. In a standalone launch, when the app asks for an encounter, the page to choose
   * one comes next. Otherwise the step ends.
   */
  async goOn(
    context: LaunchContext,
    pending: LaunchContextStep,
    request: Request,
    response: Response,
  ): Promise<void> {
    const { launch, needsEncounter, uid } = pending;
    // In an EHR launch the EHR has said what is open. An encounter that it did not name is not open there.
    if (launch === undefined && needsEncounter && context.patient !== undefined && !context.encounter) {
      const query = new URLSearchParams({ patient: context.patient }).toString();
      response.redirect(303, `/interaction/${uid}/launch-context/encounter?${query}`);
      return;
    }
    await this.finish(context, pending, request, response);
  }

  async finish(
    context: LaunchContext,
    pending: LaunchContextStep,
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
      ...(patient ? { fhirServer: pending.fhirServer.name, patient } : {}),
      trail: [{ step: 'launch_context', finding: finding.join(', ') }],
    });
    response.redirect(303, await this.steps.launchContext(request, response, context));
  }

  async refuse(
    error: { error: string; error_description: string },
    pending: LaunchContextStep,
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
