import { ALL_PERMISSIONS } from '#src/roles/permissions.js';
import type { Hospital } from './hospital.js';
import { SmartApp } from './smart-app.js';

/** The client of the configuration that calls the API in tests. */
export const API_CLIENT = { clientId: 'provisioning', clientSecret: 'the-provisioning-scripts-own-secret' };

export const EVERY_API_SCOPE = ALL_PERMISSIONS.join(' ');

/** The entry of this client in the configuration. */
export const apiClientEntry = {
  ...API_CLIENT,
  tokenEndpointAuthMethod: 'client_secret_basic',
  grantTypes: ['client_credentials'],
  scope: EVERY_API_SCOPE,
};

/** An access token for the API. */
export async function apiToken(hospital: Hospital, scope = EVERY_API_SCOPE): Promise<string> {
  const { clientId, clientSecret } = API_CLIENT;
  const authorization = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
  const form = { grant_type: 'client_credentials', scope };
  const { body } = await new SmartApp(hospital).post('/token', form, { authorization });
  return body.access_token as string;
}

export interface ApiAnswer {
  status: number;
  headers: Headers;
  body: any;
}

/** Calls the API, with a JSON body unless a text is given. */
export function apiCaller(hospital: Hospital, token: string) {
  return async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer> => {
    const response = await fetch(`${hospital.issuer}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: typeof body === 'string' || body instanceof Buffer ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    };
  };
}
