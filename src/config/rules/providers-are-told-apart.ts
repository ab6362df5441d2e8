import { isAllowedValue } from '../allowed-values.js';
import { isOneAuthority } from '../one-authority.js';
import type { FhirUserLookupSettings } from '../settings/claim-mapping.settings.js';
import type { IdentityProviderSettings } from '../settings/identity-provider.settings.js';
import type { Rule } from './rule.js';

const LIST = 'externalIdentityProviders.identityProvider';

/**
 * What two providers say about who somebody is in the same words, each without a limit: then each may name the other’s
 * people. That may be meant, so it is told and not refused.
 */
export const providersAreToldApart: Rule = (settings, { warnings }) => {
  const providers = settings.externalIdentityProviders.identityProvider;
  const byClaim = settings.fhirUser.precedence.includes('claim');
  providers.forEach((provider, index) => {
    for (const other of providers.slice(0, index).filter((one) => !isOneAuthority(one, provider))) {
      const names = `${other.scheme} and ${provider.scheme}`;
      if (isOfOneIssuer(provider, other))
        warnings.push({
          path: `${LIST}[${index}].authority`,
          message: `${names} speak for the same issuer, but their keys are found at different places: whoever holds either key can sign in as anybody there`,
        });
      provider.fhirUserLookupClaimsMapping.forEach((mapping, m) => {
        if (!other.fhirUserLookupClaimsMapping.some((its) => saysTheSame(mapping, its, provider, other)))
          return;
        warnings.push({
          path: `${LIST}[${index}].fhirUserLookupClaimsMapping[${m}]`,
          message: `${names} both search people by ${whatIsSearched(mapping)}, so each may name people of the other; limit each to its own values (allowedValues)`,
        });
      });
      if (byClaim && overlap(fhirUserLimits(provider), fhirUserLimits(other)))
        warnings.push({
          path: `${LIST}[${index}].userClaimsFromIdToken`,
          message: `${names} both say by a claim who somebody is (copyAs: fhirUser), so each may name people of the other; limit each to its own (allowedValues)`,
        });
    }
  });
};

function saysTheSame(
  one: FhirUserLookupSettings,
  other: FhirUserLookupSettings,
  oneProvider: IdentityProviderSettings,
  otherProvider: IdentityProviderSettings,
): boolean {
  if (one.searchParameterName !== other.searchParameterName) return false;
  const [system, otherSystem] = [systemOf(one), systemOf(other)];
  // Without a system the value is searched in every one.
  if (system !== undefined && otherSystem !== undefined && system !== otherSystem) return false;
  // An address counts within the provider’s domains only, and those are shared only where both say so.
  if (one.searchParameterName === 'email')
    return oneProvider.shareEmailDomains && otherProvider.shareEmailDomains;
  return overlap([one.allowedValues], [other.allowedValues]);
}

/** The identifier system, where the template fixes one. */
function systemOf({ searchParameterValueTemplate = '' }: FhirUserLookupSettings): string | undefined {
  const bar = searchParameterValueTemplate.indexOf('|');
  return bar < 0 ? undefined : searchParameterValueTemplate.slice(0, bar);
}

function whatIsSearched(mapping: FhirUserLookupSettings): string {
  return [mapping.searchParameterName, systemOf(mapping)].filter(Boolean).join(' ');
}

function isOfOneIssuer(one: IdentityProviderSettings, other: IdentityProviderSettings): boolean {
  if (one.expectedIssuer !== other.expectedIssuer) return false;
  const { tenants } = other;
  return one.tenants.length === 0 || one.tenants.some((tenant) => tenants.includes(tenant));
}

type Limit = string[] | undefined;

/** What a provider may name by its claim; nothing where it keeps none as fhirUser. */
function fhirUserLimits({ userClaimsFromIdToken }: IdentityProviderSettings): Limit[] {
  return userClaimsFromIdToken
    .filter(({ key, copyAs }) => (copyAs ?? key) === 'fhirUser')
    .map(({ allowedValues }) => allowedValues);
}

/** Whether some value may be within both; told only where it is plain: no limit, or one that is within the other. */
function overlap(ones: Limit[], others: Limit[]): boolean {
  return ones.some((one) =>
    others.some(
      (other) =>
        one === undefined ||
        other === undefined ||
        one.some((value) => isAllowedValue(value, other)) ||
        other.some((value) => isAllowedValue(value, one)),
    ),
  );
}
