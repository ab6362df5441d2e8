import { Controller, Get, NotFoundException, Param, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AuditLog } from '#src/audit/audit-log.js';
import { InteractionSteps, type PendingRequest } from '#src/authorization-server/interaction-steps.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { newReference } from '#src/crypto/handle.js';
import { FederationError } from '#src/federation/errors.js';
import { FederatedLogin } from '#src/federation/federated-login.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { SignIn } from '#src/sign-in/sign-in.js';
import { PageErrorFilter } from './page-error.filter.js';
import { appSummary, Pages } from './pages.js';
import { PasswordEntry } from './password-entry.js';
import { FEDERATION_REFUSALS, type Refusal, SIGN_IN_REFUSALS } from './refusals.js';
import { singleValues } from './single-values.js';
import type { Notice, ProviderButton } from './views/pages.js';

/** The sign-in step: choose a provider, go there, come back, be recognised. */
@Controller('interaction/:uid')
@UseFilters(PageErrorFilter)
export class LoginController {
  constructor(
    private readonly steps: InteractionSteps,
    private readonly providers: IdentityProviders,
    private readonly federatedLogin: FederatedLogin,
    private readonly signIn: SignIn,
    private readonly passwordEntry: PasswordEntry,
    private readonly pages: Pages,
    private readonly audit: AuditLog,
  ) {}

  /** Where the engine sends the browser for every step. */
  @Get()
  async begin(@Req() request: Request, @Res() response: Response, @Query('sso') sso?: string): Promise<void> {
    const pending = await this.steps.pending(request, response);
    if (pending.step !== 'login') {
      response.redirect(
        303,
        `/interaction/${pending.uid}/${pending.step === 'consent' ? 'consent' : 'launch-context'}`,
      );
      return;
    }
    const [only, ...others] = this.providers.all;
    const asks = await this.passwordEntry.isToBeAsked(pending, request);
    // `?sso=0` is where "Try again" leads: going straight on after an error could go round for ever.
    if (only && others.length === 0 && sso !== '0' && !asks) {
      await this.goTo(only, pending, response);
      return;
    }
    await this.chooser(pending, response);
  }

  @Get('providers/:scheme')
  async choose(
    @Req() request: Request,
    @Res() response: Response,
    @Param('scheme') scheme: string,
    @Query('account') account?: string,
  ): Promise<void> {
    const pending = await this.steps.pending(request, response);
    const provider = this.providers.withScheme(scheme);
    if (!provider) throw new NotFoundException();
    await this.goTo(provider, pending, response, account === 'other' ? 'select_account' : undefined);
  }

  /** The provider’s answer, in the browser that left. */
  @Get('login')
  async complete(@Req() request: Request, @Res() response: Response): Promise<void> {
    const pending = await this.steps.pending(request, response);
    const reference = newReference();
    const callback = singleValues(request.query);
    let completed;
    try {
      completed = await this.federatedLogin.complete(callback, pending.uid);
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      await this.federationFailed(error, pending, reference, response);
      return;
    }
    const { identity, provider } = completed;
    const result = await this.signIn.signIn(identity, provider, pending.fhirServer, {
      clientId: pending.client.clientId,
      reference,
    });
    if ('refused' in result) {
      await this.refuse(SIGN_IN_REFUSALS[result.refused], pending, response, { reference, provider });
      return;
    }
    response.redirect(
      303,
      await this.steps.login(request, response, {
        accountId: result.accountId,
        acr: identity.acr,
        amr: identity.amr,
      }),
    );
  }

  /** "Back to the app". */
  @Get('cancel')
  async cancel(@Req() request: Request, @Res() response: Response): Promise<void> {
    const denied = { error: 'access_denied', error_description: 'the person cancelled' };
    response.redirect(303, await this.steps.refuse(request, response, denied));
  }

  private async goTo(
    provider: IdentityProviderSettings,
    pending: PendingRequest,
    response: Response,
    prompt?: string,
  ): Promise<void> {
    try {
      const asked = prompt ?? (pending.asksForLogin ? 'login' : undefined);
      response.redirect(303, await this.federatedLogin.begin(provider, pending.uid, { prompt: asked }));
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      await this.federationFailed(error, pending, newReference(), response, provider);
    }
  }

  private async chooser(pending: PendingRequest, response: Response, notice?: Notice): Promise<void> {
    const page = this.pages.render({
      kind: 'signIn',
      app: appSummary(pending.client),
      providers: this.buttons(pending),
      ...(await this.passwordEntry.on(pending)),
      ...(notice ? { notice } : {}),
      cancelHref: `/interaction/${pending.uid}/cancel`,
    });
    response.set('Cache-Control', 'no-store').type('html').send(page);
  }

  private async federationFailed(
    error: FederationError,
    pending: PendingRequest,
    reference: string,
    response: Response,
    provider?: IdentityProviderSettings,
  ): Promise<void> {
    await this.audit.record({
      event: 'login.failed',
      outcome: 'failed',
      reason: error.code,
      reference,
      clientId: pending.client.clientId,
      scheme: provider?.scheme ?? error.scheme,
      trail: [{ step: error.step, finding: error.detail ?? error.message, mark: 'refused' }],
    });
    const tried = provider ?? (error.scheme ? this.providers.withScheme(error.scheme) : undefined);
    if (error.code === 'provider_denied') {
      const provider = tried ? this.providers.displayName(tried) : '';
      await this.chooser(pending, response, { kind: 'cancelledAtProvider', provider });
      return;
    }
    await this.refuse(FEDERATION_REFUSALS[error.code], pending, response, { reference, provider: tried });
  }

  private async refuse(
    refusal: Refusal,
    pending: PendingRequest,
    response: Response,
    facts: { reference: string; provider?: IdentityProviderSettings },
  ): Promise<void> {
    const { provider, reference } = facts;
    const again = provider
      ? `/interaction/${pending.uid}/providers/${provider.scheme}`
      : `/interaction/${pending.uid}?sso=0`;
    const mayPass = refusal.status === 503 || refusal.situation === 'providerUnreachable';
    const page = this.pages.render({
      kind: 'refusal',
      situation: refusal.situation,
      app: appSummary(pending.client),
      reference,
      ...(provider ? { provider: this.providers.displayName(provider) } : {}),
      ...(mayPass ? { retryHref: again } : {}),
      ...(provider && !mayPass ? { otherAccountHref: `${again}?account=other` } : {}),
      ...(refusal.situation === 'providerUnreachable'
        ? { otherProviders: this.buttons(pending, provider) }
        : {}),
      ...(await this.passwordEntry.after(refusal.situation, pending)),
      startAgainHref: `/interaction/${pending.uid}/cancel`,
    });
    response.status(refusal.status).set('Cache-Control', 'no-store').type('html').send(page);
  }

  private buttons(pending: PendingRequest, except?: IdentityProviderSettings): ProviderButton[] {
    return this.providers.all
      .filter((provider) => provider !== except)
      .map((provider) => ({
        displayName: this.providers.displayName(provider),
        href: `/interaction/${pending.uid}/providers/${provider.scheme}`,
      }));
  }
}
