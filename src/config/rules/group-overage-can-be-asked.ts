import { isGuid } from '../settings/validators.js';
import type { Rule } from './rule.js';

/** To ask Microsoft Graph, the registration must be able to authenticate, and the directory must be named. */
export const groupOverageCanBeAsked: Rule = (settings, { errors, warnings }) => {
  settings.externalIdentityProviders.identityProvider.forEach((provider, index) => {
    if (provider.groupOverage !== 'graph') return;
    const path = `externalIdentityProviders.identityProvider[${index}].groupOverage`;
    if (!provider.clientSecret && !provider.clientPrivateKey)
      errors.push({
        path,
        message: 'graph requires a clientSecret or a clientPrivateKey, with which this server asks',
      });
    const [first = ''] = new URL(provider.expectedIssuer).pathname.split('/').filter(Boolean);
    if (!isGuid(first) && provider.tenants.length === 0)
      errors.push({
        path,
        message: 'graph requires the directory id in the authority or issuer, or a list of tenants',
      });
    const names = (provider.autoProvisionFromSecurityGroup ?? []).filter((group) => !isGuid(group));
    if (names.length > 0)
      warnings.push({
        path,
        message: `this server asks Microsoft Graph by object id only, because any user may make a group of any name; ${names.join(', ')} will not be found`,
      });
  });
};
