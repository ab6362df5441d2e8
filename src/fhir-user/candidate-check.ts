import { emailKey } from '#src/accounts/email-key.js';
import type { FhirResource } from '#src/fhir-client/fhir-clients.js';
import type { SearchTerm } from './search-builder.js';

/**
 * Whether a resource really has what was searched for. A server that ignores a parameter it does not know answers
 * with everybody; believing that would hand somebody a stranger’s record.
 *
 * Only `identifier` and `email` can be checked from the resource alone; other parameters are the server’s word.
 */
export function carries(resource: FhirResource, term: SearchTerm): boolean {
  if (term.name === 'identifier') {
    return objects(resource.identifier).some(
      (identifier) =>
        identifier.value === term.plainValue &&
        (term.system === undefined || (identifier.system ?? '') === term.system),
    );
  }
  if (term.name === 'email') {
    const sought = emailKey(term.plainValue);
    return objects(resource.telecom).some(
      (contact) => contact.system === 'email' && sought !== undefined && emailKey(contact.value) === sought,
    );
  }
  return true;
}

/** Whether the person may act: the record is in use, the person alive, a role not over. */
export function isLive(resource: FhirResource): boolean {
  if (resource.active === false) return false;
  if (resource.deceasedBoolean === true || resource.deceasedDateTime !== undefined) return false;
  // Two records of one patient were merged, and this is the one that is not to be used any more.
  if (objects(resource.link).some((link) => link.type === 'replaced-by')) return false;
  return !isOver(resource.period);
}

/** FHIR dates may be as short as a year; one that is not over everywhere on earth is not over. */
function isOver(period: unknown): boolean {
  const end = (period as { end?: unknown } | undefined)?.end;
  if (typeof end !== 'string') return false;
  const yesterday = new Date(Date.now() - 24 * 3_600_000).toISOString().slice(0, 10);
  const day = end.slice(0, 10);
  return day < yesterday.slice(0, day.length);
}

function objects(value: unknown): Array<Record<string, unknown>> {
  return Array.isArray(value)
    ? value.filter((entry): entry is Record<string, unknown> => typeof entry === 'object' && entry !== null)
    : [];
}
