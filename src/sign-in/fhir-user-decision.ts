import type { FhirUserSource } from '#src/accounts/account-fhir-user.entity.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { parseFhirUser, type FhirUserReference } from '#src/fhir-user/fhir-user-reference.js';
import { buildSearch } from '#src/fhir-user/search-builder.js';
import { readClaim } from './claim-reference.js';
import type { RefusalReason, TrailStep } from './decision.js';
import type { World } from './world.js';

export type FhirUserDecision =
  { fhirUser: FhirUserReference & { source: FhirUserSource } } | { refused: RefusalReason };

/**
 * Which FHIR resource a person is, from the first source that has an answer: the claim kept as `fhirUser`, the value an
 * administrator set, a search. A source with an answer that cannot be right is a refusal: falling through to the next
 * would be guessing.
 */
export async function decideFhirUser(
  facts: { copied: Record<string, unknown>; assigned: string | null; claims: Record<string, unknown> },
  provider: IdentityProviderSettings,
  server: FhirServer,
  fhirUsers: World['fhirUsers'],
  trail: TrailStep[],
): Promise<FhirUserDecision> {
  if (Object.hasOwn(facts.copied, 'fhirUser')) {
    return fromValue(facts.copied.fhirUser, 'claim', server, trail);
  }
  trail.push({ step: 'fhirUser.claim', finding: 'no claim is kept as fhirUser', mark: 'noted' });
  if (facts.assigned !== null) return fromValue(facts.assigned, 'account', server, trail);
  trail.push({ step: 'fhirUser.account', finding: 'the account has no fhirUser of its own', mark: 'noted' });
  return fromSearch(facts.claims, provider, server, fhirUsers, trail);
}

function fromValue(
  value: unknown,
  source: 'claim' | 'account',
  server: FhirServer,
  trail: TrailStep[],
): FhirUserDecision {
  const step = `fhirUser.${source}`;
  const reference = parseFhirUser(value, server);
  if ('problem' in reference) {
    trail.push({ step, finding: `the value is ${reference.problem}`, mark: 'refused' });
    return { refused: 'fhir_user_not_acceptable' };
  }
  trail.push({ step, finding: `${reference.resourceType}/${reference.id}`, mark: 'passed' });
  return { fhirUser: { ...reference, source } };
}

async function fromSearch(
  claims: Record<string, unknown>,
  provider: IdentityProviderSettings,
  server: FhirServer,
  fhirUsers: World['fhirUsers'],
  trail: TrailStep[],
): Promise<FhirUserDecision> {
  const step = 'fhirUser.lookup';
  if (provider.fhirUserLookupClaimsMapping.length === 0) {
    trail.push({ step, finding: 'no search is configured (fhirUserLookupClaimsMapping)', mark: 'refused' });
    return { refused: 'no_fhir_user' };
  }
  const search = buildSearch(provider.fhirUserLookupClaimsMapping, (reference) =>
    readClaim(claims, reference),
  );
  if ('missing' in search) {
    trail.push({
      step,
      finding: `not searched: the claim ${search.missing} cannot be used, ${search.because}`,
      mark: 'refused',
    });
    return { refused: 'no_fhir_user' };
  }
  try {
    const result = await fhirUsers.lookup(server, search.terms);
    for (const query of result.queries) {
      trail.push({
        step,
        finding: `${query.matches} match${query.matches === 1 ? '' : 'es'}`,
        mark: 'noted',
        url: query.url,
      });
    }
    if (result.outcome === 'found') {
      trail.push({
        step,
        finding: `${result.reference.resourceType}/${result.reference.id}`,
        mark: 'passed',
      });
      return { fhirUser: { ...result.reference, source: 'lookup' } };
    }
    const [finding, refused] = NOT_FOUND[result.outcome];
    trail.push({ step, finding, mark: 'refused' });
    return { refused };
  } catch (error) {
    if (!(error instanceof FhirServerUnavailableError)) throw error;
    trail.push({ step, finding: error.detail ?? error.message, mark: 'refused' });
    return { refused: 'fhir_server_unavailable' };
  }
}

const NOT_FOUND: Record<'none' | 'several' | 'inactive', [string, RefusalReason]> = {
  none: ['no resource matches', 'no_fhir_user'],
  several: ['more than one resource matches, and we do not guess', 'several_fhir_users'],
  inactive: ['the one match is not active any more', 'fhir_user_inactive'],
};
