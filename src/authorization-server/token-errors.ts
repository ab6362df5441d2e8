import type { KoaContextWithOIDC } from 'oidc-provider';

/** Where programs ask, and never a person. */
const FOR_PROGRAMS = new Set(['/token', '/introspect', '/revoke', '/par', '/userinfo']);

/**
 * Programs get errors as JSON (RFC 6749 section 5.2). The engine would send whoever accepts HTML first a page, and Java’s
 * HTTP client does unless it is told otherwise.
 */
export async function errorsAsJson(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  if (FOR_PROGRAMS.has(ctx.path)) ctx.req.headers.accept = 'application/json';
  await next();
}

/**
 * Names errors of the token endpoint, and of others that clients authenticate at, as RFC 6749 section 5.2 does, where
 * the engine calls them a malformed request.
 */
export async function preciseTokenErrors(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  if (isFailedAssertion(ctx)) {
    ctx.status = 401;
    ctx.body = { error: 'invalid_client', error_description: 'client authentication failed' };
  } else if (isGrantNotAllowed(ctx)) {
    ctx.body = { error: 'unauthorized_client', error_description: 'the client may not use this grant type' };
  }
}

/**
 * A client showed an assertion and nothing else, and it was not even good enough to tell which client: RFC 7521 section
 * 4.2.1, SMART App Launch 2.2 ("Client Authentication: Asymmetric").
 */
export function isFailedAssertion(ctx: KoaContextWithOIDC): boolean {
  const { params, body, client } = ctx.oidc ?? {};
  if (!isInvalidRequest(ctx) || client || params?.client_assertion === undefined) return false;
  if (ctx.headers.authorization !== undefined || params.client_secret !== undefined) return false;
  return !['client_id', 'client_assertion_type'].some((name) => Array.isArray(body?.[name]));
}

function isGrantNotAllowed(ctx: KoaContextWithOIDC): boolean {
  if (!isInvalidRequest(ctx) || ctx.oidc.route !== 'token' || !ctx.oidc.client) return false;
  const { grant_type: grantType } = ctx.oidc.params as { grant_type?: string };
  return grantType !== undefined && !ctx.oidc.client.grantTypeAllowed(grantType);
}

function isInvalidRequest(ctx: KoaContextWithOIDC): boolean {
  return ctx.status === 400 && (ctx.body as { error?: string } | undefined)?.error === 'invalid_request';
}
