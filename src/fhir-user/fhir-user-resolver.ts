import { Injectable } from '@nestjs/common';
import { Settings } from '#src/config/settings/settings.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import { FhirClients, type FhirResource, type SearchParameters } from '#src/fhir-client/fhir-clients.js';
import { isFhirId } from '#src/fhir-client/fhir-id.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { carries, isLive } from './candidate-check.js';
import type { FhirUserReference, FhirUserType } from './fhir-user-reference.js';
import type { SearchTerm } from './search-builder.js';

/** One search that was sent, for the decision’s trail. */
export interface SentQuery {
  url: string;
  matches: number;
}

/** What a search for a person came to. `several` is never narrowed down: we do not guess. */
export type FhirUserLookup =
  | { outcome: 'found'; reference: FhirUserReference; queries: SentQuery[] }
  | { outcome: 'none' | 'several' | 'inactive'; queries: SentQuery[] };

/** Finds the one resource that a person is, on one FHIR server. */
@Injectable()
export class FhirUserResolver {
  constructor(
    private readonly settings: Settings,
    private readonly clients: FhirClients,
  ) {}

  /**
   * Searches all configured resource types; exactly one match over all of them counts.
   *
   * @throws FhirServerUnavailableError when the server gives no complete answer. That is not "no match".
   */
  async lookup(server: FhirServer, terms: SearchTerm[]): Promise<FhirUserLookup> {
    const parameters = toParameters(terms);
    const searches = await Promise.all(
      this.settings.fhirUser.resourceTypes.map(async (resourceType) => {
        const bundle = await this.clients.search(server, resourceType, parameters);
        const matches = matchesIn(bundle, resourceType, server).filter((resource) =>
          terms.every((term) => carries(resource, term)),
        );
        // Counted after the check: a page of strangers with one that fits says nothing about the pages after it.
        if (matches.length < 2 && goesOn(bundle)) {
          throw malformed(
            server,
            'it goes on after one page, so it does not say whether the match is the only one',
          );
        }
        return { resourceType, matches, url: this.clients.searchUrl(server, resourceType, parameters) };
      }),
    );
    const queries = searches.map(({ url, matches }) => ({ url, matches: matches.length }));
    const matches = searches.flatMap((search) => search.matches);
    if (matches.length > 1) return { outcome: 'several', queries };
    const [resource] = matches;
    if (!resource) return { outcome: 'none', queries };
    if (!isLive(resource)) return { outcome: 'inactive', queries };
    const reference = {
      server,
      resourceType: resource.resourceType as FhirUserType,
      id: resource.id as string,
    };
    return { outcome: 'found', reference, queries };
  }
}

/** Entries that name the same parameter are sent as repeats, which FHIR combines with AND. */
function toParameters(terms: SearchTerm[]): SearchParameters {
  const parameters: Record<string, string[]> = {};
  for (const term of terms) (parameters[term.name] ??= []).push(term.value);
  return parameters;
}

/**
 * The matches of a searchset. `total` is not believed: servers count includes, estimates, or lie.
 *
 * @throws FhirServerUnavailableError when an entry cannot be what was asked for.
 */
function matchesIn(bundle: FhirResource, resourceType: string, server: FhirServer): FhirResource[] {
  if (bundle.type !== 'searchset') throw malformed(server, 'the Bundle is not a searchset');
  const entries = bundle.entry ?? [];
  if (!Array.isArray(entries)) throw malformed(server, 'the Bundle’s entries are not a list');
  const matches = (entries as Array<{ resource?: FhirResource; search?: { mode?: unknown } } | null>)
    .filter((entry) => (entry?.search?.mode ?? 'match') === 'match')
    .map((entry) => entry?.resource);
  for (const resource of matches) {
    if (resource?.resourceType !== resourceType || !isFhirId(resource.id)) {
      throw malformed(server, `a match is not a ${resourceType} with a valid id`);
    }
  }
  return matches as FhirResource[];
}

function goesOn(bundle: FhirResource): boolean {
  const links = Array.isArray(bundle.link) ? (bundle.link as Array<{ relation?: unknown } | null>) : [];
  return links.some((link) => link?.relation === 'next');
}

function malformed(server: FhirServer, detail: string): FhirServerUnavailableError {
  return new FhirServerUnavailableError({
    server: server.name,
    detail: `the answer cannot be used: ${detail}`,
  });
}
