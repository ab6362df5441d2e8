import { type LaunchState, type SmartClient } from './smart-client.js';

/** What happened when the app ended its access. */
export interface AccessEnd {
  /** Answer of the revocation endpoint, by kind of token. */
  revocations: { token: string; status: number }[];
  /** The token endpoint's answer to the revoked refresh token. */
  refresh?: { status: number; error?: string };
  /** The FHIR server's answer to the revoked access token. */
  read: { status: number };
  /** Where the person sees which apps have access. */
  managementEndpoint?: string;
}

/**
 * Revokes the app's tokens (RFC 7009) and then tries to use them, to show that no server accepts them any more.
 * @throws Error when the authorization server offers no revocation
 */
export async function endAccess({ state }: SmartClient): Promise<AccessEnd> {
  const { serverUrl, tokenResponse, clientId, tokenUri } = state;
  const { revocation, management } = await endpoints(serverUrl);
  const revocations = [];
  for (const kind of ['refresh_token', 'access_token'] as const) {
    const token = tokenResponse[kind];
    if (!token) continue;
    const response = await post(revocation, { token, token_type_hint: kind, client_id: clientId });
    revocations.push({ token: kind, status: response.status });
  }
  const read = await fetch(`${serverUrl}/Patient/${tokenResponse.patient ?? ''}`, {
    headers: { authorization: `Bearer ${tokenResponse.access_token ?? ''}` },
  });
  return {
    revocations,
    refresh: await tryRefresh(tokenResponse, tokenUri, clientId),
    read: { status: read.status },
    ...(management ? { managementEndpoint: management } : {}),
  };
}

async function tryRefresh(
  { refresh_token }: LaunchState['tokenResponse'],
  tokenUri: string | undefined,
  client_id: string,
): Promise<AccessEnd['refresh']> {
  if (!refresh_token || !tokenUri) return undefined;
  const response = await post(tokenUri, { grant_type: 'refresh_token', refresh_token, client_id });
  const body = (await response.json().catch(() => ({}))) as { error?: string };
  return { status: response.status, ...(body.error ? { error: body.error } : {}) };
}

async function endpoints(serverUrl: string): Promise<{ revocation: string; management?: string }> {
  const response = await fetch(`${serverUrl}/.well-known/smart-configuration`);
  const { revocation_endpoint: revocation, management_endpoint: management } =
    (await response.json()) as Partial<Record<string, string>>;
  if (!revocation) throw new Error('The authorization server offers no way to revoke access');
  return { revocation, ...(management ? { management } : {}) };
}

const post = (url: string, body: Record<string, string>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(body) });
