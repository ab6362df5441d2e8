import { Body, Controller, Delete, Headers, HttpCode, Put, Req, Res, UsePipes } from '@nestjs/common';
import type { Response } from 'express';
import { AuditLog } from '#src/audit/audit-log.js';
import type { ApiActor } from '../authentication/api-actor.js';
import { IfMatch } from '#src/http/incoming/if-match.js';
import {
  BrandsChangedError,
  BrandsNotAcceptedError,
  BrandsOfFileError,
} from '#src/smart/discovery/errors.js';
import { UserAccessBrands } from '#src/smart/discovery/user-access-brands.js';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '../documentation/annotations.js';
import { Describe, TAG_OF_BRANDS, TakesIfMatch } from '../documentation/describe.js';
import { dtoValidation } from '../dto-validation.js';
import { Problem, unacceptable } from '#src/http/answers/problem.js';
import { RequirePermission } from '../require-permission.js';
import { UserAccessBrandsDto } from './user-access-brands.dto.js';

interface ApiRequest {
  user: ApiActor;
}

/** The route to which the brand bundle is uploaded. Apps read the bundle at `/user-access-brands`. */
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
  @Describe('publishBrands', 'Publish the brand bundle, and replace the earlier one', {
    description:
      'What apps show in lists of hospitals (SMART App Launch 2.2, "User-access Brands and Endpoints"). This server checks the bundle and publishes it unchanged.',
    problems: [409, 412],
  })
  @TakesIfMatch('the `ETag` of the answer by which the bundle was published')
  @ApiOkResponse({
    type: UserAccessBrandsDto,
    description: 'The bundle that is now published.',
    headers: TAG_OF_BRANDS,
  })
  async publish(
    @Body() body: UserAccessBrandsDto,
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
    @Res({ passthrough: true }) response: Response,
  ): Promise<UserAccessBrandsDto> {
    const { version } = await this.brands
      .upload(body.bundle, body.identifier, seenBy(ifMatch))
      .catch(asProblem);
    response.set('ETag', version);
    await this.record('brands.published', request.user);
    return body;
  }

  @Delete()
  @HttpCode(204)
  @RequirePermission('__wardkey/brands.write')
  @Describe('withdrawBrands', 'Withdraw the brand bundle', { problems: [404, 409, 412] })
  @TakesIfMatch('the `ETag` of the answer by which the bundle was published')
  @ApiNoContentResponse({ description: 'No brand bundle is published any more.' })
  async withdraw(
    @Headers('If-Match') ifMatch: string | undefined,
    @Req() request: ApiRequest,
  ): Promise<void> {
    if (!(await this.brands.withdraw(seenBy(ifMatch)).catch(asProblem)))
      throw new Problem(404, 'There is no brand bundle');
    await this.record('brands.withdrawn', request.user);
  }

  private async record(
    event: 'brands.published' | 'brands.withdrawn',
    { clientId }: ApiActor,
  ): Promise<void> {
    await this.audit.record({ event, outcome: 'success', clientId, trail: [] });
  }
}

function seenBy(ifMatch: string | undefined): ((version: string) => boolean) | undefined {
  const condition = IfMatch.parse(ifMatch);
  return condition.isGiven ? (version) => condition.isMetBy(version) : undefined;
}

/** Which answer each of these errors leads to. */
function asProblem(error: unknown): never {
  if (error instanceof BrandsNotAcceptedError)
    throw unacceptable(error.problems.map((message) => ({ field: 'bundle', message })));
  if (error instanceof BrandsChangedError)
    throw new Problem(412, 'The brand bundle is not at the version in If-Match', {
      detail:
        'The brand bundle has changed since then. Read it at /user-access-brands before you replace it.',
    });
  if (error instanceof BrandsOfFileError)
    throw new Problem(409, 'The request cannot be accepted', { detail: error.message });
  throw error;
}
