import { SetMetadata } from '@nestjs/common';

/** Scopes of our own API; a client gets one only when its registration names it. */
export const API_SCOPES = [
  'wardkey/accounts.read',
  'wardkey/accounts.write',
  'wardkey/launch-contexts.write',
] as const;
export type ApiScope = (typeof API_SCOPES)[number];

export const PERMISSION = 'wardkey:permission';

/** What a caller’s token must hold for this route. Every route of the API declares it, or the process does not start. */
export const RequirePermission = (scope: ApiScope) => SetMetadata(PERMISSION, scope);
