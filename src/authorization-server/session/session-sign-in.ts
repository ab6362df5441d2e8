import Provider, { type Session } from 'oidc-provider';

type LoginAccount = Session['loginAccount'];

/** The member of a session that names the sign-in it came of. */
export const SESSION_MEMBER = 'signInId' satisfies keyof Session;

/** The member of a login result that names the sign-in (SignInRecord). */
export interface LoginResult {
  sign_in?: string;
}

/**
 * `loginAccount` of a session that also notes the sign-in. The engine’s own notes only the account, time and manner of
 * the login.
 */
export function loginWithSignIn(loginAccount: LoginAccount): LoginAccount {
  return function (this: Session, details) {
    loginAccount.call(this, details);
    const login = Provider.ctx?.oidc.entities.Interaction?.result?.login as LoginResult | undefined;
    this.signInId = login?.sign_in;
  };
}
