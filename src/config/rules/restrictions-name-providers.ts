import type { Rule } from './rule.js';

/** If a client may only be used by people of an identity provider that does not exist, no person can use it. */
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
          message: `there is no identity provider ${scheme} in this file; no person can sign in there until one is added to the database (wardkey provider add)`,
        });
      else errors.push({ path, message: `there is no identity provider ${scheme}` });
    });
  });
};
