import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { clientAuthentication } from '#src/http/client-authentication.js';
import { type Egress, IDENTITY_PROVIDER_LIMITS } from '#src/http/egress.js';
import { FederationError, noUsableAnswer } from '../../errors.js';
import { counterpartOf } from '../../provider-counterpart.js';

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
  const { clientId, clientSecret, clientPrivateKey: privateKey, clientAuthentication: method } = provider;
  const proof = await clientAuthentication({ method, clientId, clientSecret, privateKey }, tokenEndpoint);
  const body = new URLSearchParams({ grant_type: 'authorization_code', ...parameters, ...proof.parameters });
  const headers = {
    accept: 'application/json',
    'content-type': 'application/x-www-form-urlencoded',
    ...proof.headers,
  };
  let response;
  try {
    response = await egress.request(
      tokenEndpoint,
      counterpartOf(provider, tokenEndpoint),
      { method: 'POST', headers, body: body.toString() },
      IDENTITY_PROVIDER_LIMITS,
    );
  } catch (cause) {
    throw noUsableAnswer('token_exchange', 'the token endpoint does not answer as it should', cause);
  }
  const answer = parseObject(response.text);
  if (response.status !== 200 || !answer) {
    const error = typeof answer?.error === 'string' ? answer.error.slice(0, 64) : 'no OAuth error';
    throw new FederationError({
      code:
        response.status >= 500 || response.status === 429 ? 'provider_unreachable' : 'response_not_trusted',
      step: 'token_exchange',
      detail: `the token endpoint answered ${response.status} (${error})`,
    });
  }
  return answer;
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
