import { decodeJwt } from 'jose';
import { newHandle } from '#src/crypto/handle.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { clientAuthentication } from '#src/http/outgoing/client-authentication.js';
import { type Egress, IDENTITY_PROVIDER_LIMITS } from '#src/http/outgoing/egress.js';
import { FederationError, noUsableAnswer } from '../../errors.js';
import type { StillThere } from '../connector.js';

import { counterpartOf } from '../../provider-counterpart.js';
import { type ProviderRefusal, providerRefusal } from './provider-refusal.js';

/** Where something is asked in our client’s name, by the step of a login that it is. */
const ENDPOINTS = {
  token_exchange: 'token endpoint',
  pushed_request: 'pushed authorization request endpoint',
};
type AskingStep = keyof typeof ENDPOINTS;

/** Longer than any provider’s; Entra’s are about 2 kB. */
const LONGEST_REFRESH_TOKEN = 16 * 1024;

/**
 * Redeems an authorization code at the provider (RFC 6749 section 4.1.3, RFC 7636 section 4.5).
 *
 * @returns the token response, a JSON object.
 * @throws FederationError when the provider does not answer, refuses the code, or answers something else.
 */
export async function redeemCode(
  egress: Egress,
  provider: IdentityProviderSettings,
  tokenEndpoint: string,
  parameters: { code: string; redirect_uri: string; code_verifier: string },
): Promise<Record<string, unknown>> {
  const asked = { grant_type: 'authorization_code', ...parameters };
  const { status, answer } = await postAsClient(egress, provider, toToken(tokenEndpoint), asked);
  if (status !== 200 || !answer || saysError(answer)) throw refusal(status, answer);
  return answer;
}

/**
 * Whether the provider knows us by the client authentication of the settings, found by a code that nobody gave: who is
 * known is told `invalid_grant`, who is not `invalid_client` (RFC 6749 section 5.2).
 *
 * @returns `known`, or what it answered: `refused` when it is about us, `unclear` when it may be about anything.
 * @throws FederationError when it does not answer.
 */
export async function tryClientAuthentication(
  egress: Egress,
  provider: IdentityProviderSettings,
  tokenEndpoint: string,
  redirectUri: string,
): Promise<'known' | { refused: string } | { unclear: string }> {
  const asked = {
    grant_type: 'authorization_code',
    code: newHandle(),
    redirect_uri: redirectUri,
    code_verifier: newHandle(),
  };
  const { status, answer } = await postAsClient(egress, provider, toToken(tokenEndpoint), asked);
  const { code, detail } = refusal(status, answer);
  const isAboutUs =
    status === 401 || answer?.error === 'invalid_client' || answer?.error === 'unauthorized_client';
  if (answer?.error === 'invalid_grant') return code === 'request_refused' ? { refused: detail! } : 'known';
  return isAboutUs ? { refused: detail! } : { unclear: detail! };
}

/**
 * Asks the provider for new tokens (RFC 6749 section 6), only to learn whether it still gives any.
 *
 * @throws FederationError when it does not answer, or refuses for a reason that is ours and not the person’s.
 */
export async function refreshUpstream(
  egress: Egress,
  provider: IdentityProviderSettings,
  tokenEndpoint: string,
  { refreshToken, subject }: { refreshToken: string; subject: string },
): Promise<StillThere> {
  const asked = { grant_type: 'refresh_token', refresh_token: refreshToken };
  const { status, answer } = await postAsClient(egress, provider, toToken(tokenEndpoint), asked);
  if (status !== 200 || typeof answer?.access_token !== 'string' || saysError(answer)) {
    const refused = refusal(status, answer);
    // Also said of a wrong secret, or of a consent that an administrator has to give again.
    const isAboutUs = refused.code === 'request_refused' || refused.code === 'provider_unreachable';
    if (answer?.error === 'invalid_grant' && !isAboutUs) return { still: false };
    throw refused;
  }
  // OpenID Connect Core section 12.2: a new ID token is about the same person.
  if (isAboutSomebodyElse(answer.id_token, subject))
    throw new FederationError({
      code: 'response_not_trusted',
      step: 'token_exchange',
      detail: 'sub of the new ID token is another one',
    });
  return { still: true, refreshToken: usableRefreshToken(answer) };
}

/** Read without its signature: it comes from the provider itself (OpenID Connect Core section 3.1.3.7). */
function isAboutSomebodyElse(idToken: unknown, subject: string): boolean {
  // An encrypted one is not opened for this.
  if (typeof idToken !== 'string' || idToken.split('.').length !== 3) return false;
  try {
    return decodeJwt(idToken).sub !== subject;
  } catch {
    return true;
  }
}

/** The refresh token of a token response, if it has one that can be kept. */
export function usableRefreshToken({ refresh_token: token }: Record<string, unknown>): string | undefined {
  return typeof token === 'string' && token !== '' && token.length <= LONGEST_REFRESH_TOKEN
    ? token
    : undefined;
}

/** Where we ask, and how we say that it is us. */
interface Asking {
  endpoint: string;
  /** Whom a client assertion is for. */
  audience: string;
  step: AskingStep;
}

function toToken(endpoint: string): Asking {
  return { endpoint, audience: endpoint, step: 'token_exchange' };
}

/**
 * Posts a form to the provider, and proves who we are.
 *
 * @returns the status and the JSON object of the answer, if it is one.
 * @throws FederationError when there is no answer.
 */
export async function postAsClient(
  egress: Egress,
  provider: IdentityProviderSettings,
  { endpoint, audience, step }: Asking,
  parameters: Record<string, string>,
): Promise<{ status: number; answer: Record<string, unknown> | undefined }> {
  const { clientId, clientSecret, clientPrivateKey: privateKey, clientAuthentication: method } = provider;
  // The implicit flow needs no secret; without one there is only our name to say.
  const hasProof = method === 'private_key_jwt' || clientSecret !== undefined;
  const proof = hasProof
    ? await clientAuthentication({ method, clientId, clientSecret, privateKey }, audience)
    : { headers: {}, parameters: { client_id: clientId } };
  const body = new URLSearchParams({ ...parameters, ...proof.parameters });
  const headers = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    ...proof.headers,
  };
  let response;
  try {
    response = await egress.request(
      endpoint,
      counterpartOf(provider, endpoint),
      { method: 'POST', headers, body: body.toString() },
      IDENTITY_PROVIDER_LIMITS,
    );
  } catch (cause) {
    throw noUsableAnswer(step, `the ${ENDPOINTS[step]} does not answer as it should`, cause);
  }
  return { status: response.status, answer: parseObject(response.text) };
}

/** Whether an answer is an OAuth error. Some providers give theirs the status of a good one. */
export function saysError(answer: Record<string, unknown> | undefined): boolean {
  return typeof answer?.error === 'string' && answer.error !== '';
}

/** What an answer without what was asked for means. Nobody is there to cancel anything: a no is about the person. */
export function refusal(
  status: number,
  answer: Record<string, unknown> | undefined,
  step: AskingStep = 'token_exchange',
): FederationError {
  const { said, ...refused }: ProviderRefusal = saysError(answer)
    ? providerRefusal(answer!.error as string, answer!.error_description, answer!.error_codes)
    : { code: 'response_not_trusted', said: 'no OAuth error', cancelled: false };
  const { cancelled } = refused;
  // Who is not known is told so (RFC 6749 section 5.2), in whichever words; a code that is not good is another matter.
  const isUnknownClient = status === 401 && answer?.error !== 'invalid_grant' && isVague(refused);
  const code = refused.code === 'provider_denied' && !cancelled ? 'person_refused' : refused.code;
  const isBusy = status >= 500 || status === 429;
  return new FederationError({
    code: isBusy ? 'provider_unreachable' : isUnknownClient ? 'request_refused' : code,
    step,
    detail: `the ${ENDPOINTS[step]} answered ${status} (${said})`,
    cancelled,
  });
}

/** A no without a reason, or one that nobody knows. */
function isVague({ code, cancelled }: Pick<ProviderRefusal, 'code' | 'cancelled'>): boolean {
  return code === 'response_not_trusted' || (code === 'provider_denied' && !cancelled);
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
