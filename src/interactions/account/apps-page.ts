import type { Person, AnyPage } from '../views/page-parts.js';

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
