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
import { InteractionNotActiveError } from '#src/authorization-server/errors.js';
import {
  InteractionSteps,
  type PendingRequest,
} from '#src/authorization-server/authorize/interaction-steps.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { newReference } from '#src/crypto/handle.js';
import { FederationError } from '#src/federation/errors.js';
import { FederatedLogin } from '#src/federation/federated-login.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { isPermitted } from '#src/federation/permitted-providers.js';
import { amrOfProvider } from '#src/sign-in/password/password-amr.js';
import { SignIn } from '#src/sign-in/sign-in.js';
import { Chooser } from './chooser.js';
import { Csrf } from '../pending/csrf.js';
import { OVER } from '../pending/over-page.js';
import { FailedLogin, type ShownRefusal, type Step } from './failed-login.js';
import { PageErrorFilter } from '../views/page-error.filter.js';
import { SIGN_IN_REFUSALS } from '../views/refusals.js';
import { type AnswerOutcome, RepeatedAnswers } from './repeated-answers.js';
import { sendPage } from '../views/send-page.js';
import { whereEmailLeads } from './sign-in-choice.js';
import { SignInCookies } from './sign-in-cookies.js';
import { singleValues } from '../pending/single-values.js';

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
    private readonly failed: FailedLogin,
    private readonly repeated: RepeatedAnswers,
    private readonly csrf: Csrf,
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
  async complete(
    @Req() request: Request,
    @Res() response: Response,
    @Param('uid') uid: string,
  ): Promise<void> {
    const callback = singleValues(request.query);
    let pending;
    try {
      pending = await this.steps.pending(request, response);
    } catch (error) {
      if (!(error instanceof InteractionNotActiveError)) throw error;
      await this.repeated.late(callback, uid, request, response);
      return;
    }
    const step: Step = { request, response, pending };
    if (await this.cameBefore(callback, step)) return;
    const reference = newReference();
    const refuse = async (refused: ShownRefusal) => {
      await this.federatedLogin.settle(callback, { refused } satisfies AnswerOutcome);
      await this.failed.show(refused, step);
    };
    let completed;
    try {
      completed = await this.federatedLogin.complete(callback, pending.uid, ({ scheme }) =>
        isPermitted(scheme, pending.client.identityProviders),
      );
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      // Two at one moment: the other one was faster.
      if (error.code === 'login_not_active' && (await this.cameBefore(callback, step))) return;
      const refused = await this.failed.atProvider(error, step, reference);
      if (error.code === 'login_not_active') await this.failed.show(refused, step);
      else await refuse(refused);
      return;
    }
    const { identity, provider } = completed;
    const result = await this.signIn.signIn(identity, provider, pending.serverInQuestion, {
      clientId: pending.client.clientId,
      reference,
    });
    if ('refused' in result) {
      await refuse({ ...SIGN_IN_REFUSALS[result.refused], reference, scheme: provider.scheme });
      return;
    }
    const next = await this.steps.login(request, response, {
      accountId: result.accountId,
      acr: identity.acr,
      amr: amrOfProvider(identity.amr),
      signInId: result.signInId,
    });
    await this.federatedLogin.settle(callback, { signedIn: true } satisfies AnswerOutcome);
    this.cookies.asked(response);
    this.cookies.remember(provider.scheme, response);
    response.redirect(303, next);
  }

  /** Where a browser comes that has a step open, and another session than the one it was begun in. */
  @Get('over')
  async over(@Req() request: Request, @Res() response: Response, @Param('uid') uid: string): Promise<void> {
    await this.repeated.over(uid, request, response);
  }

  /** "Back to the app". */
  @Get('cancel')
  async cancel(@Req() request: Request, @Res() response: Response): Promise<void> {
    const denied = { error: 'access_denied', error_description: 'the person cancelled' };
    response.redirect(303, await this.steps.refuse(request, response, denied));
  }

  /**
   * Whether an answer came before, and the browser is answered. Where nobody knows what came of it the first time, as its
   * process has ended, somebody is signed in, or starts again for the same request. Nothing of the answer counts twice.
   */
  private async cameBefore(callback: Record<string, string>, step: Step): Promise<boolean> {
    const before = await this.repeated.again(callback, step);
    if (before !== 'interrupted') return before === 'answered';
    const { pending, response } = step;
    const scheme = this.federatedLogin.schemeOf(callback.state);
    const provider = (await this.chooser.usable(pending)).find((one) => one.scheme === scheme);
    if (pending.goesOnAt !== undefined) response.redirect(303, pending.goesOnAt);
    else if (provider) await this.goTo(provider, step);
    else await this.failed.show({ ...OVER, reference: newReference(), scheme }, step);
    return true;
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
      const { uiLocales, acr } = pending.asked;
      const wishes = { prompt, loginHint, uiLocales, acr };
      response.redirect(303, await this.federatedLogin.begin(provider, pending, wishes));
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      error.scheme = provider.scheme;
      await this.failed.show(await this.failed.atProvider(error, step, newReference()), step);
    }
  }
}

/** What an app says who signs in, where the provider may be told; nothing that is no name or address. */
function forwardedHint(
  { asked: { loginHint } }: PendingRequest,
  provider: IdentityProviderSettings,
): string | undefined {
  const isSound = loginHint !== undefined && /^[^\p{C}\p{Z}]{1,320}$/u.test(loginHint);
  return provider.forwardLoginHint && isSound ? loginHint : undefined;
}
