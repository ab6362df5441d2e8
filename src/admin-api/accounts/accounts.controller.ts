import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Put,
  Query,
  Req,
  Res,
  UseGuards,
  UsePipes,
} from '@nestjs/common';
import type { Response } from 'express';
import { AccountDirectory, type AccountChanges } from '#src/accounts/account-directory.store.js';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { AccountChangedError, EmailTakenError } from '#src/accounts/errors.js';
import { AuditLog } from '#src/audit/audit-log.js';
import type { AuditEventName } from '#src/audit/audit-events.js';
import type { ApiCaller } from '#src/authorization-server/access-token-verifier.js';
import { BearerGuard } from '../authentication/bearer.guard.js';
import { dtoValidation } from '../dto-validation.js';
import { RequirePermission } from '../permissions.js';
import { Problem } from '../problem.js';
import { CreateAccountDto, FhirUserDto, ListAccountsDto, UpdateAccountDto } from './account.dto.js';
import {
  decodeCursor,
  encodeCursor,
  entityTag,
  linkRepresentation,
  representation,
} from './account-representation.js';

interface ApiRequest {
  user: ApiCaller;
}

/** Accounts for administrators and provisioning scripts. */
@Controller('api/v1/accounts')
@UseGuards(BearerGuard)
@UsePipes(dtoValidation)
export class AccountsController {
  constructor(
    private readonly accounts: AccountStore,
    private readonly directory: AccountDirectory,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  @RequirePermission('wardkey/accounts.read')
  async list(@Query() query: ListAccountsDto) {
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    if (query.cursor !== undefined && !after) {
      throw new Problem(400, 'The request cannot be accepted', {
        errors: [{ field: 'cursor', message: 'must come from the page before' }],
      });
    }
    const { email, externalId, status, q } = query;
    const found = await this.directory.list({ email, externalId, status, text: q }, after, query.limit + 1);
    const page = found.slice(0, query.limit);
    const more = found.length > query.limit;
    return { accounts: page.map(representation), next: more ? encodeCursor(page.at(-1)!) : null };
  }

  @Post()
  @RequirePermission('wardkey/accounts.write')
  async create(
    @Body() body: CreateAccountDto,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ) {
    const account = await this.accounts.create(body).catch(asProblem);
    await this.note('account.created', account.id, request);
    response.set({ ETag: entityTag(account), Location: `/api/v1/accounts/${account.id}` });
    return representation(account);
  }

  @Get(':id')
  @RequirePermission('wardkey/accounts.read')
  async read(@Param('id') id: string, @Res({ passthrough: true }) response: Response) {
    const account = await this.known(id);
    response.set('ETag', entityTag(account));
    return representation(account);
  }

  @Patch(':id')
  @RequirePermission('wardkey/accounts.write')
  async update(
    @Param('id') id: string,
    @Body() body: UpdateAccountDto,
    @Headers('if-match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ) {
    const event =
      body.status === undefined
        ? 'account.changed'
        : body.status === 'active'
          ? 'account.reactivated'
          : 'account.deactivated';
    const account = await this.change(id, ifMatch, { ...body }, event, request);
    response.set('ETag', entityTag(account));
    return representation(account);
  }

  /** Sessions and refresh tokens of the account end with this request. */
  @Post(':id/deactivate')
  @HttpCode(200)
  @RequirePermission('wardkey/accounts.write')
  async deactivate(@Param('id') id: string, @Req() request: ApiRequest) {
    return representation(
      await this.change(id, '*', { status: 'deactivated' }, 'account.deactivated', request),
    );
  }

  @Post(':id/activate')
  @HttpCode(200)
  @RequirePermission('wardkey/accounts.write')
  async activate(@Param('id') id: string, @Req() request: ApiRequest) {
    return representation(await this.change(id, '*', { status: 'active' }, 'account.reactivated', request));
  }

  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('wardkey/accounts.write')
  async delete(@Param('id') id: string, @Req() request: ApiRequest): Promise<void> {
    if (!(await this.directory.delete(id))) throw notFound();
    await this.note('account.deleted', id, request);
  }

  @Put(':id/fhir-user')
  @RequirePermission('wardkey/accounts.write')
  async setFhirUser(@Param('id') id: string, @Body() body: FhirUserDto, @Req() request: ApiRequest) {
    return representation(
      await this.change(id, '*', { fhirUser: body.fhirUser }, 'account.changed', request),
    );
  }

  @Delete(':id/fhir-user')
  @HttpCode(204)
  @RequirePermission('wardkey/accounts.write')
  async clearFhirUser(@Param('id') id: string, @Req() request: ApiRequest): Promise<void> {
    await this.change(id, '*', { fhirUser: null }, 'account.changed', request);
  }

  @Get(':id/links')
  @RequirePermission('wardkey/accounts.read')
  async links(@Param('id') id: string) {
    await this.known(id);
    return { links: (await this.accounts.identitiesOf(id)).map(linkRepresentation) };
  }

  @Delete(':id/links/:linkId')
  @HttpCode(204)
  @RequirePermission('wardkey/accounts.write')
  async removeLink(
    @Param('id') id: string,
    @Param('linkId') linkId: string,
    @Req() request: ApiRequest,
  ): Promise<void> {
    if (!(await this.directory.removeLink(id, linkId))) throw notFound();
    await this.note('account.link_removed', id, request);
  }

  /** @param ifMatch an entity tag, or `*` where the change does not depend on what was read. */
  private async change(
    id: string,
    ifMatch: string | undefined,
    changes: AccountChanges,
    event: AuditEventName,
    request: ApiRequest,
  ): Promise<Account> {
    const account = await this.known(id);
    if (ifMatch === undefined) {
      throw new Problem(428, 'If-Match is required', {
        detail: 'Send the ETag of the account as you read it, so that nobody’s change is lost.',
      });
    }
    if (ifMatch !== '*' && ifMatch !== entityTag(account)) throw changedInBetween();
    await this.directory.update(id, account.version, changes).catch(asProblem);
    await this.note(event, id, request);
    return this.known(id);
  }

  private async known(id: string): Promise<Account> {
    const account = await this.accounts.findById(id);
    if (!account) throw notFound();
    return account;
  }

  private note(event: AuditEventName, accountId: string, request: ApiRequest): Promise<void> {
    return this.audit.record({ event, outcome: 'success', accountId, clientId: request.user.clientId });
  }
}

function notFound(): Problem {
  return new Problem(404, 'There is no such account or link');
}

function changedInBetween(): Problem {
  return new Problem(412, 'The account has changed since it was read', {
    detail: 'Read it again and repeat the change.',
  });
}

/** The one table from this room’s errors to the wire. */
function asProblem(error: unknown): never {
  if (error instanceof EmailTakenError) {
    throw new Problem(409, 'The request cannot be accepted', {
      errors: [{ field: 'email', message: 'is the address of another account' }],
    });
  }
  if (error instanceof AccountChangedError) throw changedInBetween();
  throw error;
}
