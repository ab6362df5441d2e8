import {
  Body,
  Controller,
  ForbiddenException,
  Get,
  NotFoundException,
  Param,
  Post,
  Query,
  Req,
  Res,
  UseFilters,
} from '@nestjs/common';
import type { Request, Response } from 'express';
import { AuditLog } from '#src/audit/audit-log.js';
import { InteractionSteps, type PendingRequest } from '#src/authorization-server/interaction-steps.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { newReference } from '#src/crypto/handle.js';
import { FederationError } from '#src/federation/errors.js';
import { FederatedLogin } from '#src/federation/federated-login.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { isPermitted } from '#src/federation/permitted-providers.js';
import { amrOfProvider } from '#src/sign-in/password-amr.js';
import { SignIn } from '#src/sign-in/sign-in.js';
import { Withdrawal } from '#src/sign-in/withdrawal.js';
import { Chooser } from './chooser.js';
import { Csrf } from './csrf.js';
import { PageErrorFilter } from './page-error.filter.js';
import { appSummary, Pages } from './pages.js';
import { PasswordEntry } from './password-entry.js';
import { FEDERATION_REFUSALS, type Refusal, SIGN_IN_REFUSALS } from './refusals.js';
import { sendPage } from './send-page.js';
import { whereEmailLeads } from './sign-in-choice.js';
import { SignInCookies } from './sign-in-cookies.js';
import { singleValues } from './single-values.js';

/** A request of a browser and what is pending in it. */
interface Step {
  request: Request;
  response: Response;
  pending: PendingRequest;
}

/** The sign-in step: choose a provider, go there, come back, be recognised. */
@Controller('interaction/:uid')
@UseFilters(PageErrorFilter)
export class LoginController {
  constructor(
    private readonly steps: InteractionSteps,
    private readonly providers: IdentityProviders,
    private readonly chooser: Chooser,
    private readonly cookies: SignInCookies,
    private readonly federatedLogin: FederatedLogin,
    private readonly signIn: SignIn,
    private readonly withdrawal: Withdrawal,
    private readonly passwordEntry: PasswordEntry,
    private readonly pages: Pages,
    private readonly csrf: Csrf,
    private readonly audit: AuditLog,
    private readonly settings: Settings,
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
    if (this.cookies.asksOnce(request)) {
      this.cookies.asked(response);
      // An address of its own, so that loading the page again does not go straight on after all.
      response.redirect(303, `/interaction/${pending.uid}?sso=0`);
      return;
    }
    const step = await this.chooser.firstStep(pending, request, sso !== '0' && !pending.asksForChoice);
    if (step.show === 'nothing') await this.goTo(step.provider, { request, response, pending });
    else sendPage(response, await this.chooser.page(pending, request));
  }

  @Get('providers/:scheme')
  async choose(
    @Req() request: Request,
    @Res() response: Response,
    @Param('scheme') scheme: string,
    @Query('account') account?: string,
  ): Promise<void> {
    const pending = await this.steps.pending(request, response);
    const provider = (await this.chooser.usable(pending)).find((one) => one.scheme === scheme);
    if (!provider) throw new NotFoundException();
    const prompt = account === 'other' ? 'select_account' : undefined;
    await this.goTo(provider, { request, response, pending }, { prompt });
  }

  /** The address that was typed leads to the provider of its domain. Nothing is looked up but the domain. */
  @Post('email')
  async email(
    @Req() request: Request,
    @Res() response: Response,
    @Body() form: Record<string, unknown>,
  ): Promise<void> {
    const pending = await this.steps.pending(request, response);
    if (!this.csrf.matches(pending.uid, form.csrf)) throw new ForbiddenException();
    const leads = whereEmailLeads(form.email, await this.chooser.usable(pending));
    if (leads.to === 'provider') {
      await this.goTo(leads.provider, { request, response, pending }, { loginHint: leads.address });
      return;
    }
    const problem = leads.to === 'mistake' ? leads.to : { unknownDomain: leads.domain };
    const value = typeof form.email === 'string' ? form.email.slice(0, 320) : '';
    sendPage(
      response,
      await this.chooser.page(pending, request, { email: { value, problem } }),
      leads.to === 'mistake' ? 400 : 200,
    );
  }

  /** The provider’s answer, in the browser that left. */
  @Get('login')
  async complete(@Req() request: Request, @Res() response: Response): Promise<void> {
    const pending = await this.steps.pending(request, response);
    const step: Step = { request, response, pending };
    const reference = newReference();
    const callback = singleValues(request.query);
    let completed;
    try {
      completed = await this.federatedLogin.complete(callback, pending.uid, ({ scheme }) =>
        isPermitted(scheme, pending.client.identityProviders),
      );
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      if (error.code === 'login_interrupted') await this.goOn(step, error);
      else await this.federationFailed(error, step, reference);
      return;
    }
    const { identity, provider } = completed;
    const result = await this.signIn.signIn(identity, provider, pending.serverInQuestion, {
      clientId: pending.client.clientId,
      reference,
    });
    if ('refused' in result) {
      await this.refuse(SIGN_IN_REFUSALS[result.refused], step, { reference, provider });
      return;
    }
    this.cookies.asked(response);
    this.cookies.remember(provider.scheme, response);
    response.redirect(
      303,
      await this.steps.login(request, response, {
        accountId: result.accountId,
        acr: identity.acr,
        amr: amrOfProvider(identity.amr),
        signInId: result.signInId,
      }),
    );
  }

  /** "Back to the app". */
  @Get('cancel')
  async cancel(@Req() request: Request, @Res() response: Response): Promise<void> {
    const denied = { error: 'access_denied', error_description: 'the person cancelled' };
    response.redirect(303, await this.steps.refuse(request, response, denied));
  }

  /**
   * The answer was used, and the browser has not seen what came of it: somebody is signed in, or starts again for the same
   * request. Nothing of the answer counts twice.
   */
  private async goOn(step: Step, error: FederationError): Promise<void> {
    const { pending, response } = step;
    if (pending.goesOnAt !== undefined) {
      response.redirect(303, pending.goesOnAt);
      return;
    }
    const provider = (await this.chooser.usable(pending)).find(({ scheme }) => scheme === error.scheme);
    if (provider) await this.goTo(provider, step);
    else await this.federationFailed(error, step, newReference());
  }

  private async goTo(
    provider: IdentityProviderSettings,
    step: Step,
    asked: { prompt?: string; loginHint?: string } = {},
  ): Promise<void> {
    const { pending, response } = step;
    try {
      const ofApp = pending.asksForLogin ? 'login' : pending.asksForAccount ? 'select_account' : undefined;
      const prompt = asked.prompt ?? ofApp;
      const loginHint = asked.loginHint ?? forwardedHint(pending, provider);
      response.redirect(303, await this.federatedLogin.begin(provider, pending.uid, { prompt, loginHint }));
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      await this.federationFailed(error, step, newReference(), provider);
    }
  }

  private async federationFailed(
    error: FederationError,
    step: Step,
    reference: string,
    provider?: IdentityProviderSettings,
  ): Promise<void> {
    const { pending, request, response } = step;
    await this.audit.record({
      event: 'login.failed',
      outcome: 'failed',
      reason: error.code,
      reference,
      clientId: pending.client.clientId,
      scheme: provider?.scheme ?? error.scheme,
      trail: [{ step: error.step, finding: error.detail ?? error.message, mark: 'refused' }],
    });
    const tried = provider ?? (error.scheme ? await this.providers.withScheme(error.scheme) : undefined);
    if (error.code === 'provider_denied') {
      const filed = { clientId: pending.client.clientId, reference };
      if (tried) await this.withdrawal.ofSession(pending.sessionUid, tried, filed);
      this.cookies.askOnce(response);
      const name = tried ? this.providers.displayName(tried) : '';
      const notice = { kind: 'cancelledAtProvider', provider: name } as const;
      sendPage(response, await this.chooser.page(pending, request, { notice, reference }));
      return;
    }
    await this.refuse(FEDERATION_REFUSALS[error.code], step, { reference, provider: tried });
  }

  private async refuse(
    refusal: Refusal,
    step: Step,
    facts: { reference: string; provider?: IdentityProviderSettings },
  ): Promise<void> {
    const { pending, request, response } = step;
    const { provider, reference } = facts;
    this.cookies.askOnce(response);
    const again = provider
      ? `/interaction/${pending.uid}/providers/${provider.scheme}`
      : `/interaction/${pending.uid}?sso=0`;
    const mayPass = refusal.status === 503 || refusal.situation === 'providerUnreachable';
    const others = (await this.chooser.usable(pending)).filter(({ scheme }) => scheme !== provider?.scheme);
    const page = this.pages.render({
      kind: 'refusal',
      situation: refusal.situation,
      app: appSummary(pending.client),
      reference,
      ...(provider ? { provider: this.providers.displayName(provider) } : {}),
      ...(mayPass ? { retryHref: again } : {}),
      ...(provider && !mayPass ? { otherAccountHref: `${again}?account=other` } : {}),
      ...(refusal.situation === 'providerUnreachable'
        ? { otherProviders: this.chooser.buttons(pending, others, request) }
        : {}),
      ...(await this.passwordEntry.after(refusal.situation, pending)),
      startAgainHref: `/interaction/${pending.uid}/cancel`,
    });
    sendPage(response, page, refusal.status);
  }
}

/** What an app says who signs in, where the provider may be told; nothing that is no name or address. */
function forwardedHint(
  { loginHint }: PendingRequest,
  provider: IdentityProviderSettings,
): string | undefined {
  const isSound = loginHint !== undefined && /^[^\p{C}\p{Z}]{1,320}$/u.test(loginHint);
  return provider.forwardLoginHint && isSound ? loginHint : undefined;
}
