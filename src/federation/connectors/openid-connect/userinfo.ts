import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { type Egress, EgressError, IDENTITY_PROVIDER_LIMITS } from '#src/http/egress.js';
import { FederationError, noUsableAnswer } from '../../errors.js';
import { counterpartOf } from '../../provider-counterpart.js';

/**
 * Reads the claims at a userinfo endpoint (OpenID Connect Core section 5.3).
 *
 * @param subject the ID token’s `sub`: an answer about anybody else is refused (section 5.3.2).
 * @throws FederationError
 */
export async function fetchUserinfo(
  egress: Egress,
  provider: IdentityProviderSettings,
  endpoint: string,
  accessToken: string,
  subject: string,
): Promise<Record<string, unknown>> {
  const refuse = (detail: string, cause?: unknown) =>
    new FederationError({ code: 'response_not_trusted', step: 'userinfo', detail, cause });
  let claims: unknown;
  try {
    const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' };
    const response = await egress.request(
      endpoint,
      counterpartOf(provider, endpoint),
      { headers },
      IDENTITY_PROVIDER_LIMITS,
    );
    if (response.status >= 500 || response.status === 429)
      throw noUsableAnswer('userinfo', `the userinfo endpoint answered ${response.status}`, undefined);
    if (response.status !== 200) throw refuse(`the userinfo endpoint answered ${response.status}`);
    claims = JSON.parse(response.text);
  } catch (cause) {
    if (cause instanceof EgressError) {
      throw noUsableAnswer('userinfo', 'the userinfo endpoint does not answer as it should', cause);
    }
    throw cause instanceof FederationError
      ? cause
      : refuse('the userinfo endpoint’s answer is not JSON', cause);
  }
  if (typeof claims !== 'object' || claims === null || Array.isArray(claims))
    throw refuse('the userinfo endpoint’s answer is not an object');
  if ((claims as { sub?: unknown }).sub !== subject)
    throw refuse('sub at the userinfo endpoint is not the ID token’s');
  return claims as Record<string, unknown>;
}
