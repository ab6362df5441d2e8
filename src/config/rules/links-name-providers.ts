import type { Rule } from './rule.js';

/** `linkTo` must name existing identity providers, and not the identity provider itself. */
export const linksNameProviders: Rule = (settings, { errors, warnings }) => {
  const { identityProvider: providers, databaseProviders } = settings.externalIdentityProviders;
  providers.forEach((provider, index) => {
    provider.linkTo.forEach((scheme, place) => {
      const path = `externalIdentityProviders.identityProvider[${index}].linkTo[${place}]`;
      if (scheme === provider.scheme)
        errors.push({ path, message: 'names the identity provider itself; name only others, or remove it' });
      else if (!providers.some((one) => one.scheme === scheme)) {
        const message = `there is no identity provider ${scheme} (upper and lower case matter)`;
        // An identity provider with this scheme may be added to the database later.
        (databaseProviders ? warnings : errors).push({ path, message });
      }
    });
    if (provider.linkTo.length > 0 && provider.linking === 'oneTimeCode')
      warnings.push({
        path: `externalIdentityProviders.identityProvider[${index}].linkTo`,
        message: 'has no effect with linking: oneTimeCode, because accounts are then linked only by code',
      });
  });
};
