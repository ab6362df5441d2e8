import type { ExternalIdentity } from '../external-identity.js';

/** What a connector needs to begin a login. */
export interface LoginRequest {
  /** The unguessable `state` that binds the identity provider's answer to this login. */
  state: string;
  /**
   * `prompt` to send (OpenID Connect Core 3.1.2.1): `login` for a new sign-in, `select_account` for another account.
   */
  prompt?: string;
  /**
   * `login_hint`: the e-mail address by which the person chose this identity provider, or the app’s hint where the
   * settings allow that.
   */
  loginHint?: string;
  /** `ui_locales`: the languages that the person reads, as the app says. */
  uiLocales?: string;
  /** The class of sign-in (`acr`) that the app asks for. */
  acr?: AskedAcr;
}

/**
 * `acr` values, the preferred one first. `essential` means that no other value will do (OpenID Connect Core 5.5.1.1).
 */
export interface AskedAcr {
  values: string[];
  essential: boolean;
}

/** Where to send the browser, and what this server must remember (sealed) until the browser comes back. */
export interface Handoff {
  redirectTo: string;
  memo: LoginMemo;
}

export type LoginMemo = Record<string, string>;

/** The parameters that the browser brought back from the identity provider. */
export type CallbackParameters = Record<string, string>;

/**
 * One kind of identity provider. A connector sees no request object and maps no claims: it sends the browser away and
 * verifies what comes back.
 */
export interface Connector {
  beginLogin(request: LoginRequest): Promise<Handoff>;
  /** @throws FederationError when there is no answer, or the answer cannot be trusted. */
  completeLogin(callback: CallbackParameters, memo: LoginMemo): Promise<ExternalIdentity>;
  /**
   * Asks whether the identity provider still lets in a person who signed in before.
   *
   * @throws FederationError when it does not say.
   */
  askAgain(asked: { refreshToken: string; subject: string }): Promise<RevalidationResult>;
  /**
   * The address to which a browser is sent after its person signed out here, so that they sign out at the identity
   * provider, too.
   *
   * @returns undefined when the identity provider has no such address.
   * @throws FederationError when it does not say.
   */
  logoutAddress(asked: LogoutRequest): Promise<string | undefined>;
}

/** What this server sends to the identity provider when a person signs out there. */
export interface LogoutRequest {
  /** The ID token of the person's sign-in, if it was kept. */
  idToken?: string;
  /** Where the browser comes back to, and the `state` that it brings. */
  returnUrl: string;
  state: string;
}

/** `refreshToken`: the one to ask with the next time, when the identity provider gave a new one. */
export type RevalidationResult = { still: true; refreshToken?: string } | { still: false };
