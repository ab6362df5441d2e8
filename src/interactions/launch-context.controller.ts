import { Body, Controller, ForbiddenException, Get, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AccountStore } from '#src/accounts/account.store.js';
import { PatientDirectory } from '#src/smart/launch/patient-directory.js';
import { Csrf } from './csrf.js';
import { LaunchContextStep } from './launch-context-step.js';
import { PageErrorFilter } from './page-error.filter.js';
import { appSummary, Pages } from './pages.js';
import { asSex } from './patient-words.js';

/** The launch context step: for which patient? */
@Controller('interaction/:uid/launch-context')
@UseFilters(PageErrorFilter)
export class LaunchContextController {
  constructor(
    private readonly step: LaunchContextStep,
    private readonly accounts: AccountStore,
    private readonly patients: PatientDirectory,
    private readonly pages: Pages,
    private readonly csrf: Csrf,
  ) {}

  @Get()
  async show(@Req() request: Request, @Res() response: Response, @Query('q') q?: unknown): Promise<void> {
    const pending = await this.step.pending(request, response);
    const known = await this.step.knownContext(pending);
    if ('refused' in known) {
      await this.step.refuse(known.refused, pending, request, response);
      return;
    }
    if (known.complete) {
      await this.step.goOn(known.context, pending, request, response);
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
    const pending = await this.step.pending(request, response);
    if (!this.csrf.matches(pending.uid, form.csrf)) throw new ForbiddenException();
    const known = await this.step.knownContext(pending);
    const mayChoose = !('refused' in known) && !known.complete && typeof form.patient === 'string';
    const chosen = mayChoose
      ? await this.patients.find(pending.fhirServer!, String(form.patient))
      : undefined;
    if ('refused' in known || !chosen) {
      response.redirect(303, `/interaction/${pending.uid}/launch-context`);
      return;
    }
    const context = { need_patient_banner: true, ...known.context, patient: chosen.id };
    await this.step.goOn(context, pending, request, response);
  }
}
