import type { KoaContextWithOIDC } from 'oidc-provider';
import { splitScope } from '#src/smart/scopes/known-scopes.js';

/** What a middleware of the engine’s Koa application goes on with. */
export type Next = () => Promise<void>;

/** Request parameters of ours beside the engine’s own (SMART App Launch 2.2, "Obtain authorization code"). */
export interface SmartParameters {
  aud?: string;
  launch?: string;
  resource?: string | string[];
  scope?: string;
  prompt?: string;
}

/** The parameters of the authorization request this engine call is about; empty on other routes. */
export function smartParameters(ctx: KoaContextWithOIDC): SmartParameters {
  return (ctx.oidc.params ?? {}) as SmartParameters;
}

export function requestedScopes(ctx: KoaContextWithOIDC): string[] {
  return splitScope(smartParameters(ctx).scope);
}

/** The one resource server this request is for, by its address; undefined for a plain OpenID Connect request. */
export function requestedResource(ctx: KoaContextWithOIDC): string | undefined {
  const { resource } = smartParameters(ctx);
  return Array.isArray(resource) ? resource[0] : resource;
}
