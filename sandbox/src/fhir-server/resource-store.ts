import { MemoryRepository } from '@medplum/fhir-router';
import { type Resource } from '@medplum/fhirtypes';
import { isInPatientCompartment } from './compartment.js';
import { FhirError } from './fhir-error.js';
import { type Grant } from './scopes.js';
import { meets, valuesOf } from './search/matching.js';
import { parseSearch, type SearchQuery } from './search/search-query.js';

/** The resources of one server, in memory. */
export class ResourceStore extends MemoryRepository {
  /** @param baseUrl of the server, because references may be absolute */
  constructor(private readonly baseUrl: string) {
    super();
  }

  /** The resources that match the query and that a grant covers, sorted, before paging. */
  async find(query: SearchQuery, grants: readonly Grant[]): Promise<Resource[]> {
    const { entry = [] } = await this.search({
      resourceType: query.resourceType as Resource['resourceType'],
    });
    const matches = entry
      .flatMap(({ resource }) => (resource ? [resource as Resource] : []))
      .filter((resource) => this.isCovered(resource, grants))
      .filter((resource) => query.criteria.every((criterion) => meets(resource, criterion, this.baseUrl)));
    for (const { parameter, descending } of query.sort.toReversed()) {
      const key = (resource: Resource) => JSON.stringify(valuesOf(resource, parameter));
      matches.sort((a, b) => key(a).localeCompare(key(b)) * (descending ? -1 : 1));
    }
    return matches;
  }

  /** Whether at least one grant covers this resource. */
  isCovered(resource: Resource, grants: readonly Grant[]): boolean {
    return grants.some(
      ({ patient, id, filters }) =>
        (patient === undefined || isInPatientCompartment(resource, patient)) &&
        (id === undefined || resource.id === id) &&
        this.matchesFilters(resource, filters),
    );
  }

  /** A scope whose filter this server cannot apply must not give more than the filter: it grants nothing. */
  private matchesFilters(resource: Resource, filters: Grant['filters']): boolean {
    if (filters.length === 0) return true;
    try {
      const { criteria } = parseSearch(resource.resourceType, new URLSearchParams(filters), false);
      return criteria.every((criterion) => meets(resource, criterion, this.baseUrl));
    } catch (error) {
      if (error instanceof FhirError) return false;
      throw error;
    }
  }
}
