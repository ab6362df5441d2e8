import type { AppsPage } from '../account/apps-page.js';
import type { ConnectPage, EnterCodePage, DonePage } from '../activation/activation-pages.js';
import type { ConsentPage } from '../consent/consent-page.js';
import type { SetUpAccountPage } from '../invitation/set-up-account-page.js';
import type { ChoosePatientPage, ChooseEncounterPage } from '../launch-context/launch-context-pages.js';
import type { SignInPage } from '../sign-in/sign-in-page.js';
import type { SignOutPage, SignedOutPage } from '../sign-out/sign-out-pages.js';
import type { TestSignInPage } from '../test-sign-in/test-sign-in-page.js';
import type { ContinueByFormPage } from './continue-by-form-page.js';
import type { RefusalPage } from './refusal-page.js';

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
  | TestSignInPage
  | ContinueByFormPage;
