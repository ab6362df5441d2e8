import type { ExternalIdentity } from '../external-identity.js';

/** What a login needs to know to set out. */
export interface LoginRequest {
  /** The unguessable `state` that ties the provider's answer to this login. */
  state: string;
  /** `prompt` to send (OpenID Connect Core 3.1.2.1): `login` for a fresh sign-in, `select_account` for another account. */
  prompt?: string;
  /** `login_hint`: an address the person gave us to find this provider by, or the app’s where the settings say so. */
  loginHint?: string;
  /** `ui_locales`: the languages the app says its person reads. */
  uiLocales?: string;
  /** The class of sign-in the app asks for. */
  acr?: AskedAcr;
}

/** `acr` values in the order they are preferred; essential, when no other will do (OpenID Connect Core 5.5.1.1). */
export interface AskedAcr {
  values: string[];
  essential: boolean;
}

/** Where to send the browser, and what must be remembered (sealed, on our side) until it comes back. */
export interface Handoff {
  redirectTo: string;
  memo: LoginMemo;
}

export type LoginMemo = Record<string, string>;

/** The parameters the browser brought back from the provider. */
export type CallbackParameters = Record<string, string>;

/**
 * One kind of upstream. A connector sees no request object and maps no claims: it sends the browser away and
 * verifies what comes back.
 */
export interface Connector {
  beginLogin(request: LoginRequest): Promise<Handoff>;
  /** @throws FederationError when the answer cannot be trusted or there is none. */
  completeLogin(callback: CallbackParameters, memo: LoginMemo): Promise<ExternalIdentity>;
  /**
   * Asks whether the provider still lets somebody in who signed in before.
   *
   * @throws FederationError when it does not say.
   */
  askAgain(asked: { refreshToken: string; subject: string }): Promise<StillThere>;
  /**
   * Where to send a browser whose person has signed out here, so that they sign out there, too.
   *
   * @returns undefined where the provider has no such address.
   * @throws FederationError when it does not say.
   */
  logoutAddress(asked: LogoutRequest): Promise<string | undefined>;
}

/** What a sign-out at the provider is told. */
export interface LogoutRequest {
  /** What the provider said when the person signed in, if it was kept. */
  idToken?: string;
  /** Where the browser is to come back to, and what it brings back. */
  returnUrl: string;
  state: string;
}

/** `refreshToken`: the one to ask with the next time, where the provider has given another. */
export type StillThere = { still: true; refreshToken?: string } | { still: false };
