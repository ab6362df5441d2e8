import { applyDecorators, SetMetadata, UseGuards, UseInterceptors } from '@nestjs/common';
import type { Permission } from '#src/roles/permissions.js';
import { ApiExtension, ApiSecurity } from './documentation/annotations.js';
import { BearerGuard, RECENT_SIGN_IN_SECONDS } from './authentication/bearer.guard.js';
import { JsonBodyGuard } from './json-body.guard.js';
import { ANY_TOKEN, NO_TOKEN, PERMISSION, RECENT_SIGN_IN } from './permissions.js';
import { ErrorsAsProblems } from './errors-as-problems.js';

/**
 * What a caller must be permitted to do for this route: by the scope of the token, and for a person also by a role. One declaration sets, checks and documents it, so that none
 * of the three can be forgotten.
 */
export const RequirePermission = (permission: Permission) =>
  applyDecorators(
    SetMetadata(PERMISSION, permission),
    UseGuards(BearerGuard, JsonBodyGuard),
    UseInterceptors(ErrorsAsProblems),
    ApiSecurity('clientCredentials', [permission]),
    ApiSecurity('bearer', [permission]),
  );

/**
 * For what cannot be undone: a person must have signed in within the last five minutes (RFC 9470). A page that somebody
 * left open is not enough. A client that calls for itself has nobody to ask.
 */
export const RequireRecentSignIn = () =>
  applyDecorators(
    SetMetadata(RECENT_SIGN_IN, true),
    ApiExtension('x-wardkey-recent-sign-in', RECENT_SIGN_IN_SECONDS),
  );

/** For a route that tells callers about themselves. */
export const RequireToken = () =>
  applyDecorators(
    SetMetadata(PERMISSION, ANY_TOKEN),
    UseGuards(BearerGuard, JsonBodyGuard),
    UseInterceptors(ErrorsAsProblems),
    ApiSecurity('clientCredentials', []),
    ApiSecurity('bearer', []),
  );

/**
 * For a route that may be called without a token. Every route declares this or a permission, or the process does not
 * start.
 */
export const NeedsNoToken = () => SetMetadata(PERMISSION, NO_TOKEN);
