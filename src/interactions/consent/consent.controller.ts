import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AccountStore } from '#src/accounts/account.store.js';
import { AuditLog } from '#src/audit/audit-log.js';
import { InteractionSteps } from '#src/authorization-server/authorize/interaction-steps.js';
import { OtherResources } from '#src/authorization-server/authorize/other-resources.js';
import { Settings } from '#src/config/settings/settings.js';
import { FhirClients } from '#src/fhir-client/fhir-clients.js';
import { isProfessional } from '#src/smart/launch/context-decision.js';
import { PatientDirectory } from '#src/smart/launch/patient-directory.js';
import { allowedByForm } from '#src/smart/scopes/form-answer.js';
import { splitScope } from '#src/smart/scopes/known-scopes.js';
import { recordTypes } from '#src/smart/scopes/record-types.js';
import { isTypeOf, typesWithin } from '#src/smart/scopes/whole-record.js';
import { WORDS } from '#src/words/languages.js';
import { ConsentMemory, mayNarrow } from './consent-memory.js';
import { Csrf } from '../pending/csrf.js';
import { ForStep, Pending } from '../pending/pending.guard.js';
import { type ConsentStep, consentStep, mayChoosePatient } from '../pending/steps.js';
import { learntByOwnScopes } from './own-scopes.js';
import { partsInWords, scopeInWords } from './scope-in-words.js';
import { appSummary, Pages } from '../views/organisation-pages.js';
import { sendPage } from '../views/send-page.js';
import type { ConsentGroup, ConsentItem, PatientCard } from './consent-page.js';

/** The consent step: the person allows or declines what the app asks for. */
@Controller('interaction/:uid/consent')
@ForStep(consentStep)
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
    private readonly fhirClients: FhirClients,
    private readonly resources: OtherResources,
  ) {}

  @Get()
  async show(
    @Pending() pending: ConsentStep,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const remembered = pending.client.isOwnPage ? pending.offered : await this.memory.recall(pending);
    if (remembered) {
      await this.allow(remembered, pending, request, response, 'remembered');
      return;
    }
    const account = await this.accounts.findById(pending.accountId);
    const patient = await this.patientCard(pending);
    const page = this.pages.render({
      kind: 'consent',
      app: appSummary(pending.client),
      action: `/interaction/${pending.uid}/consent`,
      csrf: this.csrf.token(pending.uid),
      ...(patient ? { patient } : {}),
      groups: this.groups(pending),
      duration: pending.scopes.includes('offline_access')
        ? { offline: { unusedDays: this.settings.tokens.refreshTokenDays } }
        : 'untilSignOut',
      learnsAboutPerson:
        pending.claims.length > 0 ||
        pending.scopes.some((scope) => ['openid', 'fhirUser', 'profile', 'email'].includes(scope)),
      learnsEmail: pending.scopes.includes('email') || pending.claims.some((claim) => /^email/.test(claim)),
      learnsAlso: learntByOwnScopes(this.settings.scopes, pending),
      elsewhere: pending.scopes.flatMap(
        (scope) => (pending.resource && this.resources.descriptionOf(scope, [pending.resource])) ?? [],
      ),
      remembered: pending.client.remembersConsent,
      person: { name: account?.displayName ?? account?.email ?? WORDS.pages.personWithoutName },
      cancelHref: `/interaction/${pending.uid}/cancel`,
    });
    sendPage(response, page);
  }

  @Post()
  async decide(
    @Pending() pending: ConsentStep,
    @Req() request: Request,
    @Res() response: Response,
    @Body() form: Record<string, unknown>,
  ): Promise<void> {
    const audited = { accountId: pending.accountId, clientId: pending.client.clientId };
    if (form.decision !== 'allow') {
      await this.audit.record({ ...audited, event: 'consent.denied', outcome: 'refused' });
      const denied = { error: 'access_denied', error_description: 'the person did not allow access' };
      response.redirect(303, await this.steps.refuse(request, response, denied));
      return;
    }
    const categories = mayNarrow(pending);
    const shown = this.typesShown(form, pending);
    const allowed = allowedByForm(pending.offered, {
      scopes: texts(form.scope).filter((scope) => this.wasDecidedOn(scope, shown, pending)),
      parts: categories ? texts(form.part) : [],
      shown,
      types: texts(form.type),
      typeParts: categories ? texts(form.typePart) : [],
    });
    await this.allow(allowed, pending, request, response);
  }

  private async allow(
    allowed: string[],
    pending: ConsentStep,
    request: Request,
    response: Response,
    reason?: 'remembered',
  ): Promise<void> {
    const resumeAt = await this.steps.consent(request, response, pending, allowed);
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

  /** One group for each kind of data, in the order in which the app asked. */
  private groups(pending: ConsentStep): ConsentGroup[] {
    const categories = mayNarrow(pending);
    const byTitle = new Map<string, ConsentItem[]>();
    for (const scope of pending.offered) {
      const words = scopeInWords(scope);
      if (!words) continue;
      const { title, parts, ...item } = words;
      const types = this.mayTakeOut(scope, pending) ? this.typesOf(scope, pending, categories) : [];
      const narrowable = types.length > 0 ? { types, shown: this.noteOf(types, pending) } : {};
      const shown = { ...item, ...(categories ? { parts } : {}), ...narrowable };
      byTitle.set(title, [...(byTitle.get(title) ?? []), shown]);
    }
    return [...byTitle].map(([title, items]) => ({ title, items }));
  }

  /** What comes back with the form: which types the page showed, and a proof that this server wrote that. */
  private noteOf(groups: ConsentItem['types'] & {}, { uid }: ConsentStep): NonNullable<ConsentItem['shown']> {
    const shown = groups.flatMap(({ types }) => types.map(({ scope }) => scope)).join(' ');
    return { shown, shownProof: this.csrf.token(`${uid} ${shown}`) };
  }

  /**
   * The types that the page showed. The FHIR server is not asked for its types again: its CapabilityStatement may have
   * changed since, and a type that the person took out must stay out.
   */
  private typesShown(form: Record<string, unknown>, { uid, offered }: ConsentStep): string[] {
    const proofs = texts(form.shownProof);
    return texts(form.shown)
      .filter((shown) => proofs.some((proof) => this.csrf.matches(`${uid} ${shown}`, proof)))
      .flatMap(splitScope)
      .filter((type) => offered.some((scope) => isTypeOf(scope, type)));
  }

  /**
   * Whether the person saw which types could be taken out of a scope. If a form did not show them, the person did not
   * decide on them, and the scope is not allowed as a whole.
   */
  private wasDecidedOn(scope: string, shown: readonly string[], pending: ConsentStep): boolean {
    const couldBeNarrowed = this.mayTakeOut(scope, pending) && this.typesOf(scope, pending, false).length > 0;
    return !couldBeNarrowed || shown.some((type) => isTypeOf(scope, type));
  }

  private typesOf(scope: string, { fhirServer }: ConsentStep, categories: boolean) {
    return typesWithin(scope, recordTypes(this.fhirClients.capabilities.lastRead(fhirServer!)?.types)).map(
      ({ group, types }) => ({
        group,
        types: types.map(({ type, scope: one, parts }) => ({
          scope: one,
          title: WORDS.consent.resourceType(type),
          ...(categories ? { parts: partsInWords(type, parts) } : {}),
        })),
      }),
    );
  }

  /** Whether people may take types out of a scope of this level (`patient`, `user`). */
  private mayTakeOut(scope: string, { fhirServer }: ConsentStep): boolean {
    return fhirServer?.narrowWholeRecord.some((level) => scope.startsWith(`${level}/`)) === true;
  }

  private async patientCard(pending: ConsentStep): Promise<PatientCard | undefined> {
    const { patient } = pending.context;
    if (!patient || !pending.fhirServer) return undefined;
    const found = await this.patients.find(pending.fhirServer, patient);
    const self = pending.fhirUser;
    const isYou = self?.resourceType === 'Patient' && self.resourceId === patient;
    return {
      ...(found ?? { name: WORDS.pages.patientWithoutName(patient) }),
      isYou,
      ...(mayChoosePatient(pending) && isProfessional(self)
        ? { chooseAnotherHref: `/interaction/${pending.uid}/launch-context` }
        : {}),
    };
  }
}

function texts(field: unknown): string[] {
  return [field ?? []].flat().filter((value): value is string => typeof value === 'string');
}
