import { Injectable } from '@nestjs/common';
import { FhirClients, type FhirResource, type SearchParameters } from '#src/fhir-client/fhir-clients.js';
import { isFhirId } from '#src/fhir-client/fhir-id.js';
import { escapeSearchValue } from '#src/fhir-client/search-value.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';

/** A patient as the pages show one: enough to tell two people apart, and no more. */
export interface PatientSummary {
  id: string;
  name: string;
  /** ISO 8601, as FHIR gives it. */
  birthDate?: string;
  sex?: string;
  identifier?: string;
}

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
    const parameters = { ...searchFor(query.trim()), _count: String(PAGE_SIZE) };
    return pageOf(await this.clients.search(server, 'Patient', parameters));
  }

  /** @param next of the page before. */
  async more(server: FhirServer, next: string): Promise<PatientPage> {
    return pageOf(await this.clients.nextPage(server, next));
  }

  /** @returns undefined when there is no such patient on this server. */
  async find(server: FhirServer, id: string): Promise<PatientSummary | undefined> {
    if (!isFhirId(id)) return undefined;
    const resource = await this.clients.read(server, 'Patient', id);
    return resource && resource.id === id ? summarise(resource) : undefined;
  }
}

function searchFor(query: string): SearchParameters {
  if (query === '') return {};
  if (/^\d{4}-\d{2}-\d{2}$/.test(query)) return { birthdate: query };
  const escaped = escapeSearchValue(query);
  return /\d/.test(query) ? { identifier: escaped } : { name: escaped };
}

function pageOf(bundle: FhirResource): PatientPage {
  const patients = list(bundle.entry)
    .map(({ resource }) => resource as FhirResource | null | undefined)
    .filter((resource) => resource?.resourceType === 'Patient' && typeof resource.id === 'string')
    .map((resource) => summarise(resource!));
  const next = list(bundle.link).find(({ relation }) => relation === 'next')?.url;
  return { patients, ...(typeof next === 'string' ? { next } : {}) };
}

function summarise(resource: FhirResource): PatientSummary {
  return {
    id: resource.id as string,
    name: nameOf(resource),
    birthDate: typeof resource.birthDate === 'string' ? resource.birthDate : undefined,
    sex: typeof resource.gender === 'string' ? resource.gender : undefined,
    identifier: identifierOf(resource),
  };
}

/** The number people know: the medical record number before any other, with its name where it has one. */
function identifierOf(resource: FhirResource): string | undefined {
  const identifiers = list(resource.identifier).filter(({ value }) => typeof value === 'string');
  const codes = (identifier: Record<string, unknown>) =>
    list((identifier.type as { coding?: unknown } | undefined)?.coding).map(({ code }) => code);
  const chosen = identifiers.find((identifier) => codes(identifier).includes('MR')) ?? identifiers[0];
  if (!chosen) return undefined;
  return codes(chosen).includes('MR') ? `MRN ${String(chosen.value)}` : String(chosen.value);
}

function nameOf(resource: FhirResource): string {
  const names = list(resource.name);
  const name = names.find((one) => one.use === 'official') ?? names[0];
  if (!name) return 'Name not recorded';
  const given = Array.isArray(name.given) ? name.given.filter((part) => typeof part === 'string') : [];
  const parts = [...given, typeof name.family === 'string' ? name.family : ''].filter(Boolean);
  if (parts.length > 0) return parts.join(' ');
  return typeof name.text === 'string' && name.text !== '' ? name.text : 'Name not recorded';
}

function list(value: unknown): Array<Record<string, unknown>> {
  return Array.isArray(value)
    ? value.filter((one): one is Record<string, unknown> => typeof one === 'object' && one !== null)
    : [];
}
