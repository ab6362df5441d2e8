/** An image that this server serves itself (`/…`) or a `data:image/…` URI. The page policy loads no other image. */
export type ImageSource = string;

/** The app for which the person is here. */
export interface AppSummary {
  name: string;
  logo?: ImageSource;
  /**
   * True: the page shows a verified mark. False: the pages on which access is given say so. Undefined: the pages say
   * nothing.
   */
  verified?: boolean;
  /** The app's own web page. Only its host is shown. */
  uri?: string;
}

/** The person who is signed in. Never on a page that comes before the sign-in. */
export interface Person {
  name: string;
}

/** What every page may carry. */
export interface AnyPage {
  /** The number that finds this sign-in in the audit log. It is shown in the footer. */
  reference?: string;
}

/** One way to sign in. */
export interface ProviderButton {
  displayName: string;
  href: string;
  logo?: ImageSource;
  /** Used last on this device: shown first, and marked so. */
  lastUsed?: boolean;
  /**
   * Does not answer at present, as far as this server knows. That may be a minute old, so the button stays usable and
   * says so.
   */
  unavailable?: boolean;
}

/** One fact about a patient, as the record has it. `kind` decides the words around it. */
export interface PatientFact {
  kind:
    | 'sex'
    | 'identifier'
    | 'address'
    | 'telephone'
    | 'generalPractitioner'
    | 'managingOrganization'
    | 'deceased';
  value: string;
}

/** Enough about a patient to be sure that it is the right one. */
export interface PatientSummary {
  name: string;
  /** A FHIR date: `2019-03-04`, `2019-03` or `2019`. */
  birthDate?: string;
  /** In the order in which they are shown. */
  facts?: readonly PatientFact[];
}
