import { decodeJwt } from 'jose';
import type { Clock } from '#src/clock/clock.js';
import { newHandle } from '#src/crypto/handle.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { clientAuthentication } from '#src/http/outgoing/client-authentication.js';
import { type Egress, IDENTITY_PROVIDER_LIMITS } from '#src/http/outgoing/egress.js';
import { FederationError, noUsableAnswer } from '../../errors.js';
import type { RevalidationResult } from '../connector.js';

import { counterpartOf } from '../../provider-counterpart.js';
import { type ProviderRefusal, providerRefusal } from './provider-refusal.js';

/** This server as the client of an identity provider. */
export interface AskingClient {
  egress: Egress;
  provider: IdentityProviderSettings;
  clock: Clock;
}

/** The endpoints that this server asks as a client, by the step of a login. */
const ENDPOINTS = {
  token_exchange: 'token endpoint',
  pushed_request: 'pushed authorization request endpoint',
};
type AskingStep = keyof typeof ENDPOINTS;

/** Longer than any real one; Entra’s are about 2 kB. */
const LONGEST_REFRESH_TOKEN = 16 * 1024;

/**
 * Redeems an authorization code at the identity provider (RFC 6749 section 4.1.3, RFC 7636 section 4.5).
 *
 * @returns the token response, a JSON object.
 * @throws FederationError when the identity provider does not answer, refuses the code, or answers something else.
 */
export async function redeemCode(
  client: AskingClient,
  tokenEndpoint: string,
  parameters: { code: string; redirect_uri: string; code_verifier: string },
): Promise<Record<string, unknown>> {
  const asked = { grant_type: 'authorization_code', ...parameters };
  const { status, answer } = await postAsClient(client, toToken(tokenEndpoint), asked);
  if (status !== 200 || !answer || saysError(answer)) throw refusal(status, answer);
  return answer;
}

/**
 * Tests whether the identity provider accepts the client authentication of the settings. It sends an invented code: a
 * client that is known gets `invalid_grant`, one that is not gets `invalid_client` (RFC 6749 section 5.2).
 *
 * @returns `known`; or the answer: `refused` when it is about this client, `unclear` when it may be about anything.
 * @throws FederationError when the identity provider does not answer.
 */
export async function tryClientAuthentication(
  client: AskingClient,
  tokenEndpoint: string,
  redirectUri: string,
): Promise<'known' | { refused: string } | { unclear: string }> {
  const asked = {
    grant_type: 'authorization_code',
    code: newHandle(),
    redirect_uri: redirectUri,
    code_verifier: newHandle(),
  };
  const { status, answer } = await postAsClient(client, toToken(tokenEndpoint), asked);
  const { code, detail } = refusal(status, answer);
  const isAboutUs =
    status === 401 || answer?.error === 'invalid_client' || answer?.error === 'unauthorized_client';
  if (answer?.error === 'invalid_grant') return code === 'request_refused' ? { refused: detail! } : 'known';
  return isAboutUs ? { refused: detail! } : { unclear: detail! };
}

/**
 * Asks the identity provider for new tokens (RFC 6749 section 6), only to learn whether it still gives any.
 *
 * @throws FederationError when it does not answer, or refuses for a reason that concerns this client and not the
 * person.
 */
export async function refreshUpstream(
  client: AskingClient,
  tokenEndpoint: string,
  { refreshToken, subject }: { refreshToken: string; subject: string },
): Promise<RevalidationResult> {
  const asked = { grant_type: 'refresh_token', refresh_token: refreshToken };
  const { status, answer } = await postAsClient(client, toToken(tokenEndpoint), asked);
  if (status !== 200 || typeof answer?.access_token !== 'string' || saysError(answer)) {
    const refused = refusal(status, answer);
    // `invalid_grant` is also the answer to a wrong secret, or to a consent that an administrator has to give again.
    const isAboutUs = refused.code === 'request_refused' || refused.code === 'provider_unreachable';
    if (answer?.error === 'invalid_grant' && !isAboutUs) return { still: false };
    throw refused;
  }
  // OpenID Connect Core section 12.2: a new ID token must be about the same person.
  if (isAboutAnotherPerson(answer.id_token, subject))
    throw new FederationError({
      code: 'response_not_trusted',
      step: 'token_exchange',
      detail: 'sub of the new ID token is another person’s',
    });
  return { still: true, refreshToken: usableRefreshToken(answer) };
}

/**
 * Whether a new ID token is about another person. It is read without its signature, because it comes directly from the
 * identity provider (OpenID Connect Core section 3.1.3.7).
 */
function isAboutAnotherPerson(idToken: unknown, subject: string): boolean {
  // An encrypted token is not decrypted for this check.
  if (typeof idToken !== 'string' || idToken.split('.').length !== 3) return false;
  try {
    return decodeJwt(idToken).sub !== subject;
  } catch {
    return true;
  }
}

/** The refresh token of a token response, if there is one that can be stored. */
export function usableRefreshToken({ refresh_token: token }: Record<string, unknown>): string | undefined {
  return typeof token === 'string' && token !== '' && token.length <= LONGEST_REFRESH_TOKEN
    ? token
    : undefined;
}

/** Which endpoint is asked, and how this client authenticates there. */
interface Asking {
  endpoint: string;
  /** The audience of a client assertion. */
  audience: string;
  step: AskingStep;
}

function toToken(endpoint: string): Asking {
  return { endpoint, audience: endpoint, step: 'token_exchange' };
}

/**
 * Posts a form to the identity provider and authenticates as its client.
 *
 * @returns the status and the JSON object of the answer, if it is one.
 * @throws FederationError when there is no answer.
 */
export async function postAsClient(
  { egress, provider, clock }: AskingClient,
  { endpoint, audience, step }: Asking,
  parameters: Record<string, string>,
): Promise<{ status: number; answer: Record<string, unknown> | undefined }> {
  const { clientId, clientSecret, clientPrivateKey: privateKey, clientAuthentication: method } = provider;
  // The implicit flow needs no secret. Without a secret this server sends only its client id.
  const hasProof = method === 'private_key_jwt' || clientSecret !== undefined;
  const proof = hasProof
    ? await clientAuthentication(
        { method, clientId, clientSecret, privateKey, settings: provider },
        audience,
        clock.epoch(),
      )
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
    throw noUsableAnswer(step, `the ${ENDPOINTS[step]} gives no usable answer`, cause);
  }
  return { status: response.status, answer: parseObject(response.text) };
}

/** Whether an answer is an OAuth error. Some identity providers send errors with the status of a success. */
export function saysError(answer: Record<string, unknown> | undefined): boolean {
  return typeof answer?.error === 'string' && answer.error !== '';
}

/** What a refused answer means. No person is there who could cancel, so `access_denied` is about the person. */
export function refusal(
  status: number,
  answer: Record<string, unknown> | undefined,
  step: AskingStep = 'token_exchange',
): FederationError {
  const { said, ...refused }: ProviderRefusal = saysError(answer)
    ? providerRefusal(answer!.error as string, answer!.error_description, answer!.error_codes)
    : { code: 'response_not_trusted', said: 'no OAuth error', cancelled: false };
  const { cancelled } = refused;
  // A client that is not known gets 401, with whatever error (RFC 6749 section 5.2). A code that is not valid is
  // another matter.
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

/** A refusal without a reason, or with an unknown one. */
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
