import type { Rule } from './rule.js';

/** RFC 7518 section 3.2: the key must have at least as many octets as the hash. */
const SHORTEST_MAC_KEY = 32;

/** Finds settings for which every sign-in at an identity provider would fail. */
export const providersCanBeReached: Rule = (settings, { errors, warnings }) => {
  settings.externalIdentityProviders.identityProvider.forEach((provider, index) => {
    const path = `externalIdentityProviders.identityProvider[${index}]`;
    // When the settings name every endpoint, people sign in even if there is no discovery document.
    if (provider.namesItsEndpoints) {
      const missing =
        'must be set, because the other endpoints are set, so there may be no discovery document, and';
      if (provider.userinfo === 'always' && provider.userinfoEndpoint === undefined)
        errors.push({ path: `${path}.userinfoEndpoint`, message: `${missing} userinfo is always` });
      if (
        provider.pushedAuthorizationRequests === 'always' &&
        provider.pushedAuthorizationRequestEndpoint === undefined
      )
        errors.push({
          path: `${path}.pushedAuthorizationRequestEndpoint`,
          message: `${missing} pushedAuthorizationRequests is always`,
        });
    }
    if (
      provider.clientAuthentication === 'client_secret_jwt' &&
      Buffer.byteLength(provider.clientSecret ?? '') < SHORTEST_MAC_KEY
    )
      warnings.push({
        path: `${path}.clientSecret`,
        message: `is shorter than the ${SHORTEST_MAC_KEY} bytes that client_secret_jwt requires (RFC 7518 section 3.2)`,
      });
  });
};
