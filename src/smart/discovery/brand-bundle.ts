import { isInstant } from '#src/clock/instant.js';
/** A FHIR Identifier as it stands in the settings. */
export interface BrandIdentifier {
  system?: string;
  value: string;
}

interface Resource {
  resourceType?: unknown;
  id?: unknown;
  identifier?: unknown;
  endpoint?: unknown;
}

const DATA_ABSENT_REASON = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';
/** From the section "Must-support definition and data absent reasons". */
const REASONS_ALLOWED = ['asked-declined', 'asked-unknown'];

/**
 * What is wrong with a User-access Brand bundle (SMART App Launch 2.2, "User-access Brands and Endpoints").
 *
 * @param identifier of this organisation's brand; needed when the bundle has several brands.
 */
export function brandBundleProblems(bundle: unknown, identifier: BrandIdentifier | undefined): string[] {
  const { resourceType, type, timestamp, entry } = (bundle ?? {}) as Record<string, unknown>;
  if (resourceType !== 'Bundle') return ['must be a FHIR Bundle'];
  const problems: string[] = [];
  if (type !== 'collection') problems.push('Bundle.type must be collection');
  if (typeof timestamp !== 'string' || !isInstant(timestamp)) {
    problems.push(
      'Bundle.timestamp must be the time of the last change, as an instant such as 2026-01-31T12:00:00Z',
    );
  }
  const entries = list(entry) as Array<{ fullUrl?: unknown; resource?: Resource }>;
  const resources = list(entries.map(({ resource }) => resource)) as Resource[];
  const isWhole =
    Array.isArray(entry) &&
    entries.length === entry.length &&
    resources.length === entries.filter(({ resource }) => resource !== undefined).length;
  if (!isWhole) problems.push('Bundle.entry must be a list of entries, each with a resource');
  const brands = resources.filter((one) => one.resourceType === 'Organization');
  if (brands.length === 0) problems.push('contains no brand (an Organization)');
  const strange = resources.find(({ resourceType: kind }) => kind !== 'Organization' && kind !== 'Endpoint');
  if (strange)
    problems.push(
      `contains a ${String(strange.resourceType)}, but only Organization and Endpoint are permitted`,
    );

  const known = new Set(
    entries.flatMap((one) => [
      one.fullUrl,
      `${String(one.resource?.resourceType)}/${String(one.resource?.id)}`,
    ]),
  );
  for (const brand of brands) {
    for (const { reference } of list(brand.endpoint)) {
      if (!known.has(reference)) {
        problems.push(
          `Organization/${String(brand.id)} refers to ${String(reference)}, which is not in the bundle`,
        );
      }
    }
  }
  // Each endpoint must have a primary brand: the one that refers to it.
  const shown = new Set(brands.flatMap((brand) => list(brand.endpoint).map(({ reference }) => reference)));
  for (const { fullUrl, resource } of entries) {
    const relative = `Endpoint/${String(resource?.id)}`;
    if (resource?.resourceType === 'Endpoint' && !shown.has(fullUrl) && !shown.has(relative)) {
      problems.push(`${relative} belongs to no brand: no Organization.endpoint refers to it`);
    }
  }
  const reasons = new Set(dataAbsentReasons(entries).filter((reason) => !REASONS_ALLOWED.includes(reason)));
  if (reasons.size > 0)
    problems.push(
      `data absent reasons must be one of ${REASONS_ALLOWED.join(', ')}, not ${[...reasons].join(', ')}`,
    );
  return [...problems, ...identifierProblems(brands, identifier)];
}

/** Every `data-absent-reason` at any depth. The value was parsed from JSON, so it has no cycles. */
function dataAbsentReasons(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { url, valueCode } = value as Record<string, unknown>;
  const own = url === DATA_ABSENT_REASON ? [String(valueCode)] : [];
  return [...own, ...Object.values(value).flatMap(dataAbsentReasons)];
}

function identifierProblems(brands: Resource[], identifier: BrandIdentifier | undefined): string[] {
  if (!identifier)
    return brands.length > 1
      ? ['contains several brands, so identifier must say which is the brand of this hospital']
      : [];
  const matching = brands.filter((brand) =>
    list(brand.identifier).some(
      ({ system, value }) =>
        value === identifier.value && (identifier.system === undefined || system === identifier.system),
    ),
  );
  return matching.length === 1
    ? []
    : [`exactly one brand in the bundle must have the identifier; ${matching.length} have it`];
}

function list(value: unknown): Array<Record<string, unknown>> {
  return Array.isArray(value)
    ? value.filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null)
    : [];
}
