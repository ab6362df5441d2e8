import { isAllowedValue } from '#src/config/allowed-values.js';
import { placeholdersOf } from '#src/config/lookup-template.js';
import type { FhirUserLookupSettings } from '#src/config/settings/claim-mapping.settings.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { SearchTerm } from '#src/fhir-user/search-builder.js';
import { readText } from './claim-reference.js';

/**
 * Claims in which identity providers send addresses, or names that look like addresses and that people can often choose
 * themselves.
 */
const ADDRESS_CLAIMS = ['email', 'emails', 'mail', 'mails', 'upn', 'preferred_username', 'unique_name'];

/** Whether a claim usually holds an address. The reference is its name, or a pointer into a list of addresses. */
export function isAddressClaim(reference: string): boolean {
  const names = reference.toLowerCase().split('/');
  return ADDRESS_CLAIMS.includes(names.findLast((name) => !/^\d+$/.test(name)) ?? '');
}

/**
 * The e-mail addresses that a search would use: the values of address claims in any search parameter; the value of the
 * parameter `email`; and any other value with an @. An identifier from another claim that only looks like an address
 * (`eduperson_principal_name`) does not count.
 *
 * @param terms one for each mapping in the settings, in the same order.
 */
export function addressesIn(
  terms: readonly SearchTerm[],
  claims: Record<string, unknown>,
  provider: Pick<IdentityProviderSettings, 'fhirUserLookupClaimsMapping'>,
): string[] {
  const addresses = terms.flatMap(({ name, plainValue }, index) => [
    ...(name === 'email' || (name !== 'identifier' && plainValue.includes('@')) ? [plainValue] : []),
    ...claimsOf(provider.fhirUserLookupClaimsMapping[index]!)
      .filter(isAddressClaim)
      .flatMap((claim) => readText(claims, claim) ?? [])
      .filter((value) => value.includes('@')),
  ]);
  return [...new Set(addresses)];
}

/**
 * Whether the search also uses an identifier beside the address, at an identity provider that stands for one directory.
 * Then the address can only reduce the results, and finds no person by itself.
 */
export function addressOnlyNarrows(
  terms: readonly SearchTerm[],
  claims: Record<string, unknown>,
  provider: IdentityProviderSettings,
): boolean {
  const isByIdentifier = terms.some((term, index) => {
    const mapping = { fhirUserLookupClaimsMapping: [provider.fhirUserLookupClaimsMapping[index]!] };
    const addresses = addressesIn([term], claims, mapping);
    return term.name === 'identifier' && addresses.length === 0 && !term.plainValue.includes('@');
  });
  return isByIdentifier && provider.tenants.length < 2;
}

/** The claims that a mapping uses in its search. */
function claimsOf(mapping: FhirUserLookupSettings): string[] {
  const placeholders = placeholdersOf(mapping.searchParameterValueTemplate ?? '{0}');
  return placeholders.map((placeholder) => mapping.copySearchParameterValuesFromClaims[placeholder]!);
}

/** Whether the settings forbid the identity provider to name this resource in its claim. */
export function outOfLimits(reference: string, provider: IdentityProviderSettings): boolean {
  return provider.userClaimsFromIdToken
    .filter(({ key, copyAs }) => (copyAs ?? key) === 'fhirUser')
    .some(({ allowedValues }) => !isAllowedValue(reference, allowedValues));
}
