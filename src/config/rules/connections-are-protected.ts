import { isLoopback } from '../settings/validators.js';
import type { Rule } from './rule.js';

/** Sign-ins and tokens over plain http can be read and changed on the way. Only loopback addresses may use it. */
export const connectionsAreProtected: Rule = (settings, { errors, warnings }) => {
  const { production } = settings;
  const addresses: Array<[string, string | undefined]> = [['issuer', settings.issuer]];
  settings.externalIdentityProviders.identityProvider.forEach((provider, index) => {
    for (const key of [
      'authority',
      'issuer',
      'authorizationEndpoint',
      'tokenEndpoint',
      'jwksUri',
      'userinfoEndpoint',
      'pushedAuthorizationRequestEndpoint',
      'endSessionEndpoint',
    ] as const) {
      addresses.push([`externalIdentityProviders.identityProvider[${index}].${key}`, provider[key]]);
    }
  });
  addresses.push(['signingKeys.service.url', settings.signingKeys.service?.url]);
  settings.fhirServers.forEach((server, index) =>
    addresses.push([`fhirServers[${index}].baseUrl`, server.baseUrl]),
  );
  settings.clients.forEach((client, index) => {
    addresses.push([`clients[${index}].jwksUri`, client.jwksUri]);
    addresses.push([`clients[${index}].backchannelLogoutUri`, client.backchannelLogoutUri]);
    // RFC 9700 section 2.6: a code must not travel in clear text either. Native apps listen on loopback.
    client.redirectUris.forEach((uri, place) =>
      addresses.push([`clients[${index}].redirectUris[${place}]`, uri]),
    );
  });
  for (const [path, address] of addresses) {
    if (address === undefined || !address.toLowerCase().startsWith('http:')) continue;
    if (URL.canParse(address) && isLoopback(new URL(address))) continue;
    (production ? errors : warnings).push({
      path,
      message: `${production ? 'must be' : 'will have to be'} https in production (http only on this machine itself); found ${address}`,
    });
  }
};
