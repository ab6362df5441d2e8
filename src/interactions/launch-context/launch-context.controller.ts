import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AccountStore } from '#src/accounts/account.store.js';
import { PatientDirectory } from '#src/smart/launch/patient-directory.js';
import { RecentPatientStore } from '#src/smart/launch/recent-patient.store.js';
import { Csrf } from '../pending/csrf.js';
import { ForStep, Pending } from '../pending/pending.guard.js';
import { launchContextStep, type LaunchContextStep } from '../pending/steps.js';
import { LaunchContextAnswers } from './launch-context-answers.js';
import { PatientPages } from './patient-pages.js';
import { appSummary, Pages } from '../views/organisation-pages.js';
import { sendPage } from '../views/send-page.js';

/** The launch context step: for which patient? */
@Controller('interaction/:uid/launch-context')
@ForStep(launchContextStep)
export class LaunchContextController {
  constructor(
    private readonly answers: LaunchContextAnswers,
    private readonly accounts: AccountStore,
    private readonly patients: PatientDirectory,
    private readonly recent: RecentPatientStore,
    private readonly patientPages: PatientPages,
    private readonly pages: Pages,
    private readonly csrf: Csrf,
  ) {}

  @Get()
  async show(
    @Pending() pending: LaunchContextStep,
    @Req() request: Request,
    @Res() response: Response,
    @Query('q') q?: unknown,
    @Query('more') more?: unknown,
  ): Promise<void> {
    const known = await this.answers.takeLaunch(pending);
    if ('refused' in known) {
      await this.answers.refuse(known.refused, pending, request, response);
      return;
    }
    if (known.complete) {
      await this.answers.goOn(known.context, pending, request, response);
      return;
    }
    const query = typeof q === 'string' ? q.slice(0, 200) : '';
    const account = await this.accounts.findById(pending.accountId);
    const found = await this.patientPages.show(pending, query, more);
    const action = `/interaction/${pending.uid}/launch-context`;
    const picker = pending.fhirServer.patientPicker;
    const page = this.pages.render({
      kind: 'choosePatient',
      app: appSummary(pending.client),
      ...(account?.displayName ? { person: { name: account.displayName } } : {}),
      action,
      csrf: this.csrf.token(pending.uid),
      query,
      columns: picker.columns.filter((column) => column !== 'name' && column !== 'birthDate'),
      searchBy: picker.searchBy,
      results: found.patients,
      searched: query !== '',
      page: found.page,
      ...(found.more
        ? { nextHref: `${action}?${new URLSearchParams({ q: query, more: found.more }).toString()}` }
        : {}),
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
    const known = await this.answers.takeLaunch(pending);
    const mayChoose = !('refused' in known) && !known.complete && typeof form.patient === 'string';
    const chosen = mayChoose
      ? await this.patients.findToChoose(pending.fhirServer, String(form.patient))
      : undefined;
    if ('refused' in known || !chosen) {
      response.redirect(303, `/interaction/${pending.uid}/launch-context`);
      return;
    }
    await this.recent.chosen(pending.accountId, pending.fhirServer.name, chosen.id);
    const context = { need_patient_banner: true, ...known.context, patient: chosen.id };
    await this.answers.goOn(context, pending, request, response);
  }
}
