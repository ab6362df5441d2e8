import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { newHandle } from '#src/crypto/handle.js';
import { FederationError } from '../../errors.js';
import type { ProviderMetadata } from './metadata/provider-metadata.js';
import type { LoginRequest } from '../connector.js';
import { type AskingClient, postAsClient, refusal, saysError } from './token-request.js';

/** Longer than any real `request_uri`. A longer address would not fit into a browser’s request either. */
const LONGEST_REQUEST_URI = 2048;

/**
 * The class of sign-in (`acr`) to ask the identity provider for. It is what the app asks for, as far as the identity
 * provider is known to support it, and what the settings ask for. Where the identity provider reads `claims`, an
 * essential class goes into `claims` only: the specification does not say what it means together with `acr_values`
 * (OpenID Connect Core 5.5.1.1).
 */
export function classToAskFor(
  provider: IdentityProviderSettings,
  metadata: Pick<ProviderMetadata, 'acr_values_supported' | 'claims_parameter_supported'>,
  asked: LoginRequest['acr'],
): { acrValues?: string; claims?: object } {
  const { acrValues, claimsParameter: claims, requiredAcr } = provider;
  const values = (asked?.values ?? []).filter(
    (value) =>
      metadata.acr_values_supported.includes(value) &&
      // This server would refuse any other class.
      (requiredAcr.length === 0 || requiredAcr.includes(value)),
  );
  if (values.length === 0) return { acrValues, claims };
  if (!asked!.essential) {
    const wished = (acrValues ?? '').split(' ').filter(Boolean);
    return { acrValues: [...new Set([...values, ...wished])].join(' '), claims };
  }
  if (!metadata.claims_parameter_supported) return { acrValues: values.join(' '), claims };
  const { id_token: inIdToken, ...rest } = (claims ?? {}) as { id_token?: object };
  return { claims: { ...rest, id_token: { ...inIdToken, acr: { essential: true, values } } } };
}

/**
 * The address to which the browser is sent: the authorization request with the parameters of the settings. The request
 * is pushed first where the identity provider requires it or the settings say so (RFC 9126).
 *
 * @param request the whole request as an address.
 * @throws FederationError
 */
export async function requestToSend(
  client: AskingClient,
  metadata: ProviderMetadata,
  request: string,
): Promise<string> {
  const { provider } = client;
  const url = new URL(request);
  for (const [name, value] of Object.entries(provider.authorizationParameters ?? {}))
    if (!url.searchParams.has(name)) url.searchParams.set(name, value as string);
  const isPushed =
    metadata.require_pushed_authorization_requests || provider.pushedAuthorizationRequests === 'always';
  return isPushed ? pushed(client, metadata, url) : url.href;
}

/**
 * Pushes a request that no browser will follow, to learn whether the identity provider accepts this server’s requests.
 *
 * @throws FederationError when it does not.
 */
export async function tryAuthorizationRequest(
  client: AskingClient,
  metadata: ProviderMetadata,
  redirectUri: string,
): Promise<void> {
  const { provider } = client;
  const request = new URL(metadata.authorization_endpoint);
  const isImplicit = provider.responseType === 'id_token';
  const parameters = {
    response_type: provider.responseType,
    client_id: provider.clientId,
    redirect_uri: redirectUri,
    scope: provider.scope,
    state: newHandle(),
    nonce: newHandle(),
    ...(isImplicit
      ? { response_mode: 'form_post' }
      : { code_challenge: newHandle(), code_challenge_method: 'S256' }),
  };
  for (const [name, value] of Object.entries(parameters)) request.searchParams.set(name, value);
  await requestToSend(client, metadata, request.href);
}

async function pushed(client: AskingClient, metadata: ProviderMetadata, request: URL): Promise<string> {
  const step = 'pushed_request';
  const refuse = (detail: string) => new FederationError({ code: 'response_not_trusted', step, detail });
  const endpoint = metadata.pushed_authorization_request_endpoint;
  if (endpoint === undefined)
    throw refuse(
      'requests must be pushed, but the identity provider has no pushed_authorization_request_endpoint',
    );
  const parameters = Object.fromEntries(request.searchParams);
  // RFC 9126 section 2: every server accepts the token endpoint’s address as audience.
  const audience = metadata.token_endpoint || metadata.issuer;
  const { status, answer } = await postAsClient(client, { endpoint, audience, step }, parameters);
  if ((status !== 201 && status !== 200) || saysError(answer)) throw refusal(status, answer, step);
  const requestUri = answer?.request_uri;
  if (typeof requestUri !== 'string' || requestUri === '' || requestUri.length > LONGEST_REQUEST_URI)
    throw refuse('the answer to the pushed request has no usable request_uri');
  const url = new URL(metadata.authorization_endpoint);
  url.searchParams.set('client_id', client.provider.clientId);
  url.searchParams.set('request_uri', requestUri);
  return url.href;
}
