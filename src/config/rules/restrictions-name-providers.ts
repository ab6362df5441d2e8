import type { Rule } from './rule.js';

/** A client that may only be reached by a provider which does not exist lets nobody in. */
export const restrictionsNameProviders: Rule = (settings, { errors, warnings }) => {
  const { identityProvider, databaseProviders } = settings.externalIdentityProviders;
  const known = new Set(identityProvider.map(({ scheme }) => scheme.toLowerCase()));
  settings.clients.forEach((client, index) => {
    client.identityProviders?.forEach((scheme, place) => {
      if (known.has(scheme.toLowerCase())) return;
      const path = `clients[${index}].identityProviders[${place}]`;
      // One of the database may bring the scheme later.
      if (databaseProviders)
        warnings.push({
          path,
          message: `there is no provider ${scheme} in this file; nobody signs in there until the database has one (wardkey provider)`,
        });
      else errors.push({ path, message: `there is no provider ${scheme}` });
    });
  });
};
