import { domainToASCII } from 'node:url';
import type { Rule } from './rule.js';

/** One e-mail domain on two providers would make where its people sign in a guess. */
export const domainsLeadToOneProvider: Rule = (settings, { errors }) => {
  const owners = new Map<string, string>();
  settings.externalIdentityProviders.identityProvider.forEach((provider, p) => {
    provider.domains.forEach((domain, d) => {
      const key = domainToASCII(domain);
      const path = `externalIdentityProviders.identityProvider[${p}].domains[${d}]`;
      const owner = owners.get(key);
      if (owner !== undefined)
        errors.push({ path, message: `${domain} leads to the provider ${owner} already; name it once` });
      owners.set(key, provider.scheme);
    });
  });
};
