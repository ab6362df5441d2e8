import type {
  Access,
  CodeNotice,
  NewPasswordProblem,
  Notice,
  PatientSearchField,
  RefusalSituation,
} from '#src/words/codes.js';
/**
 * What each page shows. The models say nothing about how a page looks or which words it uses. A caller fills in one of
 * them and hands it to `PageRenderer.render`, which decides words, dates and HTML.
 */
export type Page =
  | SignInPage
  | ChoosePatientPage
  | ChooseEncounterPage
  | ConsentPage
  | RefusalPage
  | SetUpAccountPage
  | ConnectPage
  | EnterCodePage
  | DonePage
  | AppsPage
  | SignOutPage
  | SignedOutPage
  | ContinueByFormPage;

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
interface AnyPage {
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

/**
 * The field that finds the way to sign in: `POST <action>` with `csrf` and `email`. It asks to which organisation the
 * person belongs, never whether the person is known.
 */
export interface EmailField {
  action: string;
  csrf: string;
  /** What was typed before. */
  value?: string;
  /** `mistake`: not an e-mail address. Else the domain that leads to no identity provider. */
  problem?: 'mistake' | { unknownDomain: string };
}

/** E-mail address and password: `POST <action>` with `csrf`, `email` and `password`. */
export interface PasswordForm {
  action: string;
  csrf: string;
  /** What was typed before. */
  email?: string;
}

/** The page that asks: how do you sign in? */
export interface SignInPage extends AnyPage {
  kind: 'signIn';
  app: AppSummary;
  /** In the administrator's order. The page itself puts the one used last first. */
  providers: readonly ProviderButton[];
  /** Shown first, above the buttons. */
  emailField?: EmailField;
  /** Below the identity providers, when accounts may sign in by password. */
  password?: PasswordForm;
  /** Link to the sign-in by password for the few accounts that may still use one when nobody else may. */
  emergencyHref?: string;
  notice?: Notice;
  /** The link "Back to <app>". */
  cancelHref: string;
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

/**
 * The page for a person who cannot go on: what happened, what to do, whom to ask. It offers only the links that are
 * set.
 */
export interface RefusalPage extends AnyPage {
  kind: 'refusal';
  situation: RefusalSituation;
  app?: AppSummary;
  /** The identity provider's display name. */
  provider?: string;
  retryHref?: string;
  otherAccountHref?: string;
  /** Where to sign in by password instead, when an identity provider does not answer. */
  passwordHref?: string;
  /** Where a person with a password connects this identity provider to their account. */
  connectHref?: string;
  /** Where the app starts a sign-in: the link "Start again from <app>". */
  startAgainHref?: string;
  /** Other ways to sign in, listed when this identity provider cannot help. */
  otherProviders?: readonly ProviderButton[];
  /** For the app's developer, in a part that can be opened. Shown for `appMistake` only. */
  details?: string;
}

/** An identity provider to connect to an account. Its button sends `provider=<scheme>`. */
export interface ConnectChoice {
  scheme: string;
  displayName: string;
}

/** `POST <action>` with `csrf` and `provider=<scheme>`. */
export interface ConnectForm {
  action: string;
  csrf: string;
  providers: readonly ConnectChoice[];
}

/** The page behind an invitation link. The password: `POST <action>` with `csrf`, `password` and `again`. */
export interface SetUpAccountPage extends AnyPage {
  kind: 'setUpAccount';
  connect?: ConnectForm;
  password?: { action: string; csrf: string; minimumLength: number; problem?: NewPasswordProblem };
}

/** Connecting an identity provider. First the person signs in by password, then they choose the identity provider. */
export interface ConnectPage extends AnyPage {
  kind: 'connect';
  password?: PasswordForm;
  connect?: ConnectForm;
  /** `POST <cancelAction>` with the form’s `csrf`. */
  cancelAction?: string;
  notice?: Notice;
}

/**
 * The page for the code from the e-mail. Its forms: `POST <action>` with `csrf` and `code`; `POST <resendAction>` and
 * `POST <cancelAction>` with `csrf`.
 */
export interface EnterCodePage extends AnyPage {
  kind: 'enterCode';
  action: string;
  resendAction: string;
  cancelAction: string;
  csrf: string;
  provider: string;
  /** The name of the account at the identity provider that is being connected, as that identity provider says. */
  identityName?: string;
  maskedAddress: string;
  minutesLeft: number;
  notice?: CodeNotice;
}

/** The page that says that something is finished. */
export interface DonePage extends AnyPage {
  kind: 'done';
  what:
    | { kind: 'passwordSaved' }
    | { kind: 'nothingConnected' }
    | { kind: 'emergencyOpen' }
    | { kind: 'connected'; provider: string };
}

/** The page that asks: sign out? `POST <action>` with `logout=yes`, or without `logout` to stay signed in. */
export interface SignOutPage extends AnyPage {
  kind: 'signOut';
  action: string;
  hidden: Readonly<Record<string, string>>;
  app?: AppSummary;
  person?: Person;
}

/** The page that says: you are signed out. */
export interface SignedOutPage extends AnyPage {
  kind: 'signedOut';
  app?: AppSummary;
  returnHref?: string;
}

/**
 * What one app may use, on the page of the person who allowed it. `POST <action>` with `csrf` ends the app's access.
 */
export interface AppOnPage {
  name: string;
  action: string;
  csrf: string;
  /** The kinds of data: "Conditions". */
  what: readonly string[];
  /** Which FHIR resource the person was when they allowed it: `Practitioner/1`. */
  knownAs?: string;
  /** ISO 8601. */
  since: string;
  lastUsed?: string;
  /** The app has access also when the person is not using it. */
  offline: boolean;
  /** The app does not ask again. */
  remembered?: boolean;
  /** The app has no access at the moment. */
  dormant?: boolean;
}

/** The page of the apps that a signed-in person has allowed, with a button to end the access of each. */
export interface AppsPage extends AnyPage {
  kind: 'apps';
  person: Person;
  apps: readonly AppOnPage[];
  /** The app whose access has just ended. */
  ended?: string;
  signOutHref: string;
}

/** A form that sends itself where scripts run, and has one button where they do not. */
export interface ContinueByFormPage extends AnyPage {
  kind: 'continueByForm';
  action: string;
  hidden: Readonly<Record<string, string>>;
  /** "Continue" when absent. */
  buttonLabel?: string;
}
