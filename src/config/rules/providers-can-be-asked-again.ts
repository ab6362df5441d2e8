import type { Rule } from './rule.js';

/** To ask an identity provider later whether it still lets a person in, this server needs its refresh token. */
export const providersCanBeAskedAgain: Rule = (settings, { errors, warnings }) => {
  settings.externalIdentityProviders.identityProvider.forEach((provider, index) => {
    if (provider.revalidateMinutes === undefined) return;
    const path = `externalIdentityProviders.identityProvider[${index}].revalidateMinutes`;
    if (provider.responseType === 'id_token')
      errors.push({
        path,
        message:
          'requires responseType code: with id_token the identity provider issues no refresh token, with which this server would ask',
      });
    else if (provider.kind === 'google')
      warnings.push({
        path,
        message:
          'Google issues no refresh token to this server, so its people sign in and are never checked again',
      });
    else if (!provider.scope.split(' ').includes('offline_access'))
      warnings.push({
        path,
        message:
          'most identity providers issue a refresh token, with which this server asks later, only when scope contains offline_access; without it people sign in and are never checked again',
      });
  });
};
