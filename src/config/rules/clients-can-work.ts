import type { Rule } from './rule.js';

/** Registrations that could never get a token, or not safely. */
export const clientsCanWork: Rule = (settings, { errors }) => {
  settings.clients.forEach((client, index) => {
    const path = `clients[${index}]`;
    const asymmetric = client.tokenEndpointAuthMethod === 'private_key_jwt';
    if (asymmetric && (client.jwks === undefined) === (client.jwksUri === undefined)) {
      errors.push({ path, message: 'a private_key_jwt client needs exactly one of jwks and jwksUri' });
    }
    if (client.tokenEndpointAuthMethod === 'none' && client.grantTypes.includes('client_credentials')) {
      errors.push({
        path: `${path}.grantTypes`,
        message: 'client_credentials needs a client that authenticates (RFC 6749 section 4.4)',
      });
    }
    if (client.grantTypes.includes('authorization_code') && client.redirectUris.length === 0) {
      errors.push({
        path: `${path}.redirectUris`,
        message: 'must hold at least one address for a client that signs people in',
      });
    }
    if (client.mayIntrospect && client.tokenEndpointAuthMethod === 'none') {
      errors.push({
        path: `${path}.mayIntrospect`,
        message: 'needs a client that authenticates (RFC 7662 section 2.1)',
      });
    }
  });
};
