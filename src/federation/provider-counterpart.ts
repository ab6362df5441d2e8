import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { Counterpart } from '#src/http/outgoing/egress.js';

/**
 * Whom a request to an endpoint of a provider is to. The origins that its settings name were given by the operator; any
 * other was given by the provider, in its discovery document, and may not lead to what only we can reach.
 */
export function counterpartOf(provider: IdentityProviderSettings, endpoint: string): Counterpart {
  const { origin } = new URL(endpoint);
  const inSettings = [
    provider.authority,
    provider.issuer,
    provider.authorizationEndpoint,
    provider.tokenEndpoint,
    provider.jwksUri,
    provider.userinfoEndpoint,
    provider.pushedAuthorizationRequestEndpoint,
  ].some((address) => address !== undefined && URL.canParse(address) && new URL(address).origin === origin);
  return {
    purpose: 'identity-provider',
    owner: provider.scheme,
    givenBy: inSettings ? 'operator' : 'others',
  };
}
