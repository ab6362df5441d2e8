import type { Notice } from '#src/words/codes.js';
import type { AppSummary, AnyPage, ProviderButton } from '../views/page-parts.js';

/**
 * The field that finds the way to sign in: `POST <action>` with `csrf` and `email`. It asks to which organisation the
 * person belongs, never whether the person is known.
 */
export interface EmailField {
  action: string;
  csrf: string;
  /** What was typed before. */
  value?: string;
  /** `mistake`: not an e-mail address. Otherwise the domain that leads to no identity provider. */
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
  /** Link to the sign-in by password for the few accounts that may still use one when other accounts may not. */
  emergencyHref?: string;
  notice?: Notice;
  /** The link "Back to <app>". */
  cancelHref: string;
}
