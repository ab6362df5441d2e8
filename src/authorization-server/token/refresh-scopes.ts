import Provider, { type AccessToken, type RefreshToken } from 'oidc-provider';
import { permittedScopes, splitScope } from '#src/smart/scopes/known-scopes.js';
import type { Find } from '../engine/overrides/replace.js';

type Save = AccessToken['save'];

/**
 * A refresh may ask for less than was granted (RFC 6749 section 6), in other words, too: `patient/Observation.read` is
 * within `patient/*.rs`. The engine compares the scopes as text. So the engine is given the granted scopes that contain
 * the wanted ones, and the access token then gets the scopes exactly as the client asked for them.
 */
export class RefreshScopes {
  /** The scopes that each refresh asked for, by the engine’s context of the request. */
  private readonly wantedIn = new WeakMap<object, string[]>();

  /** `find` of refresh tokens: the engine begins a refresh with it. */
  readonly understood =
    (find: Find<RefreshToken>): Find<RefreshToken> =>
    async (value, options) => {
      const token = await find(value, options);
      const oidc = Provider.ctx?.oidc;
      if (!token || oidc?.route !== 'token' || !oidc.params) return token;
      const wanted = splitScope(oidc.params.scope as string | undefined);
      const granted = splitScope(token.scope);
      if (wanted.length > 0 && wanted.every((scope) => isWithin(scope, granted))) {
        this.wantedIn.set(oidc, wanted);
        oidc.params.scope = granted.filter((scope) => overlaps(scope, wanted)).join(' ');
      }
      return token;
    };

  /** `save` of access tokens: the engine ends a refresh with it. */
  readonly asAskedFor = (save: Save): Save => {
    const wantedOf = (oidc: object) => this.wantedIn.get(oidc);
    return function (this: AccessToken) {
      const oidc = Provider.ctx?.oidc;
      const wanted = oidc && wantedOf(oidc);
      // By now the engine has removed what the Grant no longer holds.
      if (wanted) this.scope = wanted.filter((scope) => isWithin(scope, splitScope(this.scope))).join(' ');
      return save.call(this);
    };
  };
}

function isWithin(scope: string, granted: readonly string[]): boolean {
  return granted.includes(scope) || permittedScopes([scope], granted.join(' ')).join(' ') === scope;
}

function overlaps(granted: string, wanted: readonly string[]): boolean {
  return wanted.includes(granted) || permittedScopes([...wanted], granted).length > 0;
}
