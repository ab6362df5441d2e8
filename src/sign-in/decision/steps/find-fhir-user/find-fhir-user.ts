import type { Answer } from '../../steps.js';
import { refused, type Trail } from '../../trail.js';
import type { PasswordLookUps } from '../../look-ups.js';
import type { FhirUserFacts, FhirUserFound } from './facts.js';
import { keepKnown } from './keep-known.js';
import { readReference } from './read-reference.js';
import { searchResource } from './search-resource.js';

/**
 * Which FHIR resource is the person? The first source that has an answer decides, in the order of the settings: the
 * claim stored as `fhirUser`, the value that an administrator set, a search. If that answer cannot be right, the
 * sign-in is refused: going on to the next source would be guessing.
 */
export async function findFhirUser(
  facts: FhirUserFacts,
  lookUps: PasswordLookUps,
): Promise<Answer<FhirUserFound>> {
  const { fhirServer, settings } = facts;
  if (!fhirServer) return { facts: { fhirUser: undefined, isConfirmed: false } };
  const onServer = { ...facts, fhirServer };
  const named = namedValues(facts);
  let trail: Trail = [];
  for (const source of settings.precedence) {
    const answer =
      source === 'lookup'
        ? await searchResource(onServer, lookUps)
        : await readReference({ source, value: named[source] }, onServer, lookUps);
    trail = [...trail, ...answer.trail];
    if ('nothing' in answer) continue;
    if (!('unavailable' in answer)) return { ...answer, trail };
    const value = settings.precedence
      .map((one) => (one === 'lookup' ? undefined : named[one]))
      .find((one) => one !== undefined);
    const known = await keepKnown(answer.unavailable, value, onServer, lookUps);
    return { ...known, trail: [...trail, ...known.trail] };
  }
  const none = refused('fhirUser', 'no source has an answer', { setting: 'fhirUser.precedence' });
  return { refused: 'no_fhir_user', trail: [...trail, none] };
}

/** The values that name a resource, as they were written. */
function namedValues({ copied, account }: FhirUserFacts): Record<'claim' | 'account', unknown> {
  return {
    claim: Object.hasOwn(copied.claims, 'fhirUser') ? copied.claims.fhirUser : undefined,
    account: account?.fhirUser ?? undefined,
  };
}
