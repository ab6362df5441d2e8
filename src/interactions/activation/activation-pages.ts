import type { CodeNotice, Notice } from '#src/words/codes.js';
import type { PasswordForm } from '../sign-in/sign-in-page.js';
import type { AnyPage } from '../views/page-parts.js';

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
    | { kind: 'signInTested' }
    | { kind: 'connected'; provider: string };
}
