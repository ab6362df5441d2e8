import { Body, Controller, HttpCode, Param, Post, Req, UsePipes } from '@nestjs/common';
import type { PersonInQuestion } from '#src/authorization-server/preview/previewed-people.js';
import { TokenPreview } from '#src/authorization-server/preview/token-preview.js';
import { unacceptable } from '#src/http/answers/problem.js';
import type { ApiActor } from '../authentication/api-actor.js';
import { ApiOkResponse, ApiTags } from '../documentation/annotations.js';
import { Describe } from '../documentation/describe.js';
import { dtoValidation } from '../dto-validation.js';
import { RequirePermission } from '../require-permission.js';
import { PreviewTokenDto, previewRepresentation, TokenPreviewRepresentation } from './token-preview.dto.js';

/** What a client would get for a person, before anybody signs in. */
@ApiTags('clients')
@Controller('api/v1/clients/:id/token-preview')
@UsePipes(dtoValidation)
export class TokenPreviewController {
  constructor(private readonly preview: TokenPreview) {}

  @Post()
  @HttpCode(200)
  @RequirePermission('__wardkey/clients.read')
  @Describe('previewToken', 'See which tokens a client would get', {
    description:
      'For a person, or for the client itself. No token is made and nobody is signed in; only the audit log gets a row. For a person, `__wardkey/accounts.read` is needed, too (403).',
    problems: [404],
  })
  @ApiOkResponse({ type: TokenPreviewRepresentation, description: 'What the client would get.' })
  async of(
    @Param('id') clientId: string,
    @Body() { accountId, identityProvider, claims, ...request }: PreviewTokenDto,
    @Req() { user }: { user: ApiActor },
  ): Promise<TokenPreviewRepresentation> {
    const person = personOf({ accountId, identityProvider, claims });
    return previewRepresentation(await this.preview.of({ ...request, clientId, person }, user));
  }
}

function personOf({
  accountId,
  identityProvider,
  claims,
}: Pick<PreviewTokenDto, 'accountId' | 'identityProvider' | 'claims'>): PersonInQuestion | undefined {
  if (accountId !== undefined && (claims ?? identityProvider) !== undefined)
    throw unacceptable([
      { field: 'accountId', message: 'cannot be given together with identityProvider and claims' },
    ]);
  if (accountId !== undefined) return { accountId };
  if (identityProvider === undefined && claims === undefined) return undefined;
  if (claims === undefined)
    throw unacceptable([{ field: 'claims', message: 'is needed with identityProvider' }]);
  if (identityProvider === undefined)
    throw unacceptable([{ field: 'identityProvider', message: 'is needed with claims' }]);
  return { identityProvider, claims };
}
