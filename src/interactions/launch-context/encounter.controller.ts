import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AccountStore } from '#src/accounts/account.store.js';
import { EncounterDirectory } from '#src/smart/launch/encounter-directory.js';
import { PatientDirectory } from '#src/smart/launch/patient-directory.js';
import type { PatientSummary } from '#src/smart/launch/patient-summary.js';
import { Csrf } from '../pending/csrf.js';
import { ForStep, Pending } from '../pending/pending.guard.js';
import { launchContextStep, type LaunchContextStep } from '../pending/steps.js';
import { LaunchContextAnswers } from './launch-context-answers.js';
import { appSummary, Pages } from '../views/organisation-pages.js';
import { sendPage } from '../views/send-page.js';

/**
 * The second part of the launch context step: the person chooses a visit (encounter) of the patient. Only for apps that
 * ask for an encounter.
 */
@Controller('interaction/:uid/launch-context/encounter')
@ForStep(launchContextStep)
export class EncounterController {
  constructor(
    private readonly answers: LaunchContextAnswers,
    private readonly accounts: AccountStore,
    private readonly patients: PatientDirectory,
    private readonly encounters: EncounterDirectory,
    private readonly pages: Pages,
    private readonly csrf: Csrf,
  ) {}

  @Get()
  async show(
    @Pending() pending: LaunchContextStep,
    @Req() request: Request,
    @Res() response: Response,
    @Query('patient') patientId?: unknown,
  ): Promise<void> {
    const patient = await this.patientOf(pending, patientId);
    if (!patient) {
      response.redirect(303, `/interaction/${pending.uid}/launch-context`);
      return;
    }
    const encounters = await this.encounters.ofPatient(pending.fhirServer, patient.id);
    if (encounters.length === 0) {
      await this.finish(patient, undefined, pending, request, response);
      return;
    }
    const account = await this.accounts.findById(pending.accountId);
    const page = this.pages.render({
      kind: 'chooseEncounter',
      app: appSummary(pending.client),
      ...(account?.displayName ? { person: { name: account.displayName } } : {}),
      action: `/interaction/${pending.uid}/launch-context/encounter`,
      csrf: this.csrf.token(pending.uid),
      patient,
      encounters: encounters.map(({ status, ...encounter }) => ({
        ...encounter,
        underWay: status === 'in-progress',
      })),
      cancelHref: `/interaction/${pending.uid}/cancel`,
    });
    sendPage(response, page);
  }

  @Post()
  async choose(
    @Pending() pending: LaunchContextStep,
    @Req() request: Request,
    @Res() response: Response,
    @Body() form: Record<string, unknown>,
  ): Promise<void> {
    const patient = await this.patientOf(pending, form.patient);
    const id = typeof form.encounter === 'string' ? form.encounter : undefined;
    const encounter =
      patient && id ? await this.encounters.find(pending.fhirServer, patient.id, id) : undefined;
    if (!patient || id === undefined || (id !== '' && !encounter)) {
      response.redirect(303, `/interaction/${pending.uid}/launch-context`);
      return;
    }
    await this.finish(patient, encounter?.id, pending, request, response);
  }

  /**
   * The patient whose visits are shown. For a patient it is their own record; otherwise the patient that was chosen on
   * the previous page, read again from the FHIR server.
   */
  private async patientOf(pending: LaunchContextStep, id: unknown): Promise<PatientSummary | undefined> {
    const known = await this.answers.takeLaunch(pending);
    if ('refused' in known) return undefined;
    const server = pending.fhirServer;
    if (known.complete)
      return known.context.patient === undefined
        ? undefined
        : this.patients.find(server, known.context.patient);
    return typeof id === 'string' ? this.patients.findToChoose(server, id) : undefined;
  }

  private async finish(
    patient: PatientSummary,
    encounter: string | undefined,
    pending: LaunchContextStep,
    request: Request,
    response: Response,
  ): Promise<void> {
    const context = {
      patient: patient.id,
      need_patient_banner: true,
      ...(encounter === undefined ? {} : { encounter }),
    };
    await this.answers.finish(context, pending, request, response);
  }
}
