import { isAllowedValue } from '#src/config/allowed-values.js';
import { holesOf } from '#src/config/lookup-template.js';
import type { FhirUserLookupSettings } from '#src/config/settings/claim-mapping.settings.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { SearchTerm } from '#src/fhir-user/search-builder.js';
import { readText } from './claim-reference.js';

/** The claim under its name, and as a pointer. */
const EMAIL_CLAIM = ['email', '/email'];

/**
 * The e-mail addresses a search would find somebody by: the claim `email` wherever it goes, what the parameter `email` is
 * given, and whatever has an @ in it elsewhere. An identifier that only looks like an address (a principal name) is none.
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
      .filter((claim) => EMAIL_CLAIM.includes(claim))
      .flatMap((claim) => readText(claims, claim) ?? []),
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
