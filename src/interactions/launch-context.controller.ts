import { Body, Controller, ForbiddenException, Get, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AccountStore } from '#src/accounts/account.store.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { InteractionNotActiveError } from '#src/authorization-server/errors.js';
import { InteractionSteps, type PendingRequest } from '#src/authorization-server/interaction-steps.js';
import { type ContextDecision, decideContext } from '#src/smart/launch/context-decision.js';
import { EhrLaunchStore } from '#src/smart/launch/ehr-launch.store.js';
import type { LaunchContext } from '#src/smart/launch/launch-context.js';
import { PatientDirectory, type PatientSummary } from '#src/smart/launch/patient-directory.js';
import { Csrf } from './csrf.js';
import { PageErrorFilter } from './page-error.filter.js';
import { appSummary, Pages } from './pages.js';
import { asSex } from './patient-words.js';

const UNUSABLE_LAUNCH = {
  refused: { error: 'invalid_request', error_description: 'launch is unknown, expired or was used before' },
};
type UnusableLaunch = typeof UNUSABLE_LAUNCH;

/** The launch context step: for which patient? */
@Controller('interaction/:uid/launch-context')
@UseFilters(PageErrorFilter)
export class LaunchContextController {
  constructor(
    private readonly steps: InteractionSteps,
    private readonly accounts: AccountStore,
    private readonly ehrLaunches: EhrLaunchStore,
    private readonly patients: PatientDirectory,
    private readonly pages: Pages,
    private readonly csrf: Csrf,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  async show(@Req() request: Request, @Res() response: Response, @Query('q') q?: unknown): Promise<void> {
    const pending = await this.pendingStep(request, response);
    const known = await this.knownContext(pending);
    if ('refused' in known) {
      await this.refuse(known.refused, pending, request, response);
      return;
    }
    if (known.complete) {
      await this.finish(known.context, pending, request, response);
      return;
    }
    const query = typeof q === 'string' ? q.slice(0, 200) : '';
    const account = await this.accounts.findById(pending.accountId!);
    const results = await this.patients.search(pending.fhirServer!, query);
    const page = this.pages.render({
      kind: 'choosePatient',
      app: appSummary(pending.client),
      ...(account?.displayName ? { person: { name: account.displayName } } : {}),
      action: `/interaction/${pending.uid}/launch-context`,
      csrf: this.csrf.token(pending.uid),
      query,
      results: results.map((patient) => ({ ...patient, sex: asSex(patient.sex) })),
      searched: query !== '',
      cancelHref: `/interaction/${pending.uid}/cancel`,
    });
    response.set('Cache-Control', 'no-store').type('html').send(page);
  }

  @Post()
  async choose(
    @Req() request: Request,
    @Res() response: Response,
    @Body() form: Record<string, unknown>,
  ): Promise<void> {
    const pending = await this.pendingStep(request, response);
    if (!this.csrf.matches(pending.uid, form.csrf)) throw new ForbiddenException();
    const known = await this.knownContext(pending);
    const chosen =
      'refused' in known || known.complete ? undefined : await this.patientNamed(form.patient, pending);
    if ('refused' in known || !chosen) {
      response.redirect(303, `/interaction/${pending.uid}/launch-context`);
      return;
    }
    const context = { need_patient_banner: true, ...known.context, patient: chosen.id };
    await this.finish(context, pending, request, response);
  }

  private async pendingStep(request: Request, response: Response): Promise<PendingRequest> {
    const pending = await this.steps.pending(request, response);
    const mayChoose =
      pending.step === 'launch_context' || (pending.step === 'consent' && mayChoosePatient(pending));
    if (!mayChoose || !pending.fhirServer || !pending.accountId) {
      throw new InteractionNotActiveError(`the request waits for ${pending.step}, not for launch_context`);
    }
    return pending;
  }

  /** What is known before anybody is asked: from the EHR’s launch, and from who the person is. */
  private async knownContext(pending: PendingRequest): Promise<ContextDecision | UnusableLaunch> {
    const { launch, uid, client, needsPatient } = pending;
    const server = pending.fhirServer!.name;
    const ehrLaunch =
      launch === undefined ? undefined : await this.ehrLaunches.consume(launch, client.clientId, server, uid);
    if (launch !== undefined && !ehrLaunch) return UNUSABLE_LAUNCH;
    const person = await this.accounts.fhirUserOf(pending.accountId!, server);
    return decideContext({ ehrLaunch, person, needsPatient });
  }

  private async refuse(
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

  private async patientNamed(id: unknown, pending: PendingRequest): Promise<PatientSummary | undefined> {
    return typeof id === 'string' ? this.patients.find(pending.fhirServer!, id) : undefined;
  }

  private async finish(
    context: LaunchContext,
    pending: PendingRequest,
    request: Request,
    response: Response,
  ): Promise<void> {
    await this.audit.record({
      event: 'launch.context_chosen',
      outcome: 'success',
      accountId: pending.accountId,
      clientId: pending.client.clientId,
      trail: [
        { step: 'launch_context', finding: context.patient ? `Patient/${context.patient}` : 'no patient' },
      ],
    });
    response.redirect(303, await this.steps.launchContext(request, response, context));
  }
}

/** On the consent page a person may still change their mind about the patient, unless the EHR chose. */
export function mayChoosePatient(pending: PendingRequest): boolean {
  return pending.launch === undefined && pending.context.patient !== undefined;
}
