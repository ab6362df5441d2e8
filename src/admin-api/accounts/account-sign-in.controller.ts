import { Body, Controller, HttpCode, Param, Post, Put, Req, UseGuards, UsePipes } from '@nestjs/common';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import type { ApiCaller } from '#src/authorization-server/access-token-verifier.js';
import { AccountSetup } from '#src/sign-in/account-setup.js';
import { CannotInviteError, SsoOnlyTooEarlyError } from '#src/sign-in/errors.js';
import { SsoOnly } from '#src/sign-in/sso-only.js';
import { BearerGuard } from '../authentication/bearer.guard.js';
import { dtoValidation } from '../dto-validation.js';
import { RequirePermission } from '../permissions.js';
import { Problem } from '../problem.js';
import { LocalLoginDto } from './account-sign-in.dto.js';

interface ApiRequest {
  user: ApiCaller;
}

/** How an account signs in here. No password comes in or goes out by this way, and no invitation link goes out. */
@Controller('api/v1/accounts/:id')
@UseGuards(BearerGuard)
@UsePipes(dtoValidation)
export class AccountSignInController {
  constructor(
    private readonly accounts: AccountStore,
    private readonly setup: AccountSetup,
    private readonly ssoOnly: SsoOnly,
  ) {}

  /** Mails an invitation to the account’s address. */
  @Post('invitations')
  @HttpCode(202)
  @RequirePermission('wardkey/accounts.write')
  async invite(@Param('id') id: string, @Req() request: ApiRequest) {
    const { expiresAt } = await this.setup
      .invite(await this.known(id), true, request.user.clientId)
      .catch(asProblem);
    return { expiresAt: new Date(expiresAt * 1000).toISOString() };
  }

  @Put('local-login')
  @RequirePermission('wardkey/accounts.write')
  async setLocalLogin(@Param('id') id: string, @Body() body: LocalLoginDto, @Req() request: ApiRequest) {
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
