import { Body, Controller, Get, Param, Post, Query, Req, Res, UseFilters } from '@nestjs/common';
import type { Request, Response } from 'express';
import { InteractionNotActiveError } from '#src/authorization-server/errors.js';
import { FederatedLogin } from '#src/federation/login/federated-login.js';
import { isTestUid } from '#src/administration/test-sign-ins/test-sign-ins.js';
import { isActivationUid } from '#src/sign-in/activation/activation.js';
import { PageErrorFilter } from '../views/page-error.filter.js';
import { singleValues } from '../pending/single-values.js';

/**
 * The callback route to which identity providers send browsers back. The cookie of the pending request is not sent to
 * this path, so this route sends the browser on to the request’s own path, where the cookie is sent. That also proves
 * that this is the browser that left. This route uses nothing up.
 */
@Controller('federation/:scheme/signin')
@UseFilters(PageErrorFilter)
export class FederationCallbackController {
  constructor(private readonly federatedLogin: FederatedLogin) {}

  @Get()
  signin(
    @Req() request: Request,
    @Res() response: Response,
    @Param('scheme') scheme: string,
    @Query('state') state?: unknown,
  ): void {
    const uid = this.federatedLogin.interactionOf(scheme, typeof state === 'string' ? state : undefined);
    if (!uid) throw notUnderWay(scheme);
    const query = request.originalUrl.split('?').slice(1).join('?');
    response.redirect(303, `${homeOf(uid, scheme)}?${query}`);
  }

  /**
   * `response_mode=form_post`: this server stores the answer and sends the browser on with its state and hash, so that
   * no token gets into an address.
   */
  @Post()
  async posted(
    @Res() response: Response,
    @Param('scheme') scheme: string,
    @Body() form: unknown,
  ): Promise<void> {
    const parameters = singleValues(form);
    const received = await this.federatedLogin.receivePost(scheme, parameters);
    if (!received) throw notUnderWay(scheme);
    const { uid, goesOnWith } = received;
    response.redirect(303, `${homeOf(uid, scheme)}?${new URLSearchParams(goesOnWith).toString()}`);
  }
}

/**
 * The path to which the browser sends its cookie: that of an app’s request, of an account that is being connected, or of
 * a test.
 */
function homeOf(uid: string, scheme: string): string {
  if (isTestUid(uid)) return `/federation/${scheme}/test/return`;
  return isActivationUid(uid) ? '/activation/return' : `/interaction/${uid}/login`;
}

function notUnderWay(scheme: string): InteractionNotActiveError {
  return new InteractionNotActiveError(`no login under way for this answer of ${scheme}`);
}
