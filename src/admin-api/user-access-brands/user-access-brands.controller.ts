import { Body, Controller, Delete, HttpCode, Put, Req, UsePipes } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { AuditLog } from '#src/audit/audit-log.js';
import type { ApiCaller } from '#src/authorization-server/access-token-verifier.js';
import { BrandsNotAcceptedError, BrandsOfFileError } from '#src/smart/discovery/errors.js';
import { UserAccessBrands } from '#src/smart/discovery/user-access-brands.js';
import { Describe } from '../documentation/describe.js';
import { dtoValidation } from '../dto-validation.js';
import { Problem, unacceptable } from '../problem.js';
import { RequirePermission } from '../require-permission.js';
import { UserAccessBrandsDto } from './user-access-brands.dto.js';

interface ApiRequest {
  user: ApiCaller;
}

/** Where the brand bundle is uploaded that apps read at `/user-access-brands`. */
@ApiTags('user-access brands')
@Controller('api/v1/user-access-brands')
@UsePipes(dtoValidation)
export class UserAccessBrandsController {
  constructor(
    private readonly brands: UserAccessBrands,
    private readonly audit: AuditLog,
  ) {}

  @Put()
  @RequirePermission('__wardkey/brands.write')
  @Describe('publishBrands', 'Publish the brand bundle, in the place of the one before', {
    description:
      'What apps show in lists of hospitals (SMART App Launch 2.2, "User-access Brands and Endpoints"). It is checked, and published as it comes.',
    problems: [400, 409],
  })
  @ApiOkResponse({ type: UserAccessBrandsDto, description: 'As it is published from now on.' })
  async publish(@Body() body: UserAccessBrandsDto, @Req() request: ApiRequest): Promise<UserAccessBrandsDto> {
    await this.brands.upload(body.bundle, body.identifier).catch(asProblem);
    await this.record('brands.published', request.user);
    return body;
  }

  @Delete()
  @HttpCode(204)
  @RequirePermission('__wardkey/brands.write')
  @Describe('withdrawBrands', 'Publish no brand bundle', { problems: [404, 409] })
  @ApiNoContentResponse({ description: 'None is published now.' })
  async withdraw(@Req() request: ApiRequest): Promise<void> {
    if (!(await this.brands.withdraw().catch(asProblem))) throw new Problem(404, 'There is no brand bundle');
    await this.record('brands.withdrawn', request.user);
  }

  private async record(
    event: 'brands.published' | 'brands.withdrawn',
    { clientId }: ApiCaller,
  ): Promise<void> {
    await this.audit.record({ event, outcome: 'success', clientId, trail: [] });
  }
}

/** The one table from these errors to the wire. */
function asProblem(error: unknown): never {
  if (error instanceof BrandsNotAcceptedError)
    throw unacceptable(error.problems.map((message) => ({ field: 'bundle', message })));
  if (error instanceof BrandsOfFileError)
    throw new Problem(409, 'The request cannot be accepted', { detail: error.message });
  throw error;
}
