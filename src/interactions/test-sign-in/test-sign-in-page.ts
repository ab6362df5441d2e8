import type { AnyPage } from '../views/page-parts.js';

/** The page before a sign-in that only tests an identity provider. `POST <action>` with `csrf`. */
export interface TestSignInPage extends AnyPage {
  kind: 'testSignIn';
  action: string;
  csrf: string;
  provider: string;
}
