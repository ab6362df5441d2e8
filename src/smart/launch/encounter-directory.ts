import { Injectable } from '@nestjs/common';
import { FhirClients, type FhirResource, type SearchParameters } from '#src/fhir-client/fhir-clients.js';
import { isFhirId } from '#src/fhir-client/fhir-id.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';

/** An encounter as the pages show it: enough to distinguish two visits, and no more. */
export interface EncounterSummary {
  id: string;
  /** ISO 8601, as FHIR gives it. */
  start?: string;
  end?: string;
  /** The reason or kind of the visit, in the words of the record. */
  what?: string;
  where?: string;
  status?: string;
}

const PAGE_SIZE = 20;

/** Looks up a patient’s encounters for the launch context. */
@Injectable()
export class EncounterDirectory {
  constructor(private readonly clients: FhirClients) {}

  /** The latest ones first, one page. */
  async ofPatient(server: FhirServer, patient: string): Promise<EncounterSummary[]> {
    return this.search(server, patient, { _sort: '-date', _count: String(PAGE_SIZE) });
  }

  /** @returns undefined when there is no such encounter, or it belongs to another patient. */
  async find(server: FhirServer, patient: string, id: string): Promise<EncounterSummary | undefined> {
    if (!isFhirId(id)) return undefined;
    const found = await this.search(server, patient, { _id: id });
    return found.find((encounter) => encounter.id === id);
  }

  private async search(
    server: FhirServer,
    patient: string,
    more: SearchParameters,
  ): Promise<EncounterSummary[]> {
    const bundle = await this.clients.search(server, 'Encounter', { patient, ...more });
    return list(bundle.entry)
      .map(({ resource }) => resource as FhirResource | null | undefined)
      .filter((resource) => resource && isOf(resource, server, patient))
      .slice(0, PAGE_SIZE)
      .map((resource) => summarise(resource!));
  }
}

/** Checks each result: a FHIR server that understands the search differently must not open another patient’s visit. */
function isOf(resource: FhirResource, server: FhirServer, patient: string): boolean {
  const { reference } = (resource.subject ?? {}) as { reference?: unknown };
  return (
    resource.resourceType === 'Encounter' &&
    typeof resource.id === 'string' &&
    (reference === `Patient/${patient}` || reference === `${server.baseUrl}/Patient/${patient}`)
  );
}

function summarise(resource: FhirResource): EncounterSummary {
  const { start, end } = (resource.period ?? {}) as { start?: unknown; end?: unknown };
  const type = [...list(resource.reasonCode), ...list(resource.type)].map(wordsOf).find(Boolean);
  const [location] = list(resource.location);
  return {
    id: resource.id as string,
    start: text(start),
    end: text(end),
    what: type ?? text((resource.class as { display?: unknown } | undefined)?.display),
    where: text((location?.location as { display?: unknown } | undefined)?.display),
    status: text(resource.status),
  };
}

function wordsOf(concept: Record<string, unknown>): string | undefined {
  return text(concept.text) ?? text(list(concept.coding)[0]?.display);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value.slice(0, 200) : undefined;
}

function list(value: unknown): Array<Record<string, unknown>> {
  return Array.isArray(value)
    ? value.filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null)
    : [];
}
