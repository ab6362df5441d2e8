import type { AppSummary, Person, AnyPage } from '../views/page-parts.js';

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
