import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { PendingRequest } from '#src/authorization-server/authorize/pending-request.js';
import { ForStep, Pending } from './pending/pending.guard.js';
import { anyStep } from './pending/steps.js';
import { Chooser } from './sign-in/chooser.js';
import { Departure } from './sign-in/departure.js';
import { SignInCookies } from './sign-in/sign-in-cookies.js';
import { sendPage } from './views/send-page.js';

/** The address to which the engine sends the browser for every step. */
@Controller('interaction/:uid')
@ForStep(anyStep)
export class DispatchController {
  constructor(
    private readonly chooser: Chooser,
    private readonly cookies: SignInCookies,
    private readonly departure: Departure,
  ) {}

  @Get()
  async begin(
    @Pending() pending: PendingRequest,
    @Req() request: Request,
    @Res() response: Response,
    @Query('sso') sso?: string,
  ): Promise<void> {
    if (pending.step !== 'login') {
      response.redirect(
        303,
        `/interaction/${pending.uid}/${pending.step === 'consent' ? 'consent' : 'launch-context'}`,
      );
      return;
    }
    if (this.cookies.asksOnce(request)) {
      this.cookies.asked(response);
      // With its own address, so that loading the page again does not send the browser straight to the identity
      // provider.
      response.redirect(303, `/interaction/${pending.uid}?sso=0`);
      return;
    }
    const step = await this.chooser.firstStep(pending, request, sso !== '0' && !pending.asksForChoice);
    if (step.show === 'nothing') await this.departure.to(step.provider, { request, response, pending });
    else sendPage(response, await this.chooser.page(pending, request));
  }
}
