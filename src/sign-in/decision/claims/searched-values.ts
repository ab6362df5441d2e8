import { isAllowedValue } from '#src/config/allowed-values.js';
import { holesOf } from '#src/config/lookup-template.js';
import type { FhirUserLookupSettings } from '#src/config/settings/claim-mapping.settings.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { SearchTerm } from '#src/fhir-user/search-builder.js';
import { readText } from './claim-reference.js';

/** Claims in which providers send addresses, or names that look like some and that people may often choose themselves. */
const ADDRESS_CLAIMS = ['email', 'emails', 'mail', 'mails', 'upn', 'preferred_username', 'unique_name'];

/** Whether a claim, by its name or as a pointer into a list of them, is one in which addresses come. */
export function isAddressClaim(reference: string): boolean {
  const names = reference.toLowerCase().split('/');
  return ADDRESS_CLAIMS.includes(names.findLast((name) => !/^\d+$/.test(name)) ?? '');
}

/**
 * The e-mail addresses a search would find somebody by: what claims of addresses hold, wherever it goes; what the
 * parameter `email` is given; and whatever has an @ in it elsewhere. An identifier of another claim that only looks like
 * an address (`eduperson_principal_name`) is none.
 *
 * @param terms one for each mapping of the settings, in their order.
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
 * Whether a person is searched by an identifier beside the address, at a provider that speaks for one directory. There the
 * address can only make the search find fewer; by itself it finds nobody.
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

/** The claims that a mapping puts into its search. */
function claimsOf(mapping: FhirUserLookupSettings): string[] {
  const holes = holesOf(mapping.searchParameterValueTemplate ?? '{0}');
  return holes.map((hole) => mapping.copySearchParameterValuesFromClaims[hole]!);
}

/** Whether the provider may not name this resource by its claim. */
export function outOfLimits(reference: string, provider: IdentityProviderSettings): boolean {
  return provider.userClaimsFromIdToken
    .filter(({ key, copyAs }) => (copyAs ?? key) === 'fhirUser')
    .some(({ allowedValues }) => !isAllowedValue(reference, allowedValues));
}
