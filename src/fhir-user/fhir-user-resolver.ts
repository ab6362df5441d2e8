import { Injectable } from '@nestjs/common';
import { Settings } from '#src/config/settings/settings.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import { FhirClients, type FhirResource, type SearchParameters } from '#src/fhir-client/fhir-clients.js';
import { isFhirId } from '#src/fhir-client/fhir-id.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { carries, isLive } from './candidate-check.js';
import type { FhirUserType } from '#src/config/settings/fhir-user-types.js';
import type { FhirUserReference } from './fhir-user-reference.js';
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

/** Whether the resource a person is known by is still there for them. */
export type FhirUserState = 'live' | 'inactive' | 'gone';

/** The operation a FHIR server may offer to do the search itself, with whatever index it has. */
const LOOKUP_OPERATION = 'fhirUser-lookup';
/** A person waits; two slow pages after a retry are too much. */
const DEADLINE_MS = 5_000;
/** More answers than this are remembered for nobody. */
const CACHE_LIMIT = 1_000;

/** Finds the one resource that a person is, on one FHIR server. */
@Injectable()
export class FhirUserResolver {
  private readonly cache = new Map<string, { lookup: Promise<FhirUserLookup>; until: number }>();

  constructor(
    private readonly settings: Settings,
    private readonly clients: FhirClients,
  ) {}

  /**
   * Searches all configured resource types; exactly one match over all of them counts. Sign-ins of one person at the
   * same time share one search, and its answer serves for a few seconds.
   *
   * @throws FhirServerUnavailableError when the server gives no complete answer. That is not "no match".
   */
  lookup(server: FhirServer, terms: SearchTerm[]): Promise<FhirUserLookup> {
    const key = JSON.stringify([server.baseUrl, terms.map(({ name, value }) => [name, value])]);
    const cached = this.cache.get(key);
    if (cached && cached.until > Date.now()) return cached.lookup;
    this.forgetOld();
    const lookup = inTime(server, this.ask(server, terms));
    this.cache.set(key, { lookup, until: Date.now() + this.settings.fhirUser.lookupCacheSeconds * 1000 });
    // "Try again" must ask again.
    lookup.catch(() => this.cache.delete(key));
    return lookup;
  }

  /** @throws FhirServerUnavailableError */
  async state(reference: FhirUserReference): Promise<FhirUserState> {
    const resource = await this.clients.read(reference.server, reference.resourceType, reference.id);
    if (!resource) return 'gone';
    return isLive(resource) ? 'live' : 'inactive';
  }

  private async ask(server: FhirServer, terms: SearchTerm[]): Promise<FhirUserLookup> {
    if (await this.clients.offers(server, LOOKUP_OPERATION)) return this.askOperation(server, terms);
    const parameters = toParameters(terms);
    const { resourceTypes } = this.settings.fhirUser;
    const urls = resourceTypes.map((resourceType) =>
      this.clients.searchUrl(server, resourceType, parameters),
    );
    // All are waited for, so that nothing of a lookup goes on behind the answer it gave.
    const searches = await Promise.allSettled(
      resourceTypes.map((resourceType) => this.search(server, resourceType, parameters, terms)),
    );
    const failed = searches.find((search) => search.status === 'rejected');
    if (failed) {
      if (failed.reason instanceof FhirServerUnavailableError) failed.reason.queries = urls;
      throw failed.reason;
    }
    const matches = searches.map((search) => (search as PromiseFulfilledResult<FhirResource[]>).value);
    const queries = urls.map((url, index) => ({ url, matches: matches[index]!.length }));
    return concluded(server, matches.flat(), queries);
  }

  /**
   * The resources of one type that carry what was searched, on at most two pages. Counted after that check: a page of
   * strangers with one that fits says nothing about the pages after it.
   */
  private async search(
    server: FhirServer,
    resourceType: string,
    parameters: SearchParameters,
    terms: SearchTerm[],
  ): Promise<FhirResource[]> {
    const carriers = (bundle: FhirResource) =>
      matchesIn(bundle, resourceType, server).filter((resource) =>
        terms.every((term) => carries(resource, term)),
      );
    const first = await this.clients.search(server, resourceType, parameters);
    const found = carriers(first);
    const next = nextLink(first, server);
    if (found.length > 1 || next === undefined) return found;
    const second = await this.clients.nextPage(server, next);
    found.push(...carriers(second));
    if (found.length < 2 && nextLink(second, server) !== undefined) {
      throw malformed(
        server,
        'it goes on after two pages, so it does not say whether the match is the only one',
      );
    }
    return found;
  }

  /** The server’s own operation: it answers with the one resource, 404 for none, or 409 or 412 for several. */
  private async askOperation(server: FhirServer, terms: SearchTerm[]): Promise<FhirUserLookup> {
    const url = `${server.baseUrl}/$${LOOKUP_OPERATION}`;
    const { resourceTypes } = this.settings.fhirUser;
    try {
      const parameters = terms.map(({ name, system, plainValue }): [string, string] => [
        name,
        system === undefined ? plainValue : `${system}|${plainValue}`,
      ]);
      const answer = await this.clients.operation(server, LOOKUP_OPERATION, parameters, [
        ...resourceTypes,
        'Parameters',
      ]);
      const found = answer.resourceType === 'Parameters' ? returned(answer) : [answer];
      if (!found.every((one) => resourceTypes.includes(one.resourceType) && isFhirId(one.id))) {
        throw malformed(
          server,
          `$${LOOKUP_OPERATION} answered something that is not a ${resourceTypes.join(' or ')}`,
        );
      }
      return concluded(server, found, [{ url, matches: found.length }]);
    } catch (error) {
      if (!(error instanceof FhirServerUnavailableError)) throw error;
      if (error.status === 404) return { outcome: 'none', queries: [{ url, matches: 0 }] };
      if (error.status === 409 || error.status === 412)
        return { outcome: 'several', queries: [{ url, matches: 2 }] };
      error.queries = [url];
      throw error;
    }
  }

  private forgetOld(): void {
    const now = Date.now();
    for (const [key, { until }] of this.cache) if (until <= now) this.cache.delete(key);
    if (this.cache.size >= CACHE_LIMIT) this.cache.clear();
  }
}

function concluded(server: FhirServer, matches: FhirResource[], queries: SentQuery[]): FhirUserLookup {
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

/** The resources in a Parameters answer: the parameters named `return`. */
function returned(parameters: FhirResource): FhirResource[] {
  const list = Array.isArray(parameters.parameter)
    ? (parameters.parameter as Array<{ name?: unknown; resource?: FhirResource } | null>)
    : [];
  return list
    .filter((one) => one?.name === 'return')
    .map((one) => one!.resource)
    .filter((resource) => resource !== undefined && resource !== null);
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

function nextLink(bundle: FhirResource, server: FhirServer): string | undefined {
  const links = Array.isArray(bundle.link)
    ? (bundle.link as Array<{ relation?: unknown; url?: unknown } | null>)
    : [];
  const next = links.find((link) => link?.relation === 'next');
  if (!next) return undefined;
  if (typeof next.url !== 'string' || next.url === '')
    throw malformed(server, 'it goes on, but does not say where');
  return next.url;
}

function malformed(server: FhirServer, detail: string): FhirServerUnavailableError {
  return new FhirServerUnavailableError({
    server: server.name,
    detail: `the answer cannot be used: ${detail}`,
  });
}

/** Gives up on a lookup as a whole; what is still under way ends by its own limits. */
async function inTime<Result>(server: FhirServer, lookup: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new FhirServerUnavailableError({
          server: server.name,
          detail: `no complete answer in ${DEADLINE_MS} ms`,
        }),
      );
    }, DEADLINE_MS);
  });
  return Promise.race([lookup, tooLate]).finally(() => clearTimeout(timer));
}
