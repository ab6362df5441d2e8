import type { FhirUserSource } from '#src/accounts/account-fhir-user.entity.js';
import type { Account } from '#src/accounts/account.entity.js';
import type { IdentityProviderSettings } from '#src/config/settings/identity-provider.settings.js';
import type { FhirUserSettings } from '#src/config/settings/settings.js';
import type { FhirUserType } from '#src/config/settings/fhir-user-types.js';
import { epochNow } from '#src/database/epoch-column.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { type FhirUserReference, parseFhirUser } from '#src/fhir-user/fhir-user-reference.js';
import { matchesInWords } from '#src/fhir-user/fhir-user-resolver.js';
import { buildSearch } from '#src/fhir-user/search-builder.js';
import { readClaim } from '../claims/claim-reference.js';
import type { RefusalReason, TrailStep } from '../decision.js';
import type { AddressJudge } from '../claims/identifying-address.js';
import { addressesIn, addressOnlyNarrows, outOfLimits } from '../claims/searched-values.js';
import type { LocalWorld } from '../world.js';

export type FoundFhirUser = FhirUserReference & { source: FhirUserSource };
export type FhirUserDecision = { fhirUser: FoundFhirUser } | { refused: RefusalReason };

/** What the sources are asked about. */
export interface FhirUserFacts {
  /** Claims kept under the settings' names. */
  copied: Record<string, unknown>;
  account: Account | undefined;
  /** The link that the person came by, or BY_PASSWORD; undefined when there was none yet. */
  linkId: string | undefined;
  /** The ID token's payload. */
  claims: Record<string, unknown>;
  /** What an e-mail address among them is worth. */
  addresses: AddressJudge;
}

/**
 * Which FHIR resource a person is, from the first source in the order of the settings that has an answer: the claim kept
 * as `fhirUser`, the value an administrator set, a search. A source with an answer that cannot be right is a refusal:
 * falling through to the next would be guessing.
 *
 * @param provider undefined for a local sign-in, which has no claims to search by.
 */
export async function decideFhirUser(
  facts: FhirUserFacts,
  provider: IdentityProviderSettings | undefined,
  server: FhirServer,
  settings: FhirUserSettings,
  world: LocalWorld,
  trail: TrailStep[],
): Promise<FhirUserDecision> {
  const values: Record<'claim' | 'account', unknown> = {
    claim: Object.hasOwn(facts.copied, 'fhirUser') ? facts.copied.fhirUser : undefined,
    account: facts.account?.fhirUser ?? undefined,
  };
  try {
    for (const source of settings.precedence) {
      if (source === 'lookup') {
        if (provider && provider.fhirUserLookupClaimsMapping.length > 0)
          return await fromSearch(facts, provider, server, world, trail);
        trail.push({
          step: 'fhirUser.lookup',
          finding: provider
            ? 'no search is configured (fhirUserLookupClaimsMapping)'
            : 'a local sign-in has no claims to search by',
          mark: 'noted',
        });
      } else if (values[source] !== undefined) {
        return await fromValue(values[source], { source, provider }, server, world, trail);
      } else {
        trail.push({ step: `fhirUser.${source}`, finding: ABSENT[source], mark: 'noted' });
      }
    }
  } catch (error) {
    if (!(error instanceof FhirServerUnavailableError)) throw error;
    const named = settings.precedence
      .map((source) => (source === 'lookup' ? undefined : values[source]))
      .find((value) => value !== undefined);
    const { account, linkId } = facts;
    return whileUnavailable(error, { account, linkId, named }, server, settings, world, trail);
  }
  trail.push({ step: 'fhirUser', finding: 'no source has an answer', mark: 'refused' });
  return { refused: 'no_fhir_user' };
}

const ABSENT = {
  claim: 'no claim is kept as fhirUser',
  account: 'the account has no fhirUser of its own',
};

async function fromValue(
  value: unknown,
  { source, provider }: { source: 'claim' | 'account'; provider: IdentityProviderSettings | undefined },
  server: FhirServer,
  world: LocalWorld,
  trail: TrailStep[],
): Promise<FhirUserDecision> {
  const step = `fhirUser.${source}`;
  const reference = parseFhirUser(value, server);
  if ('problem' in reference) {
    trail.push({ step, finding: `the value is ${reference.problem}`, mark: 'refused' });
    return { refused: 'fhir_user_not_acceptable' };
  }
  const name = `${reference.resourceType}/${reference.id}`;
  if (source === 'claim' && provider && outOfLimits(name, provider)) {
    trail.push({
      step,
      finding: `${name} is none that this provider may name (allowedValues)`,
      mark: 'refused',
    });
    return { refused: 'fhir_user_not_acceptable' };
  }
  // What somebody wrote down once may have left since.
  const state = await world.fhirUsers.state(reference);
  if (state !== 'live') {
    trail.push({
      step,
      finding: `${name} ${state === 'gone' ? 'does not exist on the FHIR server' : 'is not active any more'}`,
      mark: 'refused',
    });
    return { refused: state === 'gone' ? 'fhir_user_gone' : 'fhir_user_inactive' };
  }
  trail.push({ step, finding: name, mark: 'passed' });
  return { fhirUser: { ...reference, source } };
}

async function fromSearch(
  { claims, addresses }: FhirUserFacts,
  provider: IdentityProviderSettings,
  server: FhirServer,
  world: LocalWorld,
  trail: TrailStep[],
): Promise<FhirUserDecision> {
  const step = 'fhirUser.lookup';
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
  // Whoever may write any address into their profile would find any record by it.
  for (const address of addressesIn(search.terms, claims, provider)) {
    const { identifies, finding, silent } = addresses(address);
    if (silent && addressOnlyNarrows(search.terms, claims, provider)) {
      const narrows = 'the e-mail address identifies nobody, and only narrows the search by identifier';
      trail.push({ step, finding: `${narrows}: ${finding}`, mark: 'noted' });
      continue;
    }
    const mark = identifies ? 'noted' : 'refused';
    const verdict = identifies ? 'may identify somebody' : 'identifies nobody, so it is not searched';
    trail.push({ step, finding: `the e-mail address ${verdict}: ${finding}`, mark });
    if (!identifies) return { refused: 'no_fhir_user' };
  }
  const result = await world.fhirUsers.lookup(server, search.terms);
  for (const query of result.queries)
    trail.push({ step, finding: matchesInWords(query), mark: 'noted', url: query.url });
  if (result.outcome === 'found') {
    trail.push({ step, finding: `${result.reference.resourceType}/${result.reference.id}`, mark: 'passed' });
    return { fhirUser: { ...result.reference, source: 'lookup' } };
  }
  const [finding, refused] = NOT_FOUND[result.outcome];
  trail.push({ step, finding, mark: 'refused' });
  return { refused };
}

const NOT_FOUND: Record<'none' | 'several' | 'inactive', [string, RefusalReason]> = {
  none: ['no resource matches', 'no_fhir_user'],
  several: ['more than one resource matches, and we do not guess', 'several_fhir_users'],
  inactive: ['whoever matches is not active any more', 'fhir_user_inactive'],
};

/** The FHIR server does not answer, or not to this: refuse, or go on with what was found before, if the settings say so and it is fresh. */
async function whileUnavailable(
  error: FhirServerUnavailableError,
  facts: { account: Account | undefined; linkId: string | undefined; named: unknown },
  server: FhirServer,
  settings: FhirUserSettings,
  world: LocalWorld,
  trail: TrailStep[],
): Promise<FhirUserDecision> {
  const { account, linkId } = facts;
  const step = error.isPermanent ? 'fhirUser.refused' : 'fhirUser.unavailable';
  for (const { url, finding } of error.queries) trail.push({ step, finding, mark: 'noted', url });
  const detail = error.detail ?? error.message;
  const known =
    settings.whenUnavailable === 'keepKnown' && account && linkId !== undefined
      ? await world.accounts.fhirUserOf(account.id, linkId, server.name)
      : undefined;
  const oldest = epochNow() - settings.keepKnownHours * 3600;
  if (known && known.resolvedAt >= oldest && agrees(facts.named, known, server)) {
    const name = `${known.resourceType}/${known.resourceId}`;
    trail.push({
      step,
      finding: `${detail}; going on with ${name}, found before (keepKnown)`,
      mark: 'passed',
    });
    return {
      fhirUser: {
        server,
        resourceType: known.resourceType as FhirUserType,
        id: known.resourceId,
        source: known.source,
      },
    };
  }
  trail.push({ step, finding: detail, mark: 'refused' });
  return { refused: error.isPermanent ? 'fhir_server_refuses' : 'fhir_server_unavailable' };
}

/** What is kept must not stand against a claim or a value that names somebody else now. */
function agrees(
  named: unknown,
  known: { resourceType: string; resourceId: string },
  server: FhirServer,
): boolean {
  if (named === undefined) return true;
  const reference = parseFhirUser(named, server);
  return (
    !('problem' in reference) &&
    reference.resourceType === known.resourceType &&
    reference.id === known.resourceId
  );
}
