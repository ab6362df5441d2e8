import type { KoaContextWithOIDC } from 'oidc-provider';
import { splitScope } from '#src/smart/scopes/known-scopes.js';

/** Calls the next middleware of the engine’s Koa application. */
export type Next = () => Promise<void>;

/**
 * The request parameters that this code reads: the engine’s own and SMART’s (SMART App Launch 2.2, "Obtain
 * authorization code").
 */
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

/** The parameters of the request that this engine call is about; empty on routes without any. */
export function parametersOf(ctx: KoaContextWithOIDC): RequestParameters {
  return (ctx.oidc.params ?? {}) as RequestParameters;
}

export function requestedScopes(ctx: KoaContextWithOIDC): string[] {
  return splitScope(parametersOf(ctx).scope);
}

/** The address of the resource server that this request is for; undefined for a plain OpenID Connect request. */
export function requestedResource(ctx: KoaContextWithOIDC): string | undefined {
  const { resource } = parametersOf(ctx);
  return Array.isArray(resource) ? resource[0] : resource;
}
