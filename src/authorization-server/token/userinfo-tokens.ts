import Provider, { type AccessToken, type Grant } from 'oidc-provider';
import { splitScope } from '#src/smart/scopes/known-scopes.js';
import type { AroundFind, Find } from '../engine/overrides/replace.js';
import { asOpaqueHandle } from '../introspection/jwt-access-tokens.js';

/**
 * `find` of access tokens at userinfo: accepts every valid token whose Grant holds `openid`, whatever the audience of
 * the token (OpenID Connect Core 5.3). The engine accepts only tokens without an audience, and no JWTs.
 *
 * The released claims stay those of the token’s own scopes, and those that the person allowed one by one.
 */
export function servedAtUserinfo(grants: { find: Find<Grant> }): AroundFind<AccessToken> {
  return (find) => async (value, options) => {
    if (Provider.ctx?.oidc.route !== 'userinfo') return find(value, options);
    const token = await find(asOpaqueHandle(value), options);
    if (!token || (!token.aud && token.scopes.has('openid'))) return token;
    const grant = await grants.find(token.grantId);
    token.aud = undefined;
    if (splitScope(grant?.getOIDCScope()).includes('openid'))
      token.scope = ['openid', ...splitScope(token.scope)].join(' ');
    const claims = grant?.getOIDCClaims() ?? [];
    token.claims = { userinfo: Object.fromEntries(claims.map((claim) => [claim, null])) };
    return token;
  };
}
