import { type Bundle, type BundleEntry, type Resource } from '@medplum/fhirtypes';
import { operationOutcome } from '../fhir-error.js';
import { type SearchQuery } from './search-query.js';

/** One page of a search's matches, with links to itself and to the next page. */
export function searchsetBundle(
  baseUrl: string,
  { resourceType, offset, count, ignored }: SearchQuery,
  parameters: URLSearchParams,
  matches: readonly Resource[],
): Bundle {
  const entry = matches.slice(offset, offset + count).map((resource): BundleEntry => ({
    fullUrl: `${baseUrl}/${resource.resourceType}/${resource.id}`,
    resource,
    search: { mode: 'match' },
  }));
  if (ignored.length > 0) {
    const diagnostics = `Left out of the search: ${ignored.join(', ')}`;
    const resource = operationOutcome('not-supported', diagnostics, 'warning');
    entry.push({ resource, search: { mode: 'outcome' } });
  }
  const url = (more: Record<string, number>) => {
    const query = new URLSearchParams([...parameters].filter(([name]) => !ignored.includes(name)));
    for (const [name, value] of Object.entries(more)) query.set(name, String(value));
    return `${baseUrl}/${resourceType}?${query.toString()}`;
  };
  const hasNext = count > 0 && offset + count < matches.length;
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: matches.length,
    link: [
      { relation: 'self', url: url({}) },
      ...(hasNext ? [{ relation: 'next', url: url({ _count: count, _offset: offset + count }) }] : []),
    ],
    // FHIR does not permit empty arrays.
    ...(entry.length > 0 ? { entry } : {}),
  };
}
