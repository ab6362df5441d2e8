import { Injectable } from '@nestjs/common';
import { SealBrokenError, SecretBox } from '#src/crypto/secret-box.js';
import { FhirServerUnavailableError } from '#src/fhir-client/errors.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { PatientDirectory, type PatientPage } from '#src/smart/launch/patient-directory.js';
import { RecentPatientStore } from '#src/smart/launch/recent-patient.store.js';
import type { PatientSummary } from '#src/smart/launch/patient-summary.js';
import { Pages } from '../views/organisation-pages.js';
import type { LaunchContextStep } from '../pending/steps.js';

const PURPOSE = 'patient search page';

/** One page of a search for patients, as the patient picker shows it. */
export interface ShownPatients extends Omit<PatientPage, 'next'> {
  /** Counted from 1. */
  page: number;
  /** The sealed address of the next page. */
  more?: string;
}

/**
 * Walks through the pages of a search. The FHIR server’s address of the next page is sealed, and opens only for the
 * same request, search and person. So the browser cannot make this server call another address.
 */
@Injectable()
export class PatientPages {
  constructor(
    private readonly patients: PatientDirectory,
    private readonly recent: RecentPatientStore,
    private readonly pages: Pages,
    private readonly secretBox: SecretBox,
  ) {}

  /**
   * Patients that this person chose lately come first. Before a search these are all of them; after a search, those
   * that were found.
   *
   * @param more from the previous page. A value that this server did not seal for this search begins at the first page.
   */
  async show(pending: LaunchContextStep, query: string, more: unknown): Promise<ShownPatients> {
    const { uid, accountId, fhirServer: server } = pending;
    const place = typeof more === 'string' ? this.open(more, uid, query) : undefined;
    const found = place
      ? await this.patients.more(server, place.next)
      : await this.patients.search(server, query, this.pages.locale);
    const page = place ? place.page + 1 : 1;
    const { patients, next } = found;
    const recent = await this.recent.list(accountId, server.name);
    const known = query === '' && !place ? await this.readable(server, recent) : [];
    return {
      patients: recentFirst([...known, ...patients], recent),
      page,
      ...(next ? { more: this.secretBox.seal(PURPOSE, JSON.stringify({ uid, query, next, page })) } : {}),
    };
  }

  /**
   * Reads recently chosen patients. They are an addition to the list: when the FHIR server does not give them, the list
   * is shown without them.
   */
  private readable(server: FhirServer, ids: string[]): Promise<PatientSummary[]> {
    return this.patients.findSeveral(server, ids).catch((error: unknown) => {
      if (error instanceof FhirServerUnavailableError) return [];
      throw error;
    });
  }

  private open(more: string, uid: string, query: string): { next: string; page: number } | undefined {
    try {
      const place = JSON.parse(this.secretBox.open(PURPOSE, more)) as {
        uid: string;
        query: string;
        next: string;
        page: number;
      };
      return place.uid === uid && place.query === query ? place : undefined;
    } catch (error) {
      if (error instanceof SealBrokenError) return undefined;
      throw error;
    }
  }
}

/**
 * Each patient once: first the patients with these ids, in the order of the ids, then the others in their own order.
 */
function recentFirst(patients: PatientSummary[], ids: string[]): PatientSummary[] {
  const byId = new Map(patients.map((patient) => [patient.id, patient]));
  const recent = ids.flatMap((id) => byId.get(id) ?? []);
  return [...new Set([...recent, ...byId.values()])];
}
