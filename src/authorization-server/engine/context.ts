import type { KoaContextWithOIDC } from 'oidc-provider';
import { splitScope } from '#src/smart/scopes/known-scopes.js';

/** What a middleware of the engine’s Koa application goes on with. */
export type Next = () => Promise<void>;

/** Parameters of a request that are looked at here, the engine’s own and SMART’s (SMART App Launch 2.2, "Obtain authorization code"). */
export interface RequestParameters {
  aud?: string;
  grant_type?: string;
  id_token_hint?: string;
  launch?: string;
  max_age?: string | number;
  prompt?: string;
  resource?: string | string[];
  scope?: string;
}

/** The parameters of the authorization request this engine call is about; empty on other routes. */
export function parametersOf(ctx: KoaContextWithOIDC): RequestParameters {
  return (ctx.oidc.params ?? {}) as RequestParameters;
}

export function requestedScopes(ctx: KoaContextWithOIDC): string[] {
  return splitScope(parametersOf(ctx).scope);
}

/** The one resource server this request is for, by its address; undefined for a plain OpenID Connect request. */
export function requestedResource(ctx: KoaContextWithOIDC): string | undefined {
  const { resource } = parametersOf(ctx);
  return Array.isArray(resource) ? resource[0] : resource;
}
