import type { Access } from '#src/words/codes.js';
import type { AppSummary, Person, AnyPage, PatientSummary } from '../views/page-parts.js';

/** How the kinds of data of a record are grouped. */
export type RecordGroup =
  'health' | 'results' | 'medicines' | 'care' | 'documents' | 'administration' | 'people' | 'other';

/** One checkbox, ticked to begin with. */
export interface ConsentItem {
  /** The checkbox's value; comes back as `scope`. Never shown. */
  scope: string;
  access: readonly Access[];
  /** `everyone`: every patient that the person may see, not only the one on the card. */
  reach?: 'patient' | 'everyone';
  /** A narrowing, as people say it ("Only vital signs"). */
  detail?: string;
  /** A wildcard: everything in the record, now and in the future. */
  everything?: boolean;
  /** Parts of it that may be allowed instead. The form sends them as `part`. */
  parts?: readonly ConsentPart[];
  /** Hidden fields that come back with the form: the scopes of {@link types}, and the proof that the page showed them. */
  shown?: { shown: string; shownProof: string };
  /**
   * The types that the whole record consists of, all ticked to begin with. The form sends them as `type`, and their
   * parts as `typePart`.
   */
  types?: ReadonlyArray<{
    /** The kind of data: a key of the words `recordGroups`. */
    group: RecordGroup;
    types: ReadonlyArray<{ scope: string; title: string; parts?: readonly ConsentPart[] }>;
  }>;
}

/** A part of a scope that may be allowed instead of the whole. */
export interface ConsentPart {
  scope: string;
  words: string;
}

/** A kind of data by the name that people know, e.g. "Conditions". */
export interface ConsentGroup {
  title: string;
  items: readonly ConsentItem[];
}

/** The patient in context on the consent page. */
export interface PatientCard extends PatientSummary {
  /** The person signed in is this patient: the page says "your health record". */
  isYou?: boolean;
  /** The link "Not the right patient? Choose another". */
  chooseAnotherHref?: string;
}

/**
 * The page that asks: may the app have this? `POST <action>` with `csrf`, `decision=allow|deny`, one `scope` for every
 * ticked box, and one `part` for every ticked part. For the whole record it also sends `shown`, and one `type` for
 * every type that is still ticked. The browser does not send what is not ticked: the caller rejects that on the Grant.
 * A ticked part replaces the whole, whether the whole is ticked or not.
 */
export interface ConsentPage extends AnyPage {
  kind: 'consent';
  app: AppSummary;
  action: string;
  csrf: string;
  patient?: PatientCard;
  groups: readonly ConsentGroup[];
  /** What the app may do at an API that is not a FHIR server, in words. The person allows it as a whole. */
  elsewhere?: readonly string[];
  /** `offline`: the app has access without the person, too, until it has not used it for this number of days. */
  duration: 'untilSignOut' | { offline: { unusedDays: number } };
  /** `openid`, `profile` or `fhirUser` was asked: the app learns the person's name and role. */
  learnsAboutPerson: boolean;
  /** `email` was asked: the app also learns the e-mail address. */
  learnsEmail?: boolean;
  /** What the organisation’s own scopes release, each in its own words. */
  learnsAlso?: readonly string[];
  /** The app will not ask again for what is allowed now. */
  remembered?: boolean;
  person: Person;
  /** The link "Back to <app>", beside "Do not allow". */
  cancelHref?: string;
}
