import { Body, Controller, ForbiddenException, Get, Post, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AccountStore } from '#src/accounts/account.store.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { InteractionNotActiveError } from '#src/authorization-server/errors.js';
import { InteractionSteps, type PendingRequest } from '#src/authorization-server/interaction-steps.js';
import { OtherResources } from '#src/authorization-server/other-resources.js';
import { Settings } from '#src/config/settings/settings.js';
import { PatientDirectory } from '#src/smart/launch/patient-directory.js';
import { consistentAnswer } from '#src/smart/scopes/consistent-answer.js';
import { partsOf } from '#src/smart/scopes/categories.js';
import { type ScopeInWords, scopeInWords } from '#src/smart/scopes/plain-words.js';
import { ConsentMemory, mayNarrow } from './consent-memory.js';
import { Csrf } from './csrf.js';
import { mayChoosePatient } from './launch-context-step.js';
import { PageErrorFilter } from './page-error.filter.js';
import { appSummary, Pages } from './pages.js';
import { sendPage } from './send-page.js';
import type { ConsentGroup, PatientCard } from './views/pages.js';

/** The consent step: may the app have this? */
@Controller('interaction/:uid/consent')
@UseFilters(PageErrorFilter)
export class ConsentController {
  constructor(
    private readonly steps: InteractionSteps,
    private readonly accounts: AccountStore,
    private readonly patients: PatientDirectory,
    private readonly memory: ConsentMemory,
    private readonly pages: Pages,
    private readonly csrf: Csrf,
    private readonly audit: AuditLog,
    private readonly settings: Settings,
    private readonly resources: OtherResources,
  ) {}

  @Get()
  async show(@Req() request: Request, @Res() response: Response): Promise<void> {
    const pending = await this.pendingStep(request, response);
    const remembered = await this.memory.recall(pending);
    if (remembered) {
      await this.allow(remembered, pending, request, response, 'remembered');
      return;
    }
    const account = await this.accounts.findById(pending.accountId!);
    const patient = await this.patientCard(pending);
    const page = this.pages.render({
      kind: 'consent',
      app: appSummary(pending.client),
      action: `/interaction/${pending.uid}/consent`,
      csrf: this.csrf.token(pending.uid),
      ...(patient ? { patient } : {}),
      groups: groups(pending.offered, mayNarrow(pending)),
      duration: pending.scopes.includes('offline_access')
        ? { offline: { unusedDays: this.settings.tokens.refreshTokenDays } }
        : 'untilSignOut',
      learnsAboutPerson:
        pending.claims.length > 0 ||
        pending.scopes.some((scope) => ['openid', 'fhirUser', 'profile', 'email'].includes(scope)),
      learnsEmail: pending.scopes.includes('email') || pending.claims.some((claim) => /^email/.test(claim)),
      elsewhere: pending.scopes.flatMap(
        (scope) => (pending.resource && this.resources.inWords(scope, [pending.resource])) ?? [],
      ),
      remembered: pending.client.remembersConsent,
      person: { name: account?.displayName ?? account?.email ?? 'you' },
      cancelHref: `/interaction/${pending.uid}/cancel`,
    });
    sendPage(response, page);
  }

  @Post()
  async decide(
    @Req() request: Request,
    @Res() response: Response,
    @Body() form: Record<string, unknown>,
  ): Promise<void> {
    const pending = await this.pendingStep(request, response);
    if (!this.csrf.matches(pending.uid, form.csrf)) throw new ForbiddenException();
    const audited = { accountId: pending.accountId, clientId: pending.client.clientId };
    if (form.decision !== 'allow') {
      await this.audit.record({ ...audited, event: 'consent.denied', outcome: 'refused' });
      const denied = { error: 'access_denied', error_description: 'the person did not allow access' };
      response.redirect(303, await this.steps.refuse(request, response, denied));
      return;
    }
    const [ticked, parts] = [texts(form.scope), mayNarrow(pending) ? texts(form.part) : []];
    const allowed = pending.offered.flatMap((scope) => {
      const narrower = partsOf(scope).filter((part) => parts.includes(part.scope));
      // Whoever ticked a part meant that part, whatever the box of the whole says.
      if (narrower.length > 0) return narrower.map((part) => part.scope);
      return ticked.includes(scope) ? [scope] : [];
    });
    await this.allow(consistentAnswer(pending.offered, allowed), pending, request, response);
  }

  private async allow(
    allowed: string[],
    pending: PendingRequest,
    request: Request,
    response: Response,
    reason?: 'remembered',
  ): Promise<void> {
    const resumeAt = await this.steps.consent(request, response, allowed);
    if (!reason) await this.memory.keep(pending, allowed);
    await this.audit.record({
      accountId: pending.accountId,
      clientId: pending.client.clientId,
      event: 'consent.given',
      outcome: 'success',
      reason,
      trail: [{ step: 'consent', finding: allowed.join(' ') }],
    });
    response.redirect(303, resumeAt);
  }

  private async pendingStep(request: Request, response: Response): Promise<PendingRequest> {
    const pending = await this.steps.pending(request, response);
    if (pending.step !== 'consent' || !pending.accountId) {
      throw new InteractionNotActiveError(`the request waits for ${pending.step}, not for consent`);
    }
    return pending;
  }

  private async patientCard(pending: PendingRequest): Promise<PatientCard | undefined> {
    const { patient } = pending.context;
    if (!patient || !pending.fhirServer) return undefined;
    const found = await this.patients.find(pending.fhirServer, patient);
    const self = pending.fhirUser;
    const isYou = self?.resourceType === 'Patient' && self.resourceId === patient;
    return {
      ...(found ?? { name: `Patient ${patient}` }),
      isYou,
      ...(mayChoosePatient(pending) && !isYou
        ? { chooseAnotherHref: `/interaction/${pending.uid}/launch-context` }
        : {}),
    };
  }
}

function texts(field: unknown): string[] {
  return [field ?? []].flat().filter((value): value is string => typeof value === 'string');
}

/** One group per kind of data, in the order the app asked. */
function groups(scopes: string[], mayNarrow: boolean): ConsentGroup[] {
  const byTitle = new Map<string, ScopeInWords[]>();
  for (const scope of scopes) {
    const words = scopeInWords(scope);
    if (words) byTitle.set(words.title, [...(byTitle.get(words.title) ?? []), words]);
  }
  return [...byTitle].map(([title, items]) => ({
    title,
    items: items.map(({ parts, ...item }) => (mayNarrow ? { ...item, parts } : item)),
  }));
}
