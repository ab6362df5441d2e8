import { canonicalAddress } from '#src/http/addresses/canonical-address.js';
import type { Rule } from './rule.js';

/** Two entries with the same name would make it unclear which identity provider, server or client is meant. */
export const namesAreUnique: Rule = (settings, { errors }) => {
  const lists: Array<[string, string, Array<string | undefined>]> = [
    ['fhirServers', 'name', settings.fhirServers.map((server) => server.name)],
    [
      'fhirServers',
      'baseUrl',
      settings.fhirServers.map(({ baseUrl }) => canonicalAddress(baseUrl.replace(/\/+$/, ''))),
    ],
    ['resources', 'name', settings.resources.map((resource) => resource.name)],
    ['scopes', 'name', settings.scopes.map((scope) => scope.name)],
    ['clients', 'clientId', settings.clients.map((client) => client.clientId)],
    [
      'externalIdentityProviders.identityProvider',
      'scheme',
      // Schemes stand in paths, and people may type paths in another case.
      settings.externalIdentityProviders.identityProvider.map((provider) => provider.scheme.toLowerCase()),
    ],
    [
      'externalIdentityProviders.identityProvider',
      'callbackPath',
      // If two identity providers had the same redirect URI, the answer of one could be taken for the other's (mix-up
      // attack, RFC 9700 4.4).
      settings.externalIdentityProviders.identityProvider.map((provider) => provider.callbackPath),
    ],
  ];
  for (const [list, key, values] of lists) {
    values.forEach((value, index) => {
      if (value === undefined) return;
      const first = values.indexOf(value);
      if (first !== index) {
        errors.push({
          path: `${list}[${index}].${key}`,
          message: `is the same as ${list}[${first}].${key}; each must be unique`,
        });
      }
    });
  }
  // A token must be for exactly one of them, and the administrators' API is one more.
  const taken = new Map([
    [canonicalAddress(`${settings.issuer}/api`), 'that of the administrators’ API'],
    ...settings.fhirServers.map(
      ({ baseUrl, name }) => [canonicalAddress(baseUrl), `that of the FHIR server ${name}`] as const,
    ),
  ]);
  settings.resources.forEach(({ identifier, name, scopes }, index) => {
    const address = canonicalAddress(identifier);
    const other = taken.get(address);
    const path = `resources[${index}]`;
    if (other !== undefined)
      errors.push({ path: `${path}.identifier`, message: `is ${other}; each must be unique` });
    taken.set(address, `that of the API ${name}`);
    const names = scopes.map((scope) => scope.name);
    if (new Set(names).size < names.length)
      errors.push({ path: `${path}.scopes`, message: 'must name each scope once' });
  });
  const defaults = settings.fhirServers.filter((server) => server.default);
  if (defaults.length > 1) {
    errors.push({
      path: 'fhirServers',
      message: `only one may be the default; found ${defaults.map((s) => s.name).join(', ')}`,
    });
  }
};
