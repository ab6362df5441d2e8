import Provider from 'oidc-provider';
import { permittedScopes, splitScope } from '#src/smart/scopes/known-scopes.js';

interface ScopedToken {
  scope?: string;
  save(): Promise<string>;
}

/**
 * Whoever refreshes may ask for less than was granted (RFC 6749 section 6), in whatever words: `patient/Observation.read`
 * is within `patient/*.rs`. The engine compares texts. So it is told the granted words that the wanted ones are within,
 * and the access token gets what was asked for, as it was asked for.
 */
export function refreshScopesAreComparedByMeaning(provider: Provider): void {
  /** What each request asked for, by the engine’s context of it. */
  const wantedIn = new WeakMap<object, string[]>();
  const { RefreshToken, AccessToken } = provider;

  const find = RefreshToken.find.bind(RefreshToken);
  RefreshToken.find = (async (value: string, options?: object) => {
    const token = (await find(value, options as never)) as ScopedToken | undefined;
    const oidc = Provider.ctx?.oidc;
    if (!token || oidc?.route !== 'token' || !oidc.params) return token;
    const wanted = splitScope(oidc.params.scope as string | undefined);
    const granted = splitScope(token.scope);
    if (wanted.length > 0 && wanted.every((scope) => isWithin(scope, granted))) {
      wantedIn.set(oidc, wanted);
      oidc.params.scope = granted.filter((scope) => overlaps(scope, wanted)).join(' ');
    }
    return token;
  }) as typeof RefreshToken.find;

  const prototype = AccessToken.prototype as unknown as ScopedToken;
  const { save } = prototype;
  prototype.save = function (this: ScopedToken): Promise<string> {
    const oidc = Provider.ctx?.oidc;
    const wanted = oidc && wantedIn.get(oidc);
    // What the Grant no longer holds is not there by now.
    if (wanted) this.scope = wanted.filter((scope) => isWithin(scope, splitScope(this.scope))).join(' ');
    return save.call(this);
  };
}

function isWithin(scope: string, granted: readonly string[]): boolean {
  return granted.includes(scope) || permittedScopes([scope], granted.join(' ')).join(' ') === scope;
}

function overlaps(granted: string, wanted: readonly string[]): boolean {
  return wanted.includes(granted) || permittedScopes([...wanted], granted).length > 0;
}
