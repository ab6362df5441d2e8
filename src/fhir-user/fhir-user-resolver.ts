import { Clock } from '#src/clock/clock.js';
import { Injectable } from '@nestjs/common';
import { Settings } from '#src/config/settings/settings.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import { FhirClients, type FhirResource, type SearchParameters } from '#src/fhir-client/fhir-clients.js';
import { isFhirId } from '#src/fhir-client/fhir-id.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { hasSearchedValue, isLive, livePeople, people } from './candidate-check.js';
import type { FhirUserType } from '#src/config/settings/fhir-user-types.js';
import { type FhirUserReference, fhirUserUrl } from './fhir-user-reference.js';
import type { SearchTerm } from './search-builder.js';
import { malformed, matchesIn, nextLink } from './searchset.js';

/** One search that was sent, for the audit trail of the decision. */
export interface SentQuery {
  url: string;
  /** The number of different resources that have the searched value. */
  matches: number;
  /** How many of these are not in use any more. */
  ended?: number;
  /** The number of returned resources that do not have the value, or only as an old one. */
  passedOver?: number;
  /** Why there is no answer, in a lookup that succeeds without it. */
  refused?: string;
}

/** The result of a search for a person. With `several`, no one is chosen: this server does not guess. */
export type FhirUserLookup =
  | { outcome: 'found'; reference: FhirUserReference; queries: SentQuery[] }
  | { outcome: 'none' | 'several' | 'inactive'; queries: SentQuery[] };

/** Whether the resource by which a person is known still exists and may be used. */
export type FhirUserState = 'live' | 'inactive' | 'gone';

/** The operation by which a FHIR server may offer to do the search itself, with its own index. */
const LOOKUP_OPERATION = 'fhirUser-lookup';
/** A person waits. Two slow pages after a retry would take too long. */
const DEADLINE_MS = 5_000;
/** The most answers that are kept at once. When there are more, all of them are forgotten. */
const CACHE_LIMIT = 1_000;

/** Finds the one resource of a person on one FHIR server. */
@Injectable()
export class FhirUserResolver {
  private readonly cache = new Map<string, { lookup: Promise<FhirUserLookup>; until: number }>();

  constructor(
    private readonly settings: Settings,
    private readonly clients: FhirClients,
    private readonly clock: Clock,
  ) {}

  /**
   * Searches all configured resource types. The result counts only when it is exactly one person over all of them. A
   * record that is not in use any more does not count beside one that is. Sign-ins of one person at the same time share
   * one search, and its answer is used for a few seconds.
   *
   * @throws FhirServerUnavailableError when the server gives no complete answer. That is not the same as "no match".
   */
  lookup(server: FhirServer, terms: SearchTerm[]): Promise<FhirUserLookup> {
    const key = JSON.stringify([server.baseUrl, terms.map(({ name, value }) => [name, value])]);
    const cached = this.cache.get(key);
    if (cached && cached.until > this.clock.milliseconds()) return cached.lookup;
    this.forgetOld();
    const lookup = inTime(server, this.ask(server, terms));
    this.cache.set(key, {
      lookup,
      until: this.clock.milliseconds() + this.settings.fhirUser.lookupCacheSeconds * 1000,
    });
    // A failure is not kept: "Try again" must ask again.
    lookup.catch(() => this.cache.delete(key));
    return lookup;
  }

  /** @throws FhirServerUnavailableError */
  async state(reference: FhirUserReference): Promise<FhirUserState> {
    const { server, resourceType, id } = reference;
    const resource = await this.clients.read(server, resourceType, id).catch((error: unknown) => {
      if (!(error instanceof FhirServerUnavailableError)) throw error;
      throw error.withQueries([{ url: fhirUserUrl(reference), finding: error.finding }]);
    });
    if (!resource) return 'gone';
    return isLive(resource, this.clock.milliseconds()) ? 'live' : 'inactive';
  }

  private async ask(server: FhirServer, terms: SearchTerm[]): Promise<FhirUserLookup> {
    if (this.clients.offers(server, LOOKUP_OPERATION)) return this.askOperation(server, terms);
    // Waits for all searches, so that no search goes on after the lookup has given its answer.
    const searches = await Promise.all(
      this.settings.fhirUser.resourceTypes.map((resourceType) => this.search(server, resourceType, terms)),
    );
    const failures = searches.flatMap(({ failure }) => failure ?? []);
    const lookup = this.concluded(
      server,
      searches.flatMap(({ found }) => found),
      searches.map(({ query }) => query),
    );
    const [failure] = [...failures.filter(({ isPermanent }) => !isPermanent), ...failures];
    const nobodyIsMissed = failures.every(({ isRefusal }) => isRefusal) && namesOnePerson(terms);
    if (!failure || (lookup.outcome === 'found' && nobodyIsMissed)) return lookup;
    throw failure.withQueries(
      searches.map((search) => ({
        url: search.query.url,
        finding: search.failure?.finding ?? matchesInWords(search.query),
      })),
    );
  }

  /** Searches one type. A server that refuses or does not answer is a finding here, not an error. */
  private async search(server: FhirServer, resourceType: string, terms: SearchTerm[]): Promise<TypeSearch> {
    const parameters = toParameters(terms);
    const url = this.clients.searchUrl(server, resourceType, parameters);
    try {
      const all = await this.pages(server, resourceType, parameters, terms);
      const now = this.clock.milliseconds();
      const found = all.filter((resource) => carriesAll(resource, terms, now));
      const [matches, returned] = [people(found).length, people(all).length];
      const query = {
        url,
        matches,
        ended: matches - livePeople(found, now).length,
        passedOver: returned - matches,
      };
      return { query, found };
    } catch (failure) {
      if (!(failure instanceof FhirServerUnavailableError)) throw failure;
      return { query: { url, matches: 0, refused: failure.finding }, found: [], failure };
    }
  }

  /**
   * The returned resources of one type, from at most two pages. The second page is read unless the first one already
   * decides. Only people who have the searched value count for that: a page of strangers with one match says nothing
   * about the pages after it.
   */
  private async pages(
    server: FhirServer,
    resourceType: string,
    parameters: SearchParameters,
    terms: SearchTerm[],
  ): Promise<FhirResource[]> {
    const isSettled = (resources: FhirResource[]) => {
      const now = this.clock.milliseconds();
      return (
        livePeople(
          resources.filter((resource) => carriesAll(resource, terms, now)),
          now,
        ).length > 1
      );
    };
    const first = await this.clients.search(server, resourceType, parameters);
    const found = matchesIn(first, resourceType, server);
    const next = nextLink(first, server);
    if (next === undefined || isSettled(found)) return found;
    const second = await this.clients.nextPage(server, next, resourceType);
    found.push(...matchesIn(second, resourceType, server));
    if (!isSettled(found) && nextLink(second, server) !== undefined) {
      throw malformed(
        server,
        'the result has more than two pages, so it is not known whether the match is the only one',
      );
    }
    return found;
  }

  /**
   * Calls the server’s own operation. The server answers with the one resource, with 404 for none, or with 409 or 412
   * for several.
   */
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
          `$${LOOKUP_OPERATION} returned something that is not a ${resourceTypes.join(' or ')}`,
        );
      }
      return this.concluded(server, found, [{ url, matches: people(found).length }]);
    } catch (error) {
      if (!(error instanceof FhirServerUnavailableError)) throw error;
      if (error.status === 404) return { outcome: 'none', queries: [{ url, matches: 0 }] };
      if (error.status === 409 || error.status === 412)
        return { outcome: 'several', queries: [{ url, matches: 2 }] };
      throw error.withQueries([{ url, finding: error.finding }]);
    }
  }

  private concluded(server: FhirServer, matches: FhirResource[], queries: SentQuery[]): FhirUserLookup {
    const [resource, ...others] = livePeople(matches, this.clock.milliseconds());
    if (others.length > 0) return { outcome: 'several', queries };
    if (!resource) return { outcome: matches.length > 0 ? 'inactive' : 'none', queries };
    const reference = {
      server,
      resourceType: resource.resourceType as FhirUserType,
      id: resource.id as string,
    };
    return { outcome: 'found', reference, queries };
  }

  private forgetOld(): void {
    const now = this.clock.milliseconds();
    for (const [key, { until }] of this.cache) if (until <= now) this.cache.delete(key);
    if (this.cache.size >= CACHE_LIMIT) this.cache.clear();
  }
}

/** The result of the search for one type. */
interface TypeSearch {
  query: SentQuery;
  found: FhirResource[];
  failure?: FhirServerUnavailableError;
}

function carriesAll(resource: FhirResource, terms: SearchTerm[], now: number): boolean {
  return terms.every((term) => hasSearchedValue(resource, term, now));
}

/**
 * Whether the search can match one person only. A number is unique within its system (FHIR, data type Identifier); an
 * e-mail address may be shared. With such a number, one match is enough, even when the server does not allow this
 * server to search another type.
 */
function namesOnePerson(terms: SearchTerm[]): boolean {
  return terms.some(({ name, system }) => name === 'identifier' && system !== undefined && system !== '');
}

/** The result of one search, in words for the audit trail. */
export function matchesInWords({ matches, ended = 0, passedOver = 0, refused }: SentQuery): string {
  if (refused !== undefined)
    return `${refused}; ignored, because the searched number belongs to one person only`;
  const notes = [
    ...(ended > 0 ? [`${ended} no longer in use`] : []),
    ...(passedOver > 0
      ? [`${passedOver} ignored because ${passedOver === 1 ? 'it does' : 'they do'} not have the value now`]
      : []),
  ];
  return `${matches} match${matches === 1 ? '' : 'es'}${notes.length > 0 ? ` (${notes.join(', ')})` : ''}`;
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

/** Entries that name the same parameter are sent as a repeated parameter, which FHIR combines with AND. */
function toParameters(terms: SearchTerm[]): SearchParameters {
  const parameters: Record<string, string[]> = {};
  for (const term of terms) (parameters[term.name] ??= []).push(term.value);
  return parameters;
}

/** Limits the time of a lookup as a whole. Requests that are still under way end by their own limits. */
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
