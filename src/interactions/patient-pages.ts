import { Injectable } from '@nestjs/common';
import { SealBrokenError, SecretBox } from '#src/crypto/secret-box.js';
import type { FhirServer } from '#src/fhir-client/fhir-server.js';
import { PatientDirectory, type PatientPage } from '#src/smart/launch/patient-directory.js';

const PURPOSE = 'patient search page';

/** A search for patients, a page at a time, as the picker shows it. */
export interface ShownPatients extends Omit<PatientPage, 'next'> {
  /** Counted from 1. */
  page: number;
  /** For the address of the next page. */
  more?: string;
}

/**
 * Walks through a search without letting the browser say where to: the FHIR server’s address of the next page is sealed,
 * and opens for the same request, search and person only.
 */
@Injectable()
export class PatientPages {
  constructor(
    private readonly patients: PatientDirectory,
    private readonly secretBox: SecretBox,
  ) {}

  /** @param more from the page before; one that is not from there begins at the first page. */
  async show(server: FhirServer, uid: string, query: string, more: unknown): Promise<ShownPatients> {
    const place = typeof more === 'string' ? this.open(more, uid, query) : undefined;
    const found = place
      ? await this.patients.more(server, place.next)
      : await this.patients.search(server, query);
    const page = place ? place.page + 1 : 1;
    const { patients, next } = found;
    return {
      patients,
      page,
      ...(next ? { more: this.secretBox.seal(PURPOSE, JSON.stringify({ uid, query, next, page })) } : {}),
    };
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
