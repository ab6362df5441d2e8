import type { Rule } from './rule.js';

/** `linkTo` must name existing identity providers, and not the identity provider itself. */
export const linksNameProviders: Rule = (settings, { errors, warnings }) => {
  const { identityProvider: providers, databaseProviders } = settings.externalIdentityProviders;
  providers.forEach((provider, index) => {
    provider.linkTo.forEach((scheme, place) => {
      const path = `externalIdentityProviders.identityProvider[${index}].linkTo[${place}]`;
      if (scheme === provider.scheme)
        errors.push({ path, message: 'names the provider itself; name others, or remove it' });
      else if (!providers.some((one) => one.scheme === scheme)) {
        const message = `there is no provider ${scheme} (schemes are compared letter by letter)`;
        // An identity provider with this scheme may be added to the database later.
        (databaseProviders ? warnings : errors).push({ path, message });
      }
    });
    if (provider.linkTo.length > 0 && provider.linking === 'oneTimeCode')
      warnings.push({
        path: `externalIdentityProviders.identityProvider[${index}].linkTo`,
        message: 'does nothing with linking: oneTimeCode, where accounts are linked by code only',
      });
  });
};
