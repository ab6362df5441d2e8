import Provider, { type AccessToken as EngineToken } from 'oidc-provider';
import { splitScope } from '#src/smart/scopes/known-scopes.js';
import { asOpaqueHandle } from '../introspection/jwt-access-tokens.js';

/**
 * Makes userinfo serve every access token that is alive and whose Grant holds `openid`, whatever it is for (OpenID
 * Connect Core 5.3). The engine serves those alone that are for nothing else, and knows no JWTs there.
 *
 * What is released stays what the token’s own scopes release, and the claims that were allowed one by one.
 */
export function userinfoServesEveryToken(provider: Provider): void {
  const { AccessToken, Grant } = provider;
  const find = AccessToken.find.bind(AccessToken);
  AccessToken.find = (async (value: string, options?: object) => {
    if (Provider.ctx?.oidc.route !== 'userinfo') return find(value, options as never);
    const token = (await find(asOpaqueHandle(value), options as never)) as EngineToken | undefined;
    if (!token || (!token.aud && token.scopes.has('openid'))) return token;
    const grant = await Grant.find(token.grantId!);
    token.aud = undefined as never;
    if (splitScope(grant?.getOIDCScope()).includes('openid'))
      token.scope = ['openid', ...splitScope(token.scope)].join(' ');
    const claims = grant?.getOIDCClaims() ?? [];
    token.claims = { userinfo: Object.fromEntries(claims.map((claim) => [claim, null])) };
    return token;
  }) as typeof AccessToken.find;
}
