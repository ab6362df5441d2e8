import { applyDecorators, SetMetadata, UseGuards } from '@nestjs/common';
import { ApiSecurity } from './documentation/annotations.js';
import { BearerGuard } from './authentication/bearer.guard.js';
import { JsonBodyGuard } from './json-body.guard.js';
import { type ApiScope, NO_TOKEN, PERMISSION } from './permissions.js';

/**
 * The scope that a caller’s token must have for this route. One declaration sets, checks and documents it, so that none
 * of the three can be forgotten.
 */
export const RequirePermission = (scope: ApiScope) =>
  applyDecorators(
    SetMetadata(PERMISSION, scope),
    UseGuards(BearerGuard, JsonBodyGuard),
    ApiSecurity('clientCredentials', [scope]),
    ApiSecurity('bearer', [scope]),
  );

/**
 * For a route that may be called without a token. Every route declares this or a permission, or the process does not
 * start.
 */
export const NeedsNoToken = () => SetMetadata(PERMISSION, NO_TOKEN);
