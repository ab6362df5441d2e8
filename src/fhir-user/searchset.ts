import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import type { FhirResource } from '#src/fhir-client/fhir-clients.js';
import { isFhirId } from '#src/fhir-client/fhir-id.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { objects } from '#src/fhir-client/record-state.js';

/** An answer that does not say whether a person was found. It never counts as "no person was found". */
export function malformed(server: FhirServer, detail: string): FhirServerUnavailableError {
  return new FhirServerUnavailableError({
    server: server.name,
    detail: `the answer cannot be used: ${detail}`,
  });
}

/**
 * The matches of a searchset. `total` is not used: servers count includes, estimate, or give wrong numbers. A remark
 * about the search (OperationOutcome) is not a match, whatever its mode.
 *
 * @throws FhirServerUnavailableError when an entry cannot be what was asked for, or the search was not carried out
 * completely.
 */
export function matchesIn(bundle: FhirResource, resourceType: string, server: FhirServer): FhirResource[] {
  if (bundle.type !== 'searchset') throw malformed(server, 'the Bundle is not a searchset');
  const entries = bundle.entry ?? [];
  if (!Array.isArray(entries)) throw malformed(server, 'the Bundle’s entries are not a list');
  const matches = (entries as Array<{ resource?: FhirResource; search?: { mode?: unknown } } | null>)
    .filter((entry) => !isRemark(entry?.resource, server))
    .filter((entry) => (entry?.search?.mode ?? 'match') === 'match')
    .map((entry) => entry?.resource);
  for (const resource of matches) {
    if (resource?.resourceType !== resourceType || !isFhirId(resource.id)) {
      throw malformed(server, `a match is not a ${resourceType} with a valid id`);
    }
  }
  return matches as FhirResource[];
}

/** A searchset must not contain errors (FHIR R4 section 3.1.1.4). Where there is one, a match may be missing. */
function isRemark(resource: FhirResource | undefined, server: FhirServer): boolean {
  if (resource?.resourceType !== 'OperationOutcome') return false;
  if (objects(resource.issue).some(({ severity }) => severity === 'error' || severity === 'fatal'))
    throw malformed(server, 'it reports an error in the search');
  return true;
}

/**
 * The address of the next page, if there is one.
 * @throws FhirServerUnavailableError when there is a next page, but no address for it.
 */
export function nextLink(bundle: FhirResource, server: FhirServer): string | undefined {
  const next = objects(bundle.link).find((link) => link.relation === 'next');
  if (!next) return undefined;
  if (typeof next.url !== 'string' || next.url === '')
    throw malformed(server, 'it has a next page, but no address for it');
  return next.url;
}
