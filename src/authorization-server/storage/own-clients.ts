import { randomBytes } from 'node:crypto';
import type { AdapterPayload } from 'oidc-provider';
import { ALL_PERMISSIONS } from '#src/roles/permissions.js';
import { WORDS } from '#src/words/languages.js';

const STAND_IN = /^wardkey-internal-introspection(?::(?<fhirServer>[^:]*):(?<resource>[^:]*))?$/;
/** Random per process, and never stored. */
const STAND_IN_SECRET = randomBytes(32).toString('base64url');

/** The names of the resource servers whose tokens may be introspected. */
interface StandsFor {
  fhirServer?: string;
  resource?: string;
}

/**
 * The internal client by which the engine sees a caller that introspects with an access token.
 *
 * @param reach the resource servers whose tokens may be introspected; absent means all.
 */
export function introspectionStandIn(reach?: StandsFor) {
  const names = reach ? `:${reach.fhirServer ?? ''}:${reach.resource ?? ''}` : '';
  return {
    client_id: `wardkey-internal-introspection${names}`,
    client_secret: STAND_IN_SECRET,
    token_endpoint_auth_method: 'client_secret_basic',
    grant_types: [],
    response_types: [],
    redirect_uris: [],
    ...(reach
      ? {
          may_introspect: true,
          ...(reach.fhirServer ? { fhir_server: reach.fhirServer } : {}),
          ...(reach.resource ? { resource: reach.resource } : {}),
        }
      : { may_introspect: 'all' }),
  } satisfies AdapterPayload;
}

/** This server’s own page for people who are not in an app. They sign in to it as to any other client. */
export const ACCOUNT_PAGE_CLIENT_ID = 'wardkey-internal-account-page';

/** Where the browser comes back to after the sign-in. */
export const ACCOUNT_PAGE_RETURN = '/account/signed-in';

/** The page of administrators. It signs in here as any other app in a browser does, and calls the API with its tokens. */
export const ADMIN_PAGE_CLIENT_ID = 'wardkey-admin';

/** Where the browser comes back to after the sign-in. */
export const ADMIN_PAGE_RETURN = '/admin/signed-in';

/** The clients that are part of this server. */
export function ownClient(id: string, issuer: string): AdapterPayload | undefined {
  const standIn = STAND_IN.exec(id);
  if (standIn)
    return introspectionStandIn(standIn.groups?.resource === undefined ? undefined : standIn.groups);
  if (id === ADMIN_PAGE_CLIENT_ID)
    return {
      client_id: ADMIN_PAGE_CLIENT_ID,
      client_name: WORDS.pages.adminPage,
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [`${issuer}${ADMIN_PAGE_RETURN}`],
      post_logout_redirect_uris: [`${issuer}/admin/`],
      smart_scope: ['openid', 'online_access', ...ALL_PERMISSIONS].join(' '),
      verified: true,
    };
  if (id !== ACCOUNT_PAGE_CLIENT_ID) return undefined;
  return {
    client_id: ACCOUNT_PAGE_CLIENT_ID,
    client_name: WORDS.pages.accountPage,
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code'],
    response_types: ['code'],
    redirect_uris: [`${issuer}${ACCOUNT_PAGE_RETURN}`],
    verified: true,
  };
}
