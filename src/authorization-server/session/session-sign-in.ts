import Provider from 'oidc-provider';

interface EngineSession {
  signInId?: string;
  loginAccount(details: object): void;
}

/** The member of a login’s result that names the sign-in (SignInRecord). */
export interface LoginResult {
  sign_in?: string;
}

/**
 * Makes each browser session carry the sign-in it came of. The engine keeps account, time and manner of a login only, and
 * has no hook for more.
 */
export function sessionsKnowTheirSignIn(provider: Provider): void {
  const Session = provider.Session as unknown as { IN_PAYLOAD: string[]; prototype: EngineSession };
  const members = [...Session.IN_PAYLOAD, 'signInId'];
  Object.defineProperty(Session, 'IN_PAYLOAD', { get: () => members });
  const { loginAccount } = Session.prototype;
  Session.prototype.loginAccount = function (this: EngineSession, details: object): void {
    loginAccount.call(this, details);
    const login = Provider.ctx?.oidc.entities.Interaction?.result?.login as LoginResult | undefined;
    this.signInId = login?.sign_in;
  };
}
