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
  UsePipes,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { AccountDirectory, type AccountChanges } from '#src/accounts/account-directory.store.js';
import type { Account } from '#src/accounts/account.entity.js';
import { AccountStore } from '#src/accounts/account.store.js';
import { AccountChangedError, EmailTakenError } from '#src/accounts/errors.js';
import { AuditLog } from '#src/audit/audit-log.js';
import type { AuditEventName } from '#src/audit/audit-events.js';
import type { ApiCaller } from '#src/authorization-server/access-token-verifier.js';
import { PreparedAccountCheck, type PreparedFacts } from '#src/sign-in/prepared-account-check.js';
import { Describe, ETAG, RequiresIfMatch } from '../documentation/describe.js';
import { dtoValidation } from '../dto-validation.js';
import { Problem, unacceptable } from '../problem.js';
import { RequirePermission } from '../require-permission.js';
import { CreateAccountDto, FhirUserDto, ListAccountsDto, UpdateAccountDto } from './account.dto.js';
import {
  AccountPageRepresentation,
  AccountRepresentation,
  decodeCursor,
  encodeCursor,
  entityTag,
  LinkListRepresentation,
  linkRepresentation,
  representation,
} from './account-representation.js';

interface ApiRequest {
  user: ApiCaller;
}

/** Accounts for administrators and provisioning scripts. */
@ApiTags('accounts')
@Controller('api/v1/accounts')
@UsePipes(dtoValidation)
export class AccountsController {
  constructor(
    private readonly accounts: AccountStore,
    private readonly directory: AccountDirectory,
    private readonly check: PreparedAccountCheck,
    private readonly audit: AuditLog,
  ) {}

  @Get()
  @RequirePermission('__wardkey/accounts.read')
  @Describe('listAccounts', 'Find accounts', {
    description: 'Oldest first, in pages. Conditions hold together.',
    problems: [400],
  })
  @ApiOkResponse({ type: AccountPageRepresentation, description: 'One page.' })
  async list(@Query() query: ListAccountsDto): Promise<AccountPageRepresentation> {
    const after = query.cursor === undefined ? undefined : decodeCursor(query.cursor);
    if (query.cursor !== undefined && !after) {
      throw unacceptable([{ field: 'cursor', message: 'must come from the page before' }]);
    }
    const { email, externalId, status, q } = query;
    const found = await this.directory.list({ email, externalId, status, text: q }, after, query.limit + 1);
    const page = found.slice(0, query.limit);
    const more = found.length > query.limit;
    return { accounts: page.map(representation), next: more ? encodeCursor(page.at(-1)!) : null };
  }

  @Post()
  @RequirePermission('__wardkey/accounts.write')
  @Describe('createAccount', 'Make an account before its person signs in', {
    description:
      'Its person is recognised at the first sign-in by `externalId` or a verified `email`, at the provider `externalIdScheme` names.',
    problems: [400, 409],
  })
  @ApiCreatedResponse({
    type: AccountRepresentation,
    description: 'The new account.',
    headers: {
      ...ETAG,
      Location: { description: 'Where the account is from now on.', schema: { type: 'string' } },
    },
  })
  async create(
    @Body() body: CreateAccountDto,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ) {
    await this.refuseUnsound(body);
    const account = await this.accounts.create(body).catch(asProblem);
    await this.note('account.created', account.id, request);
    response.set({ ETag: entityTag(account), Location: `/api/v1/accounts/${account.id}` });
    return representation(account);
  }

  @Get(':id')
  @RequirePermission('__wardkey/accounts.read')
  @Describe('readAccount', 'Read an account', { problems: [404] })
  @ApiOkResponse({ type: AccountRepresentation, description: 'The account.', headers: ETAG })
  async read(@Param('id') id: string, @Res({ passthrough: true }) response: Response) {
    const account = await this.known(id);
    response.set('ETag', entityTag(account));
    return representation(account);
  }

  @Patch(':id')
  @RequirePermission('__wardkey/accounts.write')
  @Describe('updateAccount', 'Change an account', { problems: [400, 404, 409, 412, 428] })
  @RequiresIfMatch()
  @ApiOkResponse({ type: AccountRepresentation, description: 'The account as it is now.', headers: ETAG })
  async update(
    @Param('id') id: string,
    @Body() body: UpdateAccountDto,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ) {
    await this.refuseUnsound(body, await this.known(id));
    return this.change(id, ifMatch, { ...body }, request, response);
  }

  /** Sessions and refresh tokens of the account end with this request. */
  @Post(':id/deactivate')
  @HttpCode(200)
  @RequirePermission('__wardkey/accounts.write')
  @Describe('deactivateAccount', 'Switch an account off', {
    description:
      'Its sessions and refresh tokens end at once; nobody signs in with it until it is activated.',
    problems: [404, 412],
  })
  @ApiOkResponse({ type: AccountRepresentation, description: 'The account as it is now.', headers: ETAG })
  async deactivate(
    @Param('id') id: string,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.change(id, '*', { status: 'deactivated' }, request, response);
  }

  @Post(':id/activate')
  @HttpCode(200)
  @RequirePermission('__wardkey/accounts.write')
  @Describe('activateAccount', 'Switch an account on again', { problems: [404, 412] })
  @ApiOkResponse({ type: AccountRepresentation, description: 'The account as it is now.', headers: ETAG })
  async activate(
    @Param('id') id: string,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ) {
    return this.change(id, '*', { status: 'active' }, request, response);
  }

  @Delete(':id')
  @HttpCode(204)
  @RequirePermission('__wardkey/accounts.write')
  @Describe('deleteAccount', 'Delete an account for ever', {
    description:
      'With its links, kept claims and FHIR identities; its sessions and refresh tokens end at once.',
    problems: [404],
  })
  @ApiNoContentResponse({ description: 'It is gone.' })
  async delete(@Param('id') id: string, @Req() request: ApiRequest): Promise<void> {
    if (!(await this.directory.delete(id))) throw notFound();
    await this.note('account.deleted', id, request);
  }

  @Put(':id/fhir-user')
  @RequirePermission('__wardkey/accounts.write')
  @Describe('setFhirUser', 'Say which FHIR resource the person is', { problems: [400, 404, 412] })
  @ApiOkResponse({ type: AccountRepresentation, description: 'The account as it is now.', headers: ETAG })
  async setFhirUser(
    @Param('id') id: string,
    @Body() body: FhirUserDto,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ) {
    await this.refuseUnsound(body);
    return this.change(id, '*', { fhirUser: body.fhirUser }, request, response);
  }

  @Delete(':id/fhir-user')
  @HttpCode(204)
  @RequirePermission('__wardkey/accounts.write')
  @Describe('clearFhirUser', 'Let sign-ins find the FHIR resource again', { problems: [404, 412] })
  @ApiNoContentResponse({ description: 'The account has no `fhirUser` of its own.' })
  async clearFhirUser(
    @Param('id') id: string,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    await this.change(id, '*', { fhirUser: null }, request, response);
  }

  @Get(':id/links')
  @RequirePermission('__wardkey/accounts.read')
  @Describe('listLinks', 'List the identities bound to an account', { problems: [404] })
  @ApiOkResponse({ type: LinkListRepresentation, description: 'All of them.' })
  async links(@Param('id') id: string): Promise<LinkListRepresentation> {
    await this.known(id);
    const fhirUsers = await this.accounts.fhirUsersOf(id);
    return {
      links: (await this.accounts.identitiesOf(id)).map((link) => linkRepresentation(link, fhirUsers)),
    };
  }

  @Delete(':id/links/:linkId')
  @HttpCode(204)
  @RequirePermission('__wardkey/accounts.write')
  @Describe('removeLink', 'Unbind an identity from an account', {
    description: 'The next sign-in with that identity is a first one again.',
    problems: [404],
  })
  @ApiNoContentResponse({ description: 'It is unbound.' })
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
    request: ApiRequest,
    response: Response,
  ): Promise<AccountRepresentation> {
    const account = await this.known(id);
    if (ifMatch === undefined) {
      throw new Problem(428, 'If-Match is required', {
        detail: 'Send the ETag of the account as you read it, so that nobody’s change is lost.',
      });
    }
    if (ifMatch !== '*' && ifMatch !== entityTag(account)) throw changedInBetween();
    await this.directory.update(id, account.version, changes).catch(asProblem);
    const { status, ...others } = changes;
    const members = Object.entries(others).flatMap(([member, value]) =>
      value === undefined ? [] : [member],
    );
    if (members.length > 0) await this.note('account.changed', id, request, members);
    if (status === 'active') await this.note('account.reactivated', id, request);
    if (status === 'deactivated') await this.note('account.deactivated', id, request);
    const changed = await this.known(id);
    response.set('ETag', entityTag(changed));
    return representation(changed);
  }

  /** @param account as it is; undefined while it is being made. */
  private async refuseUnsound(facts: PreparedFacts, account?: Account): Promise<void> {
    const problems = await this.check.problemsOf(facts, account);
    if (problems.length > 0) throw unacceptable(problems);
  }

  private async known(id: string): Promise<Account> {
    const account = await this.accounts.findById(id);
    if (!account) throw notFound();
    return account;
  }

  /** @param members what was changed, by name; what it was and is stays with the account. */
  private note(
    event: AuditEventName,
    accountId: string,
    request: ApiRequest,
    members?: string[],
  ): Promise<void> {
    const trail = members?.map((member) => ({ step: 'account.change', finding: member, mark: 'noted' }));
    return this.audit.record({
      event,
      outcome: 'success',
      accountId,
      clientId: request.user.clientId,
      trail,
    });
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
    throw unacceptable([{ field: 'email', message: 'is the address of another account' }], 409);
  }
  if (error instanceof AccountChangedError) throw changedInBetween();
  throw error;
}
