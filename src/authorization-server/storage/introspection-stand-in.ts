import { randomBytes } from 'node:crypto';
import type { AdapterPayload } from 'oidc-provider';

/** The client that whoever introspects by access token appears as to the engine; its secret exists in this process only. */
export const INTROSPECTION_STAND_IN = {
  client_id: 'wardkey-internal-introspection',
  client_secret: randomBytes(32).toString('base64url'),
  token_endpoint_auth_method: 'client_secret_basic',
  grant_types: [],
  response_types: [],
  redirect_uris: [],
  may_introspect: true,
} satisfies AdapterPayload;
