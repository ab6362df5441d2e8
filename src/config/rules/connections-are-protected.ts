import { isLoopback } from '../settings/validators.js';
import type { Rule } from './rule.js';

/** Sign-ins and tokens over plain http can be read and changed on the way; only loopback is exempt. */
export const connectionsAreProtected =
  (production: boolean): Rule =>
  (settings, { errors, warnings }) => {
    const addresses: Array<[string, string | undefined]> = [['issuer', settings.issuer]];
    settings.externalIdentityProviders.identityProvider.forEach((provider, index) => {
      for (const key of [
        'authority',
        'issuer',
        'authorizationEndpoint',
        'tokenEndpoint',
        'jwksUri',
      ] as const) {
        addresses.push([`externalIdentityProviders.identityProvider[${index}].${key}`, provider[key]]);
      }
    });
    settings.fhirServers.forEach((server, index) =>
      addresses.push([`fhirServers[${index}].baseUrl`, server.baseUrl]),
    );
    settings.clients.forEach((client, index) =>
      addresses.push([`clients[${index}].jwksUri`, client.jwksUri]),
    );
    for (const [path, address] of addresses) {
      if (address === undefined || !address.toLowerCase().startsWith('http:') || isLoopback(new URL(address)))
        continue;
      (production ? errors : warnings).push({
        path,
        message: `${production ? 'must be' : 'will have to be'} https in production (http only on this machine itself); found ${address}`,
      });
    }
  };
