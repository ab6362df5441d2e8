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

/** Our own page for people who are not in an app: they sign in to it as to any other. */
export const ACCOUNT_PAGE_CLIENT_ID = 'wardkey-internal-account-page';

/** Where the browser comes back to, signed in. */
export const ACCOUNT_PAGE_RETURN = '/account/signed-in';

/** Clients that are ourselves. */
export function ownClient(id: string, issuer: string): AdapterPayload | undefined {
  if (id === INTROSPECTION_STAND_IN.client_id) return INTROSPECTION_STAND_IN;
  if (id !== ACCOUNT_PAGE_CLIENT_ID) return undefined;
  return {
    client_id: ACCOUNT_PAGE_CLIENT_ID,
    client_name: 'Your account',
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: [`${issuer}${ACCOUNT_PAGE_RETURN}`],
    verified: true,
  };
}
