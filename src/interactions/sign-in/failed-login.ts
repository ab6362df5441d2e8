import { Injectable, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AuditLog } from '#src/audit/audit-log.js';
import type { PendingRequest } from '#src/authorization-server/authorize/pending-request.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { errorForLog } from '#src/errors/domain-error.js';
import type { FederationError } from '#src/federation/errors.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { Withdrawal } from '#src/sign-in/revalidation/withdrawal.js';
import { Chooser } from './chooser.js';
import { appSummary, Pages } from '../views/organisation-pages.js';
import { PasswordEntry } from './password-entry.js';
import { FEDERATION_REFUSALS, type Refusal } from '../views/refusals.js';
import { sendPage } from '../views/send-page.js';
import { SignInCookies } from './sign-in-cookies.js';
import type { RefusalSituation } from '#src/words/codes.js';
import type { RefusalPage } from '../views/refusal-page.js';

/** A request of a browser, its response, and the app’s request that is pending in that browser. */
export interface Step {
  request: Request;
  response: Response;
  pending: PendingRequest;
}

/** The refusal that a person saw, with all that is needed to show it again. */
export interface ShownRefusal extends Refusal {
  reference: string;
  /** The identity provider that was tried. */
  scheme?: string;
}

/** Situations in which this identity provider cannot help, so another one or a password is offered. */
const PROVIDER_OF_NO_USE: ReadonlySet<RefusalSituation> = new Set([
  'providerUnreachable',
  'providerNotSetUp',
]);

/** Handles a sign-in that failed: what is written to the log, what else follows, and what the person sees. */
@Injectable()
export class FailedLogin {
  private readonly log = new Logger('SignIn');

  constructor(
    private readonly providers: IdentityProviders,
    private readonly chooser: Chooser,
    private readonly cookies: SignInCookies,
    private readonly withdrawal: Withdrawal,
    private readonly passwordEntry: PasswordEntry,
    private readonly pages: Pages,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Writes to the audit log what went wrong at an identity provider.
   * @returns what to show.
   */
  async atProvider(error: FederationError, { pending }: Step, reference: string): Promise<ShownRefusal> {
    const refusal = FEDERATION_REFUSALS[error.code];
    const auditFields = { clientId: pending.client.clientId, reference };
    const found = await this.audit.recordOrLog({
      ...auditFields,
      event: 'login.failed',
      outcome: 'failed',
      reason: error.code,
      scheme: error.scheme,
      trail: [{ step: error.step, finding: error.detail ?? error.message, mark: 'refused' }],
    });
    // The administrators of this installation have to repair this failure, so it is also in the server log. Under a
    // flood of such failures the server log gets as many lines as the audit log gets rows.
    if (refusal.status === 500 && found) this.log.error(`${reference} ${errorForLog(error)}`);
    const tried = error.scheme ? await this.providers.withScheme(error.scheme) : undefined;
    const isNoToPerson = error.code === 'provider_denied' || error.code === 'person_refused';
    if (tried && isNoToPerson && !error.cancelled)
      await this.withdrawal.ofSession(pending.sessionUid, tried, auditFields);
    return { ...refusal, reference, scheme: tried?.scheme };
  }

  async show(shown: ShownRefusal, step: Step): Promise<void> {
    const { pending, request, response } = step;
    this.cookies.askOnce(response);
    const provider = shown.scheme ? await this.providers.withScheme(shown.scheme) : undefined;
    const name = provider && this.providers.displayName(provider);
    if (shown.situation === 'cancelledAtProvider') {
      const notice = { kind: 'cancelledAtProvider', provider: name ?? '' } as const;
      const { reference } = shown;
      sendPage(response, await this.chooser.page(pending, request, { notice, reference }));
      return;
    }
    const page = this.pages.render({
      kind: 'refusal',
      situation: shown.situation,
      app: appSummary(pending.client),
      reference: shown.reference,
      ...(name === undefined ? {} : { provider: name }),
      ...(await this.waysOn(shown, step, provider)),
      ...(await this.passwordEntry.onRefusalPage(shown.situation, pending)),
      startAgainHref: `/interaction/${pending.uid}/cancel`,
    });
    sendPage(response, page, shown.status);
  }

  private async waysOn(
    { situation, status }: ShownRefusal,
    { pending, request }: Step,
    provider: IdentityProviderSettings | undefined,
  ): Promise<Partial<RefusalPage>> {
    const again = provider
      ? `/interaction/${pending.uid}/providers/${provider.scheme}`
      : `/interaction/${pending.uid}?sso=0`;
    const mayPass = status === 503 || situation === 'providerUnreachable' || situation === 'noLongerActive';
    const isAboutPerson = provider && !mayPass && !PROVIDER_OF_NO_USE.has(situation);
    const others = async () =>
      (await this.chooser.usable(pending)).filter(({ scheme }) => scheme !== provider?.scheme);
    return {
      ...(mayPass ? { retryHref: again } : {}),
      ...(isAboutPerson ? { otherAccountHref: `${again}?account=other` } : {}),
      ...(PROVIDER_OF_NO_USE.has(situation)
        ? { otherProviders: this.chooser.buttons(pending, await others(), request) }
        : {}),
    };
  }
}
