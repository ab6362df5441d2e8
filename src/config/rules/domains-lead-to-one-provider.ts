import { domainToASCII } from 'node:url';
import type { Rule } from './rule.js';

/** If two identity providers had the same e-mail domain, it would be unclear where its people sign in. */
export const domainsLeadToOneProvider: Rule = (settings, { errors }) => {
  const owners = new Map<string, string>();
  settings.externalIdentityProviders.identityProvider.forEach((provider, p) => {
    provider.domains.forEach((domain, d) => {
      const key = domainToASCII(domain);
      const path = `externalIdentityProviders.identityProvider[${p}].domains[${d}]`;
      const owner = owners.get(key);
      if (owner !== undefined)
        errors.push({
          path,
          message: `${domain} already leads to the identity provider ${owner}; name the domain only once`,
        });
      owners.set(key, provider.scheme);
    });
  });
};
