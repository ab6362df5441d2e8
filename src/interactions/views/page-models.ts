import type {
  Access,
  CodeNotice,
  NewPasswordProblem,
  Notice,
  PatientSearchField,
  RefusalSituation,
} from '#src/words/codes.js';
/**
 * What each page shows, and nothing about how it looks or which words it uses. A caller fills in one of these
 * and hands it to `PageRenderer.render`; the words, the dates and the HTML are decided there.
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

/** An image this server serves itself (`/…`) or a `data:image/…` URI; the page policy loads no other. */
export type ImageSource = string;

/** The app on whose behalf someone is here. */
export interface AppSummary {
  name: string;
  logo?: ImageSource;
  /** True shows a verified mark; false is said aloud where access is given; undefined says nothing. */
  verified?: boolean;
  /** The app's own web page. Only its host is shown. */
  uri?: string;
}

/** Who is signed in. Never on a page that comes before the sign-in. */
export interface Person {
  name: string;
}

/** What every page may carry. */
interface AnyPage {
  /** The number that finds this sign-in in the audit log; shown in the footer. */
  reference?: string;
}

/** One way to sign in. */
export interface ProviderButton {
  displayName: string;
  href: string;
  logo?: ImageSource;
  /** Used last on this device: shown first, and marked so. */
  lastUsed?: boolean;
  /** Known not to answer now. The button stays usable (our knowledge may be a minute old) and says so. */
  unavailable?: boolean;
}

/**
 * One field that finds the way to sign in: `POST <action>` with `csrf` and `email`. It asks where the person belongs,
 * never whether they are known.
 */
export interface EmailField {
  action: string;
  csrf: string;
  /** What was typed before. */
  value?: string;
  /** `mistake`: not an e-mail address; else the domain that leads nowhere. */
  problem?: 'mistake' | { unknownDomain: string };
}

/** E-mail address and password: `POST <action>` with `csrf`, `email` and `password`. */
export interface PasswordForm {
  action: string;
  csrf: string;
  /** What was typed before. */
  email?: string;
}

/** How do you sign in? */
export interface SignInPage extends AnyPage {
  kind: 'signIn';
  app: AppSummary;
  /** In the administrator's order; the page itself puts the last used one first. */
  providers: readonly ProviderButton[];
  /** Asked first, above the buttons. */
  emailField?: EmailField;
  /** Below the providers, when accounts may sign in by password. */
  password?: PasswordForm;
  /** Where the few may sign in by password who may when nobody else may. */
  emergencyHref?: string;
  notice?: Notice;
  /** "Back to <app>". */
  cancelHref: string;
}

/** One thing about a patient, as the record has it: what kind of thing decides the words around it. */
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

/** Enough of a patient to be sure it is the right one. */
export interface PatientSummary {
  name: string;
  /** A FHIR date: `2019-03-04`, `2019-03` or `2019`. */
  birthDate?: string;
  /** In the order to show. */
  facts?: readonly PatientFact[];
}

/** One search result; `id` is what the form sends back. */
export interface PatientRow extends PatientSummary {
  id: string;
}

/**
 * Which patient? Two forms on one path: the search is `GET <action>?q=…`, the choice is
 * `POST <action>` with `csrf` and `patient=<id>`.
 */
export interface ChoosePatientPage extends AnyPage {
  kind: 'choosePatient';
  app: AppSummary;
  person?: Person;
  action: string;
  csrf: string;
  query: string;
  /** What is known of each patient at most, in the order to show; many of them want a wide page. */
  columns: ReadonlyArray<PatientFact['kind']>;
  /** What the text is looked for in. */
  searchBy: readonly PatientSearchField[];
  /** In the order to show, at most one page of them. */
  results: readonly PatientRow[];
  /** False before the first search: results, if any, are then recent patients. */
  searched: boolean;
  /** Counted from 1. */
  page?: number;
  previousHref?: string;
  nextHref?: string;
  /** "Back to <app>". */
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

/** Which visit of this patient? `POST <action>` with `csrf`, `patient` and `encounter=<id>`, empty for none of them. */
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
  /** `everyone` = every patient the person may see, not only the one on the card. */
  reach?: 'patient' | 'everyone';
  /** A narrowing, as people say it ("Only vital signs"). */
  detail?: string;
  /** A wildcard: everything in the record, now and in the future. */
  everything?: boolean;
  /** Parts of it that may be allowed instead; come back as `part`. */
  parts?: readonly ConsentPart[];
  /** What the whole record is made of, all ticked to begin with; come back as `type`, and their parts as `typePart`. */
  types?: ReadonlyArray<{
    /** The kind of data: a key of the words `recordGroups`. */
    group: RecordGroup;
    types: ReadonlyArray<{ scope: string; title: string; parts?: readonly ConsentPart[] }>;
  }>;
}

/** A part that may be allowed in the place of a whole. */
export interface ConsentPart {
  scope: string;
  words: string;
}

/** A kind of data people know by name, e.g. "Conditions". */
export interface ConsentGroup {
  title: string;
  items: readonly ConsentItem[];
}

/** The patient in context on the consent page. */
export interface PatientCard extends PatientSummary {
  /** The person signed in is this patient: the page says "your health record". */
  isYou?: boolean;
  /** "Not the right patient? Choose another". */
  chooseAnotherHref?: string;
}

/**
 * May the app have this? `POST <action>` with `csrf`, `decision=allow|deny` and one `scope` for every ticked
 * box, one `part` for every ticked part, and for the whole record `shown` and one `type` for every type left ticked. What is not ticked is not sent: the caller rejects it on the Grant. A
 * ticked part takes the place of the whole, ticked or not.
 */
export interface ConsentPage extends AnyPage {
  kind: 'consent';
  app: AppSummary;
  action: string;
  csrf: string;
  patient?: PatientCard;
  groups: readonly ConsentGroup[];
  /** What it may do at another API than a FHIR server, in words; allowed as a whole. */
  elsewhere?: readonly string[];
  /** `offline`: also without the person, until it has gone unused for so many days. */
  duration: 'untilSignOut' | { offline: { unusedDays: number } };
  /** `openid`, `profile` or `fhirUser` was asked: the app learns the person's name and role. */
  learnsAboutPerson: boolean;
  /** `email` was asked: it also learns the address. */
  learnsEmail?: boolean;
  /** What scopes of the organisation’s own release, each in its own words. */
  learnsAlso?: readonly string[];
  /** The app will not ask again for what is allowed now. */
  remembered?: boolean;
  person: Person;
  /** "Back to <app>", beside "Do not allow". */
  cancelHref?: string;
}

/** You cannot go on: what happened, what to do, whom to ask. Only the links that are given are offered. */
export interface RefusalPage extends AnyPage {
  kind: 'refusal';
  situation: RefusalSituation;
  app?: AppSummary;
  /** The identity provider's display name. */
  provider?: string;
  retryHref?: string;
  otherAccountHref?: string;
  /** Where to sign in by password instead, when a provider does not answer. */
  passwordHref?: string;
  /** Where somebody with a password connects this provider to their account. */
  connectHref?: string;
  /** Where the app starts a sign-in; "Start again from <app>". */
  startAgainHref?: string;
  /** Other ways to sign in, listed when a provider is of no use. */
  otherProviders?: readonly ProviderButton[];
  /** For the app's maker, in a fold-out; shown for `appMistake` only. */
  details?: string;
}

/** A provider to connect an account to; its button sends `provider=<scheme>`. */
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

/** What an invitation leads to. The password: `POST <action>` with `csrf`, `password` and `again`. */
export interface SetUpAccountPage extends AnyPage {
  kind: 'setUpAccount';
  connect?: ConnectForm;
  password?: { action: string; csrf: string; minimumLength: number; problem?: NewPasswordProblem };
}

/** Connecting a provider: first who you are, by password, then which provider. */
export interface ConnectPage extends AnyPage {
  kind: 'connect';
  password?: PasswordForm;
  connect?: ConnectForm;
  /** `POST <cancelAction>` with the form’s `csrf`. */
  cancelAction?: string;
  notice?: Notice;
}

/**
 * The code from the mail. Forms: `POST <action>` with `csrf` and `code`; `POST <resendAction>` and
 * `POST <cancelAction>` with `csrf`.
 */
export interface EnterCodePage extends AnyPage {
  kind: 'enterCode';
  action: string;
  resendAction: string;
  cancelAction: string;
  csrf: string;
  provider: string;
  /** Whose account at the provider is being connected, as the provider says. */
  identityName?: string;
  maskedAddress: string;
  minutesLeft: number;
  notice?: CodeNotice;
}

/** Something is finished. */
export interface DonePage extends AnyPage {
  kind: 'done';
  what:
    | { kind: 'passwordSaved' }
    | { kind: 'nothingConnected' }
    | { kind: 'emergencyOpen' }
    | { kind: 'connected'; provider: string };
}

/** Sign out? `POST <action>` with `logout=yes`, or without `logout` to stay signed in. */
export interface SignOutPage extends AnyPage {
  kind: 'signOut';
  action: string;
  hidden: Readonly<Record<string, string>>;
  app?: AppSummary;
  person?: Person;
}

/** You are signed out. */
export interface SignedOutPage extends AnyPage {
  kind: 'signedOut';
  app?: AppSummary;
  returnHref?: string;
}

/** What one app may use, on the page of the person who allowed it. `POST <action>` with `csrf` ends it. */
export interface AppOnPage {
  name: string;
  action: string;
  csrf: string;
  /** Kinds of data: "Conditions". */
  what: readonly string[];
  /** Who the person was for FHIR when they allowed it: `Practitioner/1`. */
  knownAs?: string;
  /** ISO 8601. */
  since: string;
  lastUsed?: string;
  /** Also when the person is not using it. */
  offline: boolean;
  /** It does not ask again. */
  remembered?: boolean;
  /** It has no access at the moment. */
  dormant?: boolean;
}

/** Apps with access: what a signed-in person has allowed, and the end of it. */
export interface AppsPage extends AnyPage {
  kind: 'apps';
  person: Person;
  apps: readonly AppOnPage[];
  /** The app whose access has just ended. */
  ended?: string;
  signOutHref: string;
}

/** A form that posts itself where scripts run, and has one button where they do not. */
export interface ContinueByFormPage extends AnyPage {
  kind: 'continueByForm';
  action: string;
  hidden: Readonly<Record<string, string>>;
  /** "Continue" when not given. */
  buttonLabel?: string;
}
