import type { Rule } from './rule.js';

/** If a client may only be used by people of an identity provider that does not exist, nobody can use it. */
export const restrictionsNameProviders: Rule = (settings, { errors, warnings }) => {
  const { identityProvider, databaseProviders } = settings.externalIdentityProviders;
  const known = new Set(identityProvider.map(({ scheme }) => scheme.toLowerCase()));
  settings.clients.forEach((client, index) => {
    client.identityProviders?.forEach((scheme, place) => {
      if (known.has(scheme.toLowerCase())) return;
      const path = `clients[${index}].identityProviders[${place}]`;
      // An identity provider with this scheme may be added to the database later.
      if (databaseProviders)
        warnings.push({
          path,
          message: `there is no provider ${scheme} in this file; nobody signs in there until the database has one (wardkey provider)`,
        });
      else errors.push({ path, message: `there is no provider ${scheme}` });
    });
  });
};
