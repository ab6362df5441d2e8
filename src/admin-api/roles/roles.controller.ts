import { Body, Controller, Get, Param, Put, Req, UsePipes } from '@nestjs/common';
import { AccountStore } from '#src/accounts/account.store.js';
import { AccountAdministration } from '#src/administration/account-administration.js';
import { instantOf } from '#src/clock/instant.js';
import { RoleStore } from '#src/roles/role.store.js';
import { ALL_ROLES, permissionsOf, ROLES } from '#src/roles/roles.js';
import type { ApiActor } from '../authentication/api-actor.js';
import { ApiOkResponse, ApiTags } from '../documentation/annotations.js';
import { Describe, MayBeUnchanged, TAG_OF_PAGE } from '../documentation/describe.js';
import { dtoValidation } from '../dto-validation.js';
import { RequirePermission, RequireRecentSignIn, RequireToken } from '../require-permission.js';
import { CallerRepresentation, RoleListRepresentation, RolesDto } from './role.dto.js';

/** Who may do what in the administration. */
@ApiTags('roles')
@Controller('api/v1')
@UsePipes(dtoValidation)
export class RolesController {
  constructor(
    private readonly administration: AccountAdministration,
    private readonly accounts: AccountStore,
    private readonly roles: RoleStore,
  ) {}

  @Get('me')
  @RequireToken()
  @Describe('readCaller', 'See who calls, and what they may do')
  @MayBeUnchanged()
  @ApiOkResponse({ type: CallerRepresentation, description: 'The caller.', headers: TAG_OF_PAGE })
  async me(@Req() request: { user: ApiActor }): Promise<CallerRepresentation> {
    const { clientId, accountId, permissions } = request.user;
    const account = accountId === undefined ? undefined : await this.accounts.findById(accountId);
    return {
      clientId,
      accountId: accountId ?? null,
      displayName: account?.displayName ?? account?.email ?? null,
      roles: accountId === undefined ? [] : await this.roles.rolesOf(accountId),
      permissions: [...permissions],
    };
  }

  @Get('roles')
  @RequirePermission('__wardkey/roles.read')
  @Describe('listRoles', 'List the roles, and who has them')
  @MayBeUnchanged()
  @ApiOkResponse({ type: RoleListRepresentation, description: 'All roles.', headers: TAG_OF_PAGE })
  async list(): Promise<RoleListRepresentation> {
    const holders = await this.roles.holders();
    return {
      roles: ALL_ROLES.map((name) => ({
        name,
        description: ROLES[name],
        permissions: permissionsOf(name),
        holders: holders
          .filter(({ role }) => role === name)
          .map(({ role: _role, givenAt, ...holder }) => ({
            ...holder,
            since: instantOf(givenAt),
          })),
      })),
    };
  }

  @Get('accounts/:id/roles')
  @RequirePermission('__wardkey/roles.read')
  @Describe('listRolesOfAccount', 'List the roles of an account', { problems: [404] })
  @MayBeUnchanged()
  @ApiOkResponse({ type: RolesDto, description: 'Its roles.', headers: TAG_OF_PAGE })
  async ofAccount(@Param('id') id: string): Promise<RolesDto> {
    await this.administration.known(id);
    return { roles: await this.roles.rolesOf(id) };
  }

  @Put('accounts/:id/roles')
  @RequireRecentSignIn()
  @RequirePermission('__wardkey/roles.write')
  @Describe('setRolesOfAccount', 'Give an account exactly these roles', {
    description:
      'It takes effect at the next request of its person. Nobody gives or takes permissions that they do not have themselves (403), and the last administrator stays (409).',
    problems: [404, 409],
  })
  @ApiOkResponse({ type: RolesDto, description: 'Its roles now.' })
  async set(
    @Param('id') id: string,
    @Body() { roles }: RolesDto,
    @Req() request: { user: ApiActor },
  ): Promise<RolesDto> {
    await this.administration.known(id);
    await this.administration.setRoles(id, roles, request.user);
    return { roles: await this.roles.rolesOf(id) };
  }
}
