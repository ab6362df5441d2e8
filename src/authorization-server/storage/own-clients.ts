import { randomBytes } from 'node:crypto';
import type { AdapterPayload } from 'oidc-provider';

const STAND_IN = /^wardkey-internal-introspection(?::(?<fhirServer>[^:]*):(?<resource>[^:]*))?$/;
/** Exists in this process only. */
const STAND_IN_SECRET = randomBytes(32).toString('base64url');

/** Whose tokens may be asked about, by name. */
interface StandsFor {
  fhirServer?: string;
  resource?: string;
}

/**
 * The client that whoever introspects by access token appears as to the engine.
 *
 * @param reach absent means all.
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

/** Our own page for people who are not in an app: they sign in to it as to any other. */
export const ACCOUNT_PAGE_CLIENT_ID = 'wardkey-internal-account-page';

/** Where the browser comes back to, signed in. */
export const ACCOUNT_PAGE_RETURN = '/account/signed-in';

/** Clients that are ourselves. */
export function ownClient(id: string, issuer: string): AdapterPayload | undefined {
  const standIn = STAND_IN.exec(id);
  if (standIn)
    return introspectionStandIn(standIn.groups?.resource === undefined ? undefined : standIn.groups);
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
