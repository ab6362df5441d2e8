import { domainToASCII } from 'node:url';
import { isOneAuthority } from '../one-authority.js';
import type { IdentityProviderSettings } from '../settings/identity-provider.settings.js';
import type { Rule } from './rule.js';

const LIST = 'externalIdentityProviders.identityProvider';

/**
 * With several identity providers, an e-mail address from one of them may name a person of another. So each must name
 * the domains for which it speaks. This holds for identity providers that are switched off, too: their accounts stay
 * and they may be switched on again.
 */
export const emailDomainsAreNamed: Rule = (settings, { errors, warnings }) => {
  const providers = settings.externalIdentityProviders.identityProvider;
  providers.forEach((provider, index) => {
    const uses = usesOfEmail(provider);
    if (uses.length === 0) return;
    if (provider.trustEmail === 'never') {
      if (searchesByEmail(provider))
        warnings.push({
          path: `${LIST}[${index}].fhirUserLookupClaimsMapping`,
          message: 'searches by e-mail address, but trustEmail is never, so no person is ever found',
        });
      return;
    }
    if (provider.trustEmailDomains.length > 0) return;
    if (providers.every((one) => isOneAuthority(one, provider))) return;
    errors.push({
      path: `${LIST}[${index}].trustEmailDomains`,
      message: `must name the e-mail domains for which ${provider.scheme} may vouch, because there are other identity providers and ${provider.scheme} recognises people by e-mail address (${uses.join(' and ')}); or remove email from these settings: ${uses.map((use) => WITHOUT_EMAIL[use](provider)).join(', ')}`,
    });
  });
  domainsAreShared(providers, errors);
};

type Use = 'accountMatch' | 'fhirUserLookupClaimsMapping';

const WITHOUT_EMAIL: Record<Use, (provider: IdentityProviderSettings) => string> = {
  accountMatch: ({ accountMatch }) =>
    `accountMatch: [${accountMatch.filter((key) => key !== 'email').join(', ')}]`,
  fhirUserLookupClaimsMapping: () => 'fhirUserLookupClaimsMapping by another claim',
};

/** The settings by which an e-mail address would identify a person. */
function usesOfEmail(provider: IdentityProviderSettings): Use[] {
  const matches = provider.linking === 'automatic' && provider.accountMatch.includes('email');
  return [
    ...(matches ? ['accountMatch' as const] : []),
    ...(searchesByEmail(provider) ? ['fhirUserLookupClaimsMapping' as const] : []),
  ];
}

function searchesByEmail({ fhirUserLookupClaimsMapping: mappings }: IdentityProviderSettings): boolean {
  return mappings.some(
    ({ searchParameterName: name, copySearchParameterValuesFromClaims: claims }) =>
      name === 'email' || claims.some((claim) => claim === 'email' || claim === '/email'),
  );
}

/** If two identity providers had the same domain, each could name the other’s people. */
function domainsAreShared(
  providers: readonly IdentityProviderSettings[],
  errors: Parameters<Rule>[1]['errors'],
): void {
  const owners = new Map<string, IdentityProviderSettings[]>();
  providers.forEach((provider, p) => {
    provider.trustEmailDomains.forEach((domain, d) => {
      const key = domainToASCII(domain);
      const before = owners.get(key) ?? [];
      const other = before.find(
        (one) =>
          one !== provider &&
          !isOneAuthority(one, provider) &&
          !(one.shareEmailDomains && provider.shareEmailDomains),
      );
      if (other)
        errors.push({
          path: `${LIST}[${p}].trustEmailDomains[${d}]`,
          message: `${domain} is also a domain of ${other.scheme}, so each could identify the other’s people; name it at only one of them, or set shareEmailDomains: true at both`,
        });
      owners.set(key, [...before, provider]);
    });
  });
}
