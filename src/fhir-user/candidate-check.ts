import { emailKey } from '#src/accounts/email-key.js';
import type { FhirResource } from '#src/fhir-client/fhir-clients.js';
import { isDeceased, isInUse, isOver, objects } from '#src/fhir-client/record-state.js';
import type { SearchTerm } from './search-builder.js';

/**
 * Whether a resource really has the value that was searched for. A server that ignores a search parameter it does not
 * know returns all people. Without this check a person could get a stranger’s record. A number or an address that the
 * record keeps as history (`use: old`, or a period that is over) does not count: it may belong to another person now.
 *
 * Only `identifier` and `email` can be checked in the resource alone. For other parameters this server has to trust the
 * FHIR server.
 *
 * @param now milliseconds since 1970.
 */
export function hasSearchedValue(resource: FhirResource, term: SearchTerm, now: number): boolean {
  if (term.name === 'identifier') {
    return stillInUse(resource.identifier, now).some(
      (identifier) =>
        identifier.value === term.plainValue &&
        (term.system === undefined || (identifier.system ?? '') === term.system),
    );
  }
  if (term.name === 'email') {
    const sought = emailKey(term.plainValue);
    return stillInUse(resource.telecom, now).some(
      (contact) => contact.system === 'email' && sought !== undefined && emailKey(contact.value) === sought,
    );
  }
  return true;
}

function stillInUse(elements: unknown, now: number): Array<Record<string, unknown>> {
  return objects(elements).filter(({ use, period }) => use !== 'old' && !isOver(period, now));
}

/**
 * Whether the person may act: the record is in use, the person is alive, and the role or relationship is not over.
 *
 * @param now milliseconds since 1970.
 */
export function isLive(resource: FhirResource, now: number): boolean {
  return isInUse(resource) && !isDeceased(resource) && !isOver(resource.period, now);
}

/**
 * The different resources among these that may act. A resource that the server sends twice counts once. When its copies
 * differ in this, it changed in between, and does not count as live.
 *
 * @param now milliseconds since 1970.
 */
export function livePeople(resources: FhirResource[], now: number): FhirResource[] {
  const ended = new Set(resources.filter((resource) => !isLive(resource, now)).map(keyOf));
  return people(resources).filter((resource) => !ended.has(keyOf(resource)));
}

/** The different resources among these. */
export function people(resources: FhirResource[]): FhirResource[] {
  return [...new Map(resources.map((resource) => [keyOf(resource), resource])).values()];
}

function keyOf({ resourceType, id }: FhirResource): string {
  return `${resourceType}/${id as string}`;
}
