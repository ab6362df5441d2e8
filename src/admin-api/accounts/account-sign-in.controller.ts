import { Body, Controller, HttpCode, Param, Post, Put, Req, UsePipes } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import type { ApiCaller } from '#src/authorization-server/access-token-verifier.js';
import { AccountSetup } from '#src/sign-in/account-setup.js';
import { CannotInviteError, SsoOnlyTooEarlyError } from '#src/sign-in/errors.js';
import { SsoOnly } from '#src/sign-in/sso-only.js';
import { dtoValidation } from '../dto-validation.js';
import { Describe } from '../documentation/describe.js';
import { Problem } from '../problem.js';
import { RequirePermission } from '../require-permission.js';
import { InvitationRepresentation, LocalLoginDto, LocalLoginRepresentation } from './account-sign-in.dto.js';

interface ApiRequest {
  user: ApiCaller;
}

/** How an account signs in here. No password comes in or goes out by this way, and no invitation link goes out. */
@ApiTags('accounts')
@Controller('api/v1/accounts/:id')
@UsePipes(dtoValidation)
export class AccountSignInController {
  constructor(
    private readonly accounts: AccountStore,
    private readonly setup: AccountSetup,
    private readonly ssoOnly: SsoOnly,
  ) {}

  @Post('invitations')
  @HttpCode(202)
  @RequirePermission('__wardkey/accounts.write')
  @Describe('inviteAccount', 'Mail an invitation to the account’s address', {
    description: 'With its link the person sets a password, or connects the account to an identity provider.',
    problems: [404, 409],
  })
  @ApiAcceptedResponse({ type: InvitationRepresentation, description: 'It is on its way.' })
  async invite(@Param('id') id: string, @Req() request: ApiRequest): Promise<InvitationRepresentation> {
    const { expiresAt } = await this.setup
      .invite(await this.known(id), true, request.user.clientId)
      .catch(asProblem);
    return { expiresAt: new Date(expiresAt * 1000).toISOString() };
  }

  @Put('local-login')
  @RequirePermission('__wardkey/accounts.write')
  @Describe('setLocalLogin', 'Say whether the account’s password may be used', { problems: [400, 404, 409] })
  @ApiOkResponse({ type: LocalLoginRepresentation, description: 'As it is from now on.' })
  async setLocalLogin(
    @Param('id') id: string,
    @Body() body: LocalLoginDto,
    @Req() request: ApiRequest,
  ): Promise<LocalLoginRepresentation> {
    const { localLogin } = body;
    const account = await this.known(id);
    const warnings = await this.ssoOnly
      .setLocalLogin(account, localLogin, request.user.clientId)
      .catch(asProblem);
    return { localLogin, warnings };
  }

  private async known(id: string): Promise<Account> {
    const account = await this.accounts.findById(id);
    if (!account) throw new Problem(404, 'There is no such account');
    return account;
  }
}

/** The one table from these errors to the wire. */
function asProblem(error: unknown): never {
  if (error instanceof CannotInviteError || error instanceof SsoOnlyTooEarlyError) {
    throw new Problem(409, 'The request cannot be accepted', { detail: error.message });
  }
  throw error;
}
