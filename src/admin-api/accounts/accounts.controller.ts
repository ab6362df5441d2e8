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
  Query,
  Req,
  Res,
  UsePipes,
} from '@nestjs/common';
import type { Response } from 'express';
import { AccountAdministration } from '#src/administration/account-administration.js';
import { AccountDirectory } from '#src/accounts/account-directory.store.js';
import type { Account } from '#src/accounts/account.entity.js';
import type { ApiActor } from '../authentication/api-actor.js';
import { IfMatch } from '#src/http/incoming/if-match.js';
import { PATCH_TYPES } from '#src/http/incoming/media-types.js';
import { Problem } from '#src/http/answers/problem.js';
import {
  ApiConsumes,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiTags,
} from '../documentation/annotations.js';
import {
  Describe,
  ETAG,
  MayBeUnchanged,
  RequiresIfMatch,
  TAG_OF_PAGE,
  TakesIfMatch,
} from '../documentation/describe.js';
import { dtoValidation } from '../dto-validation.js';
import { Idempotent } from '../idempotency/idempotent.js';
import { cursorOf, placeAt } from '../pages.js';
import { RequirePermission, RequireRecentSignIn } from '../require-permission.js';
import { AccountChange } from './account-change.js';
import { CreateAccountDto, ListAccountsDto, UpdateAccountDto } from './account.dto.js';
import {
  AccountPageRepresentation,
  AccountRepresentation,
  entityTag,
  representation,
} from './account-representation.js';

interface ApiRequest {
  user: ApiActor;
}

/** Manages accounts, for administrators and provisioning scripts. */
@ApiTags('accounts')
@Controller('api/v1/accounts')
@UsePipes(dtoValidation)
export class AccountsController {
  constructor(
    private readonly directory: AccountDirectory,
    private readonly administration: AccountAdministration,
    private readonly changes: AccountChange,
  ) {}

  @Get()
  @RequirePermission('__wardkey/accounts.read')
  @Describe('listAccounts', 'Find accounts', {
    description: 'Oldest first, in pages. An account must meet all given conditions.',
  })
  @MayBeUnchanged()
  @ApiOkResponse({ type: AccountPageRepresentation, description: 'One page.', headers: TAG_OF_PAGE })
  async list(@Query() query: ListAccountsDto): Promise<AccountPageRepresentation> {
    const { email, externalId, status, q, limit } = query;
    const [createdAt, id] = placeAt(query.cursor) ?? [];
    const after = createdAt === undefined || id === undefined ? undefined : { createdAt, id };
    const found = await this.directory.list({ email, externalId, status, text: q }, after, limit + 1);
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return { accounts: page.map(representation), next: last ? cursorOf([last.createdAt, last.id]) : null };
  }

  @Post()
  @RequirePermission('__wardkey/accounts.write')
  @Describe('createAccount', 'Make an account before its person signs in', {
    description:
      'The person is recognised at the first sign-in by `externalId` or by a verified `email`, at the identity provider that `externalIdScheme` names.',
    problems: [409, 422],
  })
  @Idempotent()
  @ApiCreatedResponse({
    type: AccountRepresentation,
    description: 'The new account.',
    headers: {
      ...ETAG,
      Location: { description: 'The address of the new account.', schema: { type: 'string' } },
    },
  })
  async create(
    @Body() body: CreateAccountDto,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ) {
    const account = await this.administration.create(body, request.user);
    response.set('Location', `/api/v1/accounts/${account.id}`);
    return shown(account, response);
  }

  @Get(':id')
  @RequirePermission('__wardkey/accounts.read')
  @Describe('readAccount', 'Read an account', { problems: [404] })
  @MayBeUnchanged()
  @ApiOkResponse({ type: AccountRepresentation, description: 'The account.', headers: ETAG })
  async read(@Param('id') id: string, @Res({ passthrough: true }) response: Response) {
    return shown(await this.administration.known(id), response);
  }

  @Patch(':id')
  @RequirePermission('__wardkey/accounts.write')
  @Describe('updateAccount', 'Change an account', {
    description: 'A merge patch (RFC 7396). A patch that changes nothing leaves the `ETag` as it is.',
    problems: [404, 409, 412, 428],
  })
  @RequiresIfMatch()
  @ApiConsumes(...PATCH_TYPES)
  @ApiOkResponse({ type: AccountRepresentation, description: 'The account as it is now.', headers: ETAG })
  async update(
    @Param('id') id: string,
    @Body() body: UpdateAccountDto,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ) {
    await this.administration.refuseUnsound(body, await this.administration.known(id));
    const condition = IfMatch.parse(ifMatch);
    if (!condition.isGiven) {
      throw new Problem(428, 'If-Match is required', {
        detail: 'Send the ETag that you got when you read the account, so that no change by others is lost.',
      });
    }
    return shown(await this.changes.change(id, condition, { ...body }, request.user), response);
  }

  /** The sessions and refresh tokens of the account end with this request. */
  @Post(':id/deactivate')
  @HttpCode(200)
  @RequirePermission('__wardkey/accounts.write')
  @Describe('deactivateAccount', 'Switch an account off', {
    description:
      'Its sessions and refresh tokens end at once. No person can sign in with the account until it is activated again.',
    problems: [404, 412],
  })
  @TakesIfMatch()
  @ApiOkResponse({ type: AccountRepresentation, description: 'The account as it is now.', headers: ETAG })
  async deactivate(
    @Param('id') id: string,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ) {
    const condition = IfMatch.parse(ifMatch);
    return shown(await this.changes.change(id, condition, { status: 'deactivated' }, request.user), response);
  }

  @Post(':id/activate')
  @HttpCode(200)
  @RequirePermission('__wardkey/accounts.write')
  @Describe('activateAccount', 'Switch an account on again', { problems: [404, 412] })
  @TakesIfMatch()
  @ApiOkResponse({ type: AccountRepresentation, description: 'The account as it is now.', headers: ETAG })
  async activate(
    @Param('id') id: string,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ) {
    const condition = IfMatch.parse(ifMatch);
    return shown(await this.changes.change(id, condition, { status: 'active' }, request.user), response);
  }

  @Delete(':id')
  @HttpCode(204)
  @RequireRecentSignIn()
  @RequirePermission('__wardkey/accounts.write')
  @Describe('deleteAccount', 'Delete an account for ever', {
    description:
      'Its links, stored claims and FHIR identities are deleted with it. Its sessions and refresh tokens end at once.',
    problems: [404, 412],
  })
  @TakesIfMatch()
  @ApiNoContentResponse({ description: 'The account is deleted.' })
  async delete(
    @Param('id') id: string,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
  ): Promise<void> {
    await this.changes.delete(id, IfMatch.parse(ifMatch), request.user);
  }
}

function shown(account: Account, response: Response): AccountRepresentation {
  response.set('ETag', entityTag(account));
  return representation(account);
}
