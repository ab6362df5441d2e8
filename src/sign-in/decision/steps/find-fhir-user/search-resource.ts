import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import { matchesInWords } from '#src/fhir-user/fhir-user-resolver.js';
import { buildSearch, type SearchTerm } from '#src/fhir-user/search-builder.js';
import { readClaim } from '../../claims/claim-reference.js';
import { addressesIn, addressOnlyNarrows } from '../../claims/searched-values.js';
import type { RefusalReason } from '../../decision.js';
import { noted, passed, refused, settingOf, type TrailEntry } from '../../trail.js';
import type { PasswordLookUps } from '../../look-ups.js';
import { answerOf } from './answer-of.js';
import type { FactsOnServer, SourceAnswer } from './facts.js';

const STEP = 'fhirUser.lookup';

const NOT_FOUND: Record<'none' | 'several' | 'inactive', [string, RefusalReason]> = {
  none: ['no resource matches', 'no_fhir_user'],
  several: ['more than one resource matches, and this server does not guess', 'several_fhir_users'],
  inactive: ['the matching resource is no longer active', 'fhir_user_inactive'],
};

/** Which resource does the search in the settings find (`fhirUserLookupClaimsMapping`)? */
export async function searchResource(
  facts: FactsOnServer,
  { fhirUsers }: Pick<PasswordLookUps, 'fhirUsers'>,
): Promise<SourceAnswer> {
  const { provider, fhirServer, identity } = facts;
  if (!provider)
    return { nothing: true, trail: [noted(STEP, 'a sign-in by password has no claims to search by')] };
  const about = settingOf(provider, 'fhirUserLookupClaimsMapping');
  if (provider.fhirUserLookupClaimsMapping.length === 0)
    return {
      nothing: true,
      trail: [noted(STEP, 'no search is configured (fhirUserLookupClaimsMapping)', about)],
    };
  const search = buildSearch(provider.fhirUserLookupClaimsMapping, (reference) =>
    readClaim(identity.claims, reference),
  );
  if ('missing' in search) {
    const finding = `not searched: the claim ${search.missing} cannot be used, ${search.because}`;
    return { refused: 'no_fhir_user', trail: [refused(STEP, finding, about)] };
  }
  const addresses = addressesToSearchBy(search.terms, provider, facts);
  if (!addresses.areUsable) return { refused: 'no_fhir_user', trail: addresses.trail };

  const result = await answerOf(fhirUsers.lookup(fhirServer, search.terms));
  if (result instanceof FhirServerUnavailableError) return { unavailable: result, trail: addresses.trail };
  const queries = result.queries.map((query) => noted(STEP, matchesInWords(query), { url: query.url }));
  const trail = [...addresses.trail, ...queries];
  if (result.outcome === 'found') {
    const { reference } = result;
    return {
      facts: { fhirUser: { ...reference, source: 'lookup' }, isConfirmed: true },
      trail: [...trail, passed(STEP, `${reference.resourceType}/${reference.id}`)],
    };
  }
  const [finding, reason] = NOT_FOUND[result.outcome];
  return { refused: reason, trail: [...trail, refused(STEP, finding, about)] };
}

/**
 * May the search use the e-mail addresses in it? A person who can write any address into their profile could find any
 * record by it.
 */
function addressesToSearchBy(
  terms: SearchTerm[],
  provider: IdentityProviderSettings,
  { identity: { claims }, addresses }: Pick<FactsOnServer, 'identity' | 'addresses'>,
): { areUsable: boolean; trail: TrailEntry[] } {
  const trail: TrailEntry[] = [];
  for (const address of addressesIn(terms, claims, provider)) {
    const { identifies, finding, silent, setting } = addresses(address);
    if (identifies) {
      trail.push(noted(STEP, `the e-mail address may identify a person: ${finding}`));
    } else if (silent && addressOnlyNarrows(terms, claims, provider)) {
      const narrows =
        'the e-mail address does not identify a person, and only narrows the search by identifier';
      trail.push(noted(STEP, `${narrows}: ${finding}`, settingOf(provider, setting)));
    } else {
      const verdict = 'the e-mail address does not identify a person, so it is not searched';
      const because = refused(STEP, `${verdict}: ${finding}`, settingOf(provider, setting));
      return { areUsable: false, trail: [...trail, because] };
    }
  }
  return { areUsable: true, trail };
}
