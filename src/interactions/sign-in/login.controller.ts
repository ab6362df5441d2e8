import { Controller, Get, Param, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { InteractionSteps } from '#src/authorization-server/authorize/interaction-steps.js';
import { InteractionNotActiveError } from '#src/authorization-server/errors.js';
import { newReference } from '#src/crypto/handle.js';
import { FederationError } from '#src/federation/errors.js';
import { FederatedLogin } from '#src/federation/login/federated-login.js';
import { amrOfProvider } from '#src/sign-in/password/password-amr.js';
import { SignIn } from '#src/sign-in/sign-in.js';
import { STEP_IS_OVER } from '../pending/over-page.js';
import { singleValues } from '../pending/single-values.js';
import { PageErrorFilter } from '../views/page-error.filter.js';
import { SIGN_IN_REFUSALS } from '../views/refusals.js';
import { Chooser } from './chooser.js';
import { Departure } from './departure.js';
import { FailedLogin, type ShownRefusal, type Step } from './failed-login.js';
import { type AnswerOutcome, RepeatedAnswers } from './repeated-answers.js';
import { SignInCookies } from './sign-in-cookies.js';

/** The sign-in step: the person comes back from an identity provider and is recognised, or cancels. */
@Controller('interaction/:uid')
@UseFilters(PageErrorFilter)
export class LoginController {
  constructor(
    private readonly steps: InteractionSteps,
    private readonly chooser: Chooser,
    private readonly cookies: SignInCookies,
    private readonly departure: Departure,
    private readonly federatedLogin: FederatedLogin,
    private readonly signIn: SignIn,
    private readonly failed: FailedLogin,
    private readonly repeated: RepeatedAnswers,
  ) {}

  /** Takes the identity provider’s answer, in the browser that was sent there. */
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
      completed = await this.federatedLogin.complete(callback, pending.uid, (provider) =>
        this.chooser.permits(pending.client, provider),
      );
    } catch (error) {
      if (!(error instanceof FederationError)) throw error;
      // Two requests brought this answer at the same moment, and the other one was faster.
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

  /** Where a browser is sent when its step was begun in another session than the one it has now. */
  @Get('over')
  async over(@Req() request: Request, @Res() response: Response, @Param('uid') uid: string): Promise<void> {
    await this.repeated.over(uid, request, response);
  }

  /** The link "Back to the app". */
  @Get('cancel')
  async cancel(@Req() request: Request, @Res() response: Response): Promise<void> {
    const denied = { error: 'access_denied', error_description: 'the person cancelled' };
    response.redirect(303, await this.steps.refuse(request, response, denied));
  }

  /**
   * Looks whether this answer came before. Nothing of an answer counts twice. When the first outcome is unknown,
   * because the process ended in between, the browser goes on if a person is signed in by now. Otherwise it starts
   * again at the identity provider for the same request.
   * @returns true when the browser has its answer.
   */
  private async cameBefore(callback: Record<string, string>, step: Step): Promise<boolean> {
    const before = await this.repeated.again(callback, step);
    if (before !== 'interrupted') return before === 'answered';
    const { pending, response } = step;
    const scheme = this.federatedLogin.schemeOf(callback.state);
    const provider = (await this.chooser.usable(pending)).find((one) => one.scheme === scheme);
    if (pending.goesOnAt !== undefined) response.redirect(303, pending.goesOnAt);
    else if (provider) await this.departure.to(provider, step);
    else await this.failed.show({ ...STEP_IS_OVER, reference: newReference(), scheme }, step);
    return true;
  }
}
