import type { Rule } from './rule.js';

/** To ask an identity provider later whether it still lets a person in, this server needs its refresh token. */
export const providersCanBeAskedAgain: Rule = (settings, { errors, warnings }) => {
  settings.externalIdentityProviders.identityProvider.forEach((provider, index) => {
    if (provider.revalidateMinutes === undefined) return;
    const path = `externalIdentityProviders.identityProvider[${index}].revalidateMinutes`;
    if (provider.responseType === 'id_token')
      errors.push({
        path,
        message: 'needs responseType code: with id_token the provider gives no refresh token to ask with',
      });
    else if (provider.kind === 'google')
      warnings.push({
        path,
        message: 'Google gives no refresh token here, so its people are let in and never asked about again',
      });
    else if (!provider.scope.split(' ').includes('offline_access'))
      warnings.push({
        path,
        message:
          'most providers give a refresh token, to ask with later, only where scope has offline_access; without one people are let in and never asked about again',
      });
  });
};
