import { isAllowedValue } from '../allowed-values.js';
import { isOneAuthority } from '../one-authority.js';
import type { FhirUserLookupSettings } from '../settings/claim-mapping.settings.js';
import type { IdentityProviderSettings } from '../settings/identity-provider.settings.js';
import type { Rule } from './rule.js';

const LIST = 'externalIdentityProviders.identityProvider';

/**
 * Finds two identity providers that identify people by the same values, each without a limit. Each may then identify
 * the other’s people. That may be intended, so it is a warning and not an error.
 */
export const identityProvidersDoNotOverlap: Rule = (settings, { warnings }) => {
  const providers = settings.externalIdentityProviders.identityProvider;
  const byClaim = settings.fhirUser.precedence.includes('claim');
  providers.forEach((provider, index) => {
    for (const other of providers.slice(0, index).filter((one) => !isOneAuthority(one, provider))) {
      const names = `${other.scheme} and ${provider.scheme}`;
      if (isOfOneIssuer(provider, other))
        warnings.push({
          path: `${LIST}[${index}].authority`,
          message: `${names} have the same issuer, but get their keys from different addresses: the owner of either key can sign in as any person of that issuer`,
        });
      provider.fhirUserLookupClaimsMapping.forEach((mapping, m) => {
        if (!other.fhirUserLookupClaimsMapping.some((its) => saysTheSame(mapping, its, provider, other)))
          return;
        warnings.push({
          path: `${LIST}[${index}].fhirUserLookupClaimsMapping[${m}]`,
          message: `${names} both search people by ${whatIsSearched(mapping)}, so each can identify people of the other; limit each to its own values (allowedValues)`,
        });
      });
      if (byClaim && overlap(fhirUserLimits(provider), fhirUserLimits(other)))
        warnings.push({
          path: `${LIST}[${index}].userClaimsFromIdToken`,
          message: `${names} both name the FHIR resource of a person by a claim (copyAs: fhirUser), so each can identify people of the other; limit each to its own values (allowedValues)`,
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
  // Without a system, the value is searched in all systems.
  if (system !== undefined && otherSystem !== undefined && system !== otherSystem) return false;
  // An e-mail address counts only within the identity provider’s domains, and two share a domain only when both say so.
  if (one.searchParameterName === 'email')
    return oneProvider.shareEmailDomains && otherProvider.shareEmailDomains;
  return overlap([one.allowedValues], [other.allowedValues]);
}

/** The identifier system, when the template fixes one. */
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

/** Which resources an identity provider may name by a claim. Empty when no claim is kept as fhirUser. */
function fhirUserLimits({ userClaimsFromIdToken }: IdentityProviderSettings): Limit[] {
  return userClaimsFromIdToken
    .filter(({ key, copyAs }) => (copyAs ?? key) === 'fhirUser')
    .map(({ allowedValues }) => allowedValues);
}

/**
 * Whether a value may be within both limits. True only in clear cases: there is no limit, or a value of one is within
 * the other.
 */
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
