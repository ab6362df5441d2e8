import { Body, Controller, Get, NotFoundException, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import type { PendingRequest } from '#src/authorization-server/authorize/pending-request.js';
import { ForStep, Pending } from '../pending/pending.guard.js';
import { anyStep } from '../pending/steps.js';
import { sendPage } from '../views/send-page.js';
import { Chooser } from './chooser.js';
import { Departure } from './departure.js';
import { whereEmailLeads } from './sign-in-choice.js';

/** The sign-in step: the person chooses how to sign in. Also used later, when another person wants to sign in. */
@Controller('interaction/:uid')
@ForStep(anyStep)
export class ChoiceController {
  constructor(
    private readonly chooser: Chooser,
    private readonly departure: Departure,
  ) {}

  @Get('providers/:scheme')
  async choose(
    @Pending() pending: PendingRequest,
    @Req() request: Request,
    @Res() response: Response,
    @Param('scheme') scheme: string,
    @Query('account') account?: string,
  ): Promise<void> {
    const provider = (await this.chooser.usable(pending)).find((one) => one.scheme === scheme);
    if (!provider) throw new NotFoundException();
    const prompt = account === 'other' ? 'select_account' : undefined;
    await this.departure.to(provider, { request, response, pending }, { prompt });
  }

  /**
   * Sends the browser to the identity provider whose domain matches the typed e-mail address. Only the domain is looked
   * up.
   */
  @Post('email')
  async email(
    @Pending() pending: PendingRequest,
    @Req() request: Request,
    @Res() response: Response,
    @Body() form: Record<string, unknown>,
  ): Promise<void> {
    const leads = whereEmailLeads(form.email, await this.chooser.usable(pending));
    if (leads.to === 'provider') {
      await this.departure.to(leads.provider, { request, response, pending }, { loginHint: leads.address });
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
}
