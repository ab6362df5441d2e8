import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { Counterpart } from '#src/http/outgoing/egress.js';

/**
 * The counterpart of a request to an endpoint of an identity provider. The operator gave the origins that the settings
 * name. Any other origin comes from the identity provider’s discovery document, and must not lead to what only this
 * server can reach.
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
