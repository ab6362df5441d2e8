import { Injectable } from '@nestjs/common';
import { Clock } from '#src/clock/clock.js';
import { FhirClients, type FhirResource } from '#src/fhir-client/fhir-clients.js';
import { isFhirId } from '#src/fhir-client/fhir-id.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { isInUse, objects } from '#src/fhir-client/record-state.js';
import { searchesFor } from './patient-query.js';
import { type PatientSummary, summarise } from './patient-summary.js';

/** One page of a search. */
export interface PatientPage {
  patients: PatientSummary[];
  /** The server’s own address of the next page. Browsers must neither see it nor send it. */
  next?: string;
}

const PAGE_SIZE = 20;
/**
 * A page may contain only records that are not offered. So many pages are searched at once for one that can be shown.
 */
const PAGES_AT_ONCE = 4;

/** Looks patients up for the launch context, page by page. Records that are replaced or not active are not offered. */
@Injectable()
export class PatientDirectory {
  constructor(
    private readonly clients: FhirClients,
    private readonly clock: Clock,
  ) {}

  /**
   * @param query names, a birth date or a number, as people type them. An empty query gives the patients that the
   * server lists first.
   * @param locale in which the page writes dates.
   */
  async search(server: FhirServer, query: string, locale: string): Promise<PatientPage> {
    let page: PatientPage = { patients: [] };
    for (const found of searchesFor(query, server.patientPicker, locale, this.clock.date())) {
      const parameters = { ...found, _count: String(PAGE_SIZE) };
      page = await this.filled(server, await this.clients.search(server, 'Patient', parameters));
      if (page.patients.length > 0 || page.next !== undefined) break;
    }
    return page;
  }

  /** @param next from the previous page. */
  async more(server: FhirServer, next: string): Promise<PatientPage> {
    return this.filled(server, await this.clients.nextPage(server, next, 'Patient'));
  }

  /** @returns undefined when there is no such patient on this server. */
  async find(server: FhirServer, id: string): Promise<PatientSummary | undefined> {
    const resource = await this.read(server, id);
    return resource && summarise(resource, server.patientPicker);
  }

  /** The patient that a person chose. Also undefined when the record may not be chosen any more. */
  async findToChoose(server: FhirServer, id: string): Promise<PatientSummary | undefined> {
    const resource = await this.read(server, id);
    return resource && isInUse(resource) ? summarise(resource, server.patientPicker) : undefined;
  }

  /** Several patients by their ids, in that order. Patients that do not exist any more are left out. */
  async findSeveral(server: FhirServer, ids: string[]): Promise<PatientSummary[]> {
    if (ids.length === 0) return [];
    const parameters = { _id: ids.join(','), _count: String(ids.length) };
    const { patients } = pageOf(await this.clients.search(server, 'Patient', parameters), server);
    return ids.flatMap((id) => patients.find((patient) => patient.id === id) ?? []);
  }

  private async read(server: FhirServer, id: string): Promise<FhirResource | undefined> {
    if (!isFhirId(id)) return undefined;
    const resource = await this.clients.read(server, 'Patient', id);
    return resource?.id === id ? resource : undefined;
  }

  private async filled(server: FhirServer, bundle: FhirResource): Promise<PatientPage> {
    let page = pageOf(bundle, server);
    for (let pages = 1; pages < PAGES_AT_ONCE && page.patients.length === 0 && page.next; pages += 1)
      page = pageOf(await this.clients.nextPage(server, page.next, 'Patient'), server);
    return page;
  }
}

function pageOf(bundle: FhirResource, server: FhirServer): PatientPage {
  const patients = new Map<string, PatientSummary>();
  for (const { resource } of objects(bundle.entry) as Array<{ resource?: FhirResource | null }>) {
    if (resource?.resourceType !== 'Patient' || typeof resource.id !== 'string' || !isInUse(resource))
      continue;
    patients.set(resource.id, summarise(resource, server.patientPicker));
  }
  const next = objects(bundle.link).find(({ relation }) => relation === 'next')?.url;
  return { patients: [...patients.values()], ...(typeof next === 'string' ? { next } : {}) };
}
