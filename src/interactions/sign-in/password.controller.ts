import { Body, Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { addressOfRequest } from '#src/request-scope/request-scope.js';
import { InteractionNotActiveError } from '#src/authorization-server/errors.js';
import { InteractionSteps } from '#src/authorization-server/authorize/interaction-steps.js';
import { newReference } from '#src/crypto/handle.js';
import { LocalSignIn } from '#src/sign-in/password/local-sign-in.js';
import { PASSWORD_AMR } from '#src/sign-in/password/password-amr.js';
import { Chooser } from './chooser.js';
import { ForStep, Pending } from '../pending/pending.guard.js';
import { signInStep, type SignInStep } from '../pending/steps.js';
import { deniedAnswer } from './denied-answer.js';
import { DeviceCookie } from './device-cookie.js';
import { appSummary, Pages } from '../views/organisation-pages.js';
import { PasswordEntry } from './password-entry.js';
import { SIGN_IN_REFUSALS } from '../views/refusals.js';
import { sendPage } from '../views/send-page.js';
import { singleValues } from '../pending/single-values.js';
import type { Notice } from '#src/words/codes.js';

/** The sign-in step, by e-mail address and password. */
@Controller('interaction/:uid/password')
@ForStep(signInStep)
export class PasswordController {
  constructor(
    private readonly steps: InteractionSteps,
    private readonly localSignIn: LocalSignIn,
    private readonly chooser: Chooser,
    private readonly passwordEntry: PasswordEntry,
    private readonly pages: Pages,
    private readonly device: DeviceCookie,
  ) {}

  /** Also the emergency exit, where only a few accounts may still use a password. */
  @Get()
  async show(
    @Pending() pending: SignInStep,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.page(pending, request, response, {});
  }

  @Post()
  async signIn(
    @Pending() pending: SignInStep,
    @Req() request: Request,
    @Res() response: Response,
    @Body() form: Record<string, unknown>,
  ): Promise<void> {
    const { email = '', password = '' } = singleValues(form);
    const auditFields = { clientId: pending.client.clientId, reference: newReference() };
    const device = this.device.device(request);
    const attempt = { email, password, address: addressOfRequest(), device };
    const result = await this.localSignIn.signIn(attempt, pending.serverInQuestion, auditFields);
    if ('denied' in result) {
      const otherWays = (await this.chooser.usable(pending)).length > 0;
      await this.page(pending, request, response, { email }, deniedAnswer(result, response, otherWays));
      return;
    }
    this.device.keep(device, response);
    if ('refused' in result) {
      const { situation, status } = SIGN_IN_REFUSALS[result.refused];
      const page = this.pages.render({
        kind: 'refusal',
        situation,
        app: appSummary(pending.client),
        reference: auditFields.reference,
        ...(status === 503 ? { retryHref: `/interaction/${pending.uid}?sso=0` } : {}),
        startAgainHref: `/interaction/${pending.uid}/cancel`,
      });
      sendPage(response, page, status);
      return;
    }
    const { accountId, signInId } = result;
    const login = { accountId, signInId, amr: PASSWORD_AMR };
    response.redirect(303, await this.steps.login(request, response, login));
  }

  private async page(
    pending: SignInStep,
    request: Request,
    response: Response,
    password: { email?: string },
    notice?: Notice,
  ): Promise<void> {
    if (!(await this.passwordEntry.onSignInPage(pending, password)).password) {
      throw new InteractionNotActiveError('no person can sign in by password here');
    }
    const page = await this.chooser.page(pending, request, { password, ...(notice ? { notice } : {}) });
    sendPage(response, page);
  }
}
