import { Body, Controller, Headers, HttpCode, Param, Post, Put, Req, Res, UsePipes } from '@nestjs/common';
import type { Response } from 'express';
import { AccountAdministration } from '#src/administration/account-administration.js';
import type { ApiActor } from '../authentication/api-actor.js';
import { instantOf } from '#src/clock/instant.js';
import { AccountSetup } from '#src/sign-in/setup/account-setup.js';
import { CannotInviteError, SsoOnlyTooEarlyError } from '#src/sign-in/errors.js';
import { SsoOnly } from '#src/sign-in/password/sso-only.js';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '../documentation/annotations.js';
import { dtoValidation } from '../dto-validation.js';
import { Describe, ETAG, TakesIfMatch } from '../documentation/describe.js';
import { Idempotent } from '../idempotency/idempotent.js';
import { IfMatch } from '#src/http/incoming/if-match.js';
import { Problem } from '#src/http/answers/problem.js';
import { RequirePermission } from '../require-permission.js';
import { AccountChange } from './account-change.js';
import { entityTag } from './account-representation.js';
import { InvitationRepresentation, LocalLoginDto, LocalLoginRepresentation } from './account-sign-in.dto.js';

interface ApiRequest {
  user: ApiActor;
}

/**
 * How an account signs in at this server. These routes neither take nor return a password, and return no invitation
 * link.
 */
@ApiTags('accounts')
@Controller('api/v1/accounts/:id')
@UsePipes(dtoValidation)
export class AccountSignInController {
  constructor(
    private readonly administration: AccountAdministration,
    private readonly changes: AccountChange,
    private readonly setup: AccountSetup,
    private readonly ssoOnly: SsoOnly,
  ) {}

  @Post('invitations')
  @HttpCode(202)
  @RequirePermission('__wardkey/credentials.write')
  @Describe('inviteAccount', 'Mail an invitation to the account’s address', {
    description:
      'With the link in the invitation, the person sets a password, or connects the account to an identity provider.',
    problems: [404, 409, 412, 422],
  })
  @Idempotent()
  @TakesIfMatch()
  @ApiAcceptedResponse({ type: InvitationRepresentation, description: 'The invitation will be mailed.' })
  async invite(
    @Param('id') id: string,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
  ): Promise<InvitationRepresentation> {
    const account = await this.changes.seen(id, IfMatch.parse(ifMatch));
    await this.administration.refuseUnlessAllowed(request.user, id, '__wardkey/credentials.write');
    const { expiresAt } = await this.setup.invite(account, true, request.user.clientId).catch(asProblem);
    return { expiresAt: instantOf(expiresAt) };
  }

  @Put('local-login')
  @RequirePermission('__wardkey/credentials.write')
  @Describe('setLocalLogin', 'Set whether the account’s password may be used', {
    problems: [404, 409, 412],
  })
  @TakesIfMatch()
  @ApiOkResponse({ type: LocalLoginRepresentation, description: 'The new setting.', headers: ETAG })
  async setLocalLogin(
    @Param('id') id: string,
    @Body() body: LocalLoginDto,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<LocalLoginRepresentation> {
    const { localLogin } = body;
    const condition = IfMatch.parse(ifMatch);
    const account = await this.changes.seen(id, condition);
    await this.administration.refuseUnlessAllowed(request.user, id, '__wardkey/credentials.write');
    const version = condition.isUnconditional ? undefined : account.version;
    const { clientId } = request.user;
    const warnings = await this.ssoOnly
      .setLocalLogin(account, localLogin, { clientId, version })
      .catch(asProblem);
    response.set('ETag', entityTag(await this.administration.known(id)));
    return { localLogin, warnings };
  }
}

/** Which answer each of these errors leads to. */
function asProblem(error: unknown): never {
  if (error instanceof CannotInviteError || error instanceof SsoOnlyTooEarlyError) {
    throw new Problem(409, 'The request cannot be accepted', { detail: error.message });
  }
  throw error;
}
