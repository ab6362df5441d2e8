import { Injectable } from '@nestjs/common';
import type { PatientPickerSettings } from '#src/config/settings/patient-picker.settings.js';
import { FhirClients, type FhirResource, type SearchParameters } from '#src/fhir-client/fhir-clients.js';
import { isFhirId } from '#src/fhir-client/fhir-id.js';
import { escapeSearchValue } from '#src/fhir-client/search-value.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { type PatientSummary, summarise } from './patient-summary.js';

/** What one search page holds. */
export interface PatientPage {
  patients: PatientSummary[];
  /** The server’s own address of the next page; not for browsers to see or to send. */
  next?: string;
}

const PAGE_SIZE = 20;

/** Looks patients up for the launch context: a search as the FHIR server does it, a page at a time. */
@Injectable()
export class PatientDirectory {
  constructor(private readonly clients: FhirClients) {}

  /** @param query part of a name, a birth date (ISO), or an identifier; empty shows the most recently changed patients. */
  async search(server: FhirServer, query: string): Promise<PatientPage> {
    const found = searchFor(query.trim(), server.patientPicker);
    if (!found) return { patients: [] };
    const parameters = { ...found, _count: String(PAGE_SIZE) };
    return pageOf(await this.clients.search(server, 'Patient', parameters), server);
  }

  /** @param next of the page before. */
  async more(server: FhirServer, next: string): Promise<PatientPage> {
    return pageOf(await this.clients.nextPage(server, next), server);
  }

  /** @returns undefined when there is no such patient on this server. */
  async find(server: FhirServer, id: string): Promise<PatientSummary | undefined> {
    if (!isFhirId(id)) return undefined;
    const resource = await this.clients.read(server, 'Patient', id);
    return resource && resource.id === id ? summarise(resource, server.patientPicker) : undefined;
  }
}

/** @returns undefined when the text can be in none of the fields that are searched. */
function searchFor(
  query: string,
  { searchBy, identifiers }: PatientPickerSettings,
): SearchParameters | undefined {
  if (query === '') return {};
  if (/^\d{4}-\d{2}-\d{2}$/.test(query) && searchBy.includes('birthDate')) return { birthdate: query };
  const [byName, byNumber] = [searchBy.includes('name'), searchBy.includes('identifier')];
  const escaped = escapeSearchValue(query);
  if (byNumber && (/\d/.test(query) || !byName)) {
    const inSystems = identifiers.map(({ system }) => `${escapeSearchValue(system)}|${escaped}`);
    return { identifier: inSystems.join(',') || escaped };
  }
  return byName ? { name: escaped } : undefined;
}

function pageOf(bundle: FhirResource, server: FhirServer): PatientPage {
  const patients = list(bundle.entry)
    .map(({ resource }) => resource as FhirResource | null | undefined)
    .filter((resource) => resource?.resourceType === 'Patient' && typeof resource.id === 'string')
    .map((resource) => summarise(resource!, server.patientPicker));
  const next = list(bundle.link).find(({ relation }) => relation === 'next')?.url;
  return { patients, ...(typeof next === 'string' ? { next } : {}) };
}

function list(value: unknown): Array<Record<string, unknown>> {
  return Array.isArray(value)
    ? value.filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null)
    : [];
}
