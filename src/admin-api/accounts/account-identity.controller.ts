import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Put,
  Req,
  Res,
  UsePipes,
} from '@nestjs/common';
import type { Response } from 'express';
import { AccountAdministration } from '#src/administration/account-administration.js';
import { AccountStore } from '#src/accounts/account.store.js';
import type { ApiActor } from '../authentication/api-actor.js';
import { IfMatch } from '#src/http/incoming/if-match.js';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '../documentation/annotations.js';
import { Describe, ETAG, MayBeUnchanged, TAG_OF_PAGE, TakesIfMatch } from '../documentation/describe.js';
import { dtoValidation } from '../dto-validation.js';
import { RequirePermission } from '../require-permission.js';
import { AccountChange } from './account-change.js';
import { FhirUserDto } from './account.dto.js';
import {
  AccountRepresentation,
  entityTag,
  LinkListRepresentation,
  linkRepresentation,
  representation,
} from './account-representation.js';

interface ApiRequest {
  user: ApiActor;
}

/** Who the person of an account is: their FHIR resource, and their identities at identity providers. */
@ApiTags('accounts')
@Controller('api/v1/accounts/:id')
@UsePipes(dtoValidation)
export class AccountIdentityController {
  constructor(
    private readonly accounts: AccountStore,
    private readonly administration: AccountAdministration,
    private readonly changes: AccountChange,
  ) {}

  @Put('fhir-user')
  @RequirePermission('__wardkey/accounts.write')
  @Describe('setFhirUser', 'Set the FHIR resource of the person', { problems: [404, 412] })
  @TakesIfMatch()
  @ApiOkResponse({ type: AccountRepresentation, description: 'The account as it is now.', headers: ETAG })
  async setFhirUser(
    @Param('id') id: string,
    @Body() { fhirUser }: FhirUserDto,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ) {
    await this.administration.refuseUnsound({ fhirUser });
    const changed = await this.changes.change(id, IfMatch.parse(ifMatch), { fhirUser }, request.user);
    response.set('ETag', entityTag(changed));
    return representation(changed);
  }

  @Delete('fhir-user')
  @HttpCode(204)
  @RequirePermission('__wardkey/accounts.write')
  @Describe('clearFhirUser', 'Let sign-ins find the FHIR resource again', { problems: [404, 412] })
  @TakesIfMatch()
  @ApiNoContentResponse({
    description: 'The `fhirUser` that an administrator set is cleared.',
    headers: ETAG,
  })
  async clearFhirUser(
    @Param('id') id: string,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const changed = await this.changes.change(id, IfMatch.parse(ifMatch), { fhirUser: null }, request.user);
    response.set('ETag', entityTag(changed));
  }

  @Get('links')
  @RequirePermission('__wardkey/accounts.read')
  @Describe('listLinks', 'List the links of an account: the person’s identities at identity providers', {
    problems: [404],
  })
  @MayBeUnchanged()
  @ApiOkResponse({
    type: LinkListRepresentation,
    description: 'All links of the account.',
    headers: TAG_OF_PAGE,
  })
  async links(@Param('id') id: string): Promise<LinkListRepresentation> {
    await this.administration.known(id);
    const fhirUsers = await this.accounts.fhirUsersOf(id);
    return {
      links: (await this.accounts.identitiesOf(id)).map((link) => linkRepresentation(link, fhirUsers)),
    };
  }

  @Delete('links/:linkId')
  @HttpCode(204)
  @RequirePermission('__wardkey/accounts.write')
  @Describe('removeLink', 'Remove a link from an account', {
    description: 'The next sign-in with that identity counts as a first sign-in again.',
    problems: [404, 412],
  })
  @TakesIfMatch()
  @ApiNoContentResponse({ description: 'The link is removed.' })
  async removeLink(
    @Param('id') id: string,
    @Param('linkId') linkId: string,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
  ): Promise<void> {
    await this.changes.removeLink(id, linkId, IfMatch.parse(ifMatch), request.user);
  }
}
