import type { Rule } from './rule.js';

/** RFC 7518 section 3.2: as many octets as the hash has. */
const SHORTEST_MAC_KEY = 32;

/** What every sign-in at a provider would fail for, and the settings show already. */
export const providersCanBeReached: Rule = (settings, { errors, warnings }) => {
  settings.externalIdentityProviders.identityProvider.forEach((provider, index) => {
    const path = `externalIdentityProviders.identityProvider[${index}]`;
    // With every endpoint written down people sign in without a discovery document, if there is none.
    if (provider.namesItsEndpoints) {
      const missing =
        'must be given: the other endpoints are written down, so no document has to be there, and';
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
        message: `is shorter than the ${SHORTEST_MAC_KEY} bytes that client_secret_jwt needs (RFC 7518 section 3.2)`,
      });
  });
};
