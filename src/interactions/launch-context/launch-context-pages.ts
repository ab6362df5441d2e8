import type { PatientSearchField } from '#src/words/codes.js';
import type { AppSummary, Person, AnyPage, PatientFact, PatientSummary } from '../views/page-parts.js';

/** One search result; `id` is what the form sends back. */
export interface PatientRow extends PatientSummary {
  id: string;
}

/**
 * The page that asks: which patient? It has two forms on one path. The search is `GET <action>?q=…`, the choice is
 * `POST <action>` with `csrf` and `patient=<id>`.
 */
export interface ChoosePatientPage extends AnyPage {
  kind: 'choosePatient';
  app: AppSummary;
  person?: Person;
  action: string;
  csrf: string;
  query: string;
  /**
   * The facts that may be shown for each patient, in the order in which they are shown. Many of them make the page
   * wide.
   */
  columns: ReadonlyArray<PatientFact['kind']>;
  /** The fields that the search looks in. */
  searchBy: readonly PatientSearchField[];
  /** In the order in which they are shown, at most one page of them. */
  results: readonly PatientRow[];
  /** False before the first search. The results, if any, are then recent patients. */
  searched: boolean;
  /** Counted from 1. */
  page?: number;
  previousHref?: string;
  nextHref?: string;
  /** The link "Back to <app>". */
  cancelHref: string;
}

/** A visit or admission, as a row to choose from. */
export interface EncounterRow {
  id: string;
  what?: string;
  where?: string;
  /** ISO 8601. */
  start?: string;
  underWay?: boolean;
}

/**
 * The page that asks: which visit of this patient? `POST <action>` with `csrf`, `patient` and `encounter=<id>`;
 * `encounter` is empty when the person chooses none.
 */
export interface ChooseEncounterPage extends AnyPage {
  kind: 'chooseEncounter';
  app: AppSummary;
  person?: Person;
  action: string;
  csrf: string;
  patient: PatientRow;
  encounters: readonly EncounterRow[];
  cancelHref: string;
}
