import type { KoaContextWithOIDC } from 'oidc-provider';
import { GRANT_TYPES } from '#src/config/settings/client.settings.js';
import { asciiText } from '#src/http/answers/ascii-text.js';

/**
 * Middleware: programs get JSON. The engine would send an HTML page for an error when the caller accepts HTML first
 * (RFC 6749 section 5.2); Java’s HTTP client does so by default. The engine would also answer a revocation with empty
 * text, which many libraries cannot read (RFC 7009 section 2.2 leaves the content open).
 */
export async function answersAsJson(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  ctx.req.headers.accept = 'application/json';
  await next();
  if (ctx.oidc?.route === 'revocation' && ctx.status === 200) ctx.body = {};
  const body = ctx.body as { error_description?: unknown } | undefined;
  if (ctx.status >= 400 && typeof body?.error_description === 'string')
    body.error_description = asciiText(body.error_description);
}

/** The only type of client assertion that this server accepts (RFC 7523 section 2.2). */
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * The parameter that a request needs at each endpoint. Without it the request is incomplete, whether the client
 * authenticates or not.
 */
const IS_REQUEST: Record<string, (body: Record<string, unknown>) => boolean> = {
  token: ({ grant_type }) => GRANT_TYPES.some((one) => one === grant_type),
  introspection: ({ token }) => Boolean(token),
  revocation: ({ token }) => Boolean(token),
  pushed_authorization_request: ({ response_type }) => Boolean(response_type),
};
const PROOFS = ['client_id', 'client_secret', 'client_assertion'];

/**
 * Middleware: gives errors the code that RFC 6749 section 5.2 demands, where the engine uses another. For the token
 * endpoint and the others where clients authenticate.
 */
export async function preciseTokenErrors(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  if (isOfUnknownAssertionType(ctx)) {
    ctx.status = 400;
    ctx.body = { error: 'invalid_request', error_description: `client_assertion_type must be ${JWT_BEARER}` };
  } else if (isFailedAssertion(ctx) || isFailedHeader(ctx)) {
    ctx.status = 401;
    ctx.body = { error: 'invalid_client', error_description: 'client authentication failed' };
  } else if (isWithoutAuthentication(ctx) && (await isOfUnknownToken(ctx))) {
    ctx.body = { error: 'invalid_grant', error_description: 'the refresh token is not valid' };
  } else if (isWithoutAuthentication(ctx)) {
    ctx.status = 401;
    ctx.body = { error: 'invalid_client', error_description: 'client authentication is missing' };
  } else if (isGrantNotAllowed(ctx)) {
    ctx.body = { error: 'unauthorized_client', error_description: 'the client may not use this grant type' };
  }
  challenge(ctx);
}

/**
 * Names one way to authenticate to a client that failed (RFC 9110 section 15.5.2). A client that used a header must get
 * the scheme of that header (RFC 6749 section 5.2). The engine does this only for a header that it could read.
 */
function challenge(ctx: KoaContextWithOIDC): void {
  const { error, error_description: description } = (ctx.body ?? {}) as Record<string, string>;
  if (ctx.status !== 401 || error !== 'invalid_client' || ctx.response.get('WWW-Authenticate')) return;
  const realm = ctx.oidc.provider.issuer;
  ctx.set(
    'WWW-Authenticate',
    `Basic realm="${realm}", error="${error}", error_description="${asciiText(description ?? '')}"`,
  );
}

/** Whether a client tried to authenticate by a header that does not even name the client. */
function isFailedHeader(ctx: KoaContextWithOIDC): boolean {
  if (!isInvalidRequest(ctx) || ctx.oidc.client || !(ctx.oidc.route in IS_REQUEST)) return false;
  const { error_description: says = '' } = ctx.body as { error_description?: string };
  return (
    saysOfHeader(says) || (ctx.headers.authorization !== undefined && /no client authentication/.test(says))
  );
}

/** Whether the engine’s message is about an `Authorization` header that it cannot read. */
export function saysOfHeader(says: string): boolean {
  return /authorization header/i.test(says);
}

/**
 * Whether a client sent only an assertion, and the assertion does not even name the client: RFC 7521 section 4.2.1,
 * SMART App Launch 2.2 ("Client Authentication: Asymmetric").
 */
function isFailedAssertion(ctx: KoaContextWithOIDC): boolean {
  return isInvalidRequest(ctx) && !ctx.oidc.client && showsAssertionOnly(ctx);
}

/**
 * Whether the assertion is of a type that this server does not know. That is a wrong parameter, not a failed
 * authentication.
 */
function isOfUnknownAssertionType(ctx: KoaContextWithOIDC): boolean {
  if ((ctx.status !== 400 && ctx.status !== 401) || ctx.oidc?.client || !showsAssertionOnly(ctx))
    return false;
  return ctx.oidc.params!.client_assertion_type !== JWT_BEARER;
}

function showsAssertionOnly(ctx: KoaContextWithOIDC): boolean {
  const { params, body } = ctx.oidc ?? {};
  return (
    params?.client_assertion !== undefined &&
    ctx.headers.authorization === undefined &&
    params.client_secret === undefined &&
    // A parameter that is sent several times is another mistake.
    !['client_id', 'client_assertion_type'].some((name) => Array.isArray(body?.[name]))
  );
}

/** Whether a complete request does not say which client it is from. */
function isWithoutAuthentication(ctx: KoaContextWithOIDC): boolean {
  const { body, client, route } = ctx.oidc ?? {};
  if (!isInvalidRequest(ctx) || client || !route || !body || !IS_REQUEST[route]?.(body)) return false;
  // A parameter that is sent twice is another mistake (RFC 6749 section 3.2).
  if (Object.entries(body).some(([name, value]) => name !== 'resource' && Array.isArray(value))) return false;
  return ctx.headers.authorization === undefined && !PROOFS.some((name) => body[name]);
}

/**
 * A public app need not send its client id at a refresh. So an app whose refresh token is gone must learn that, and not
 * get an error that asks it to authenticate.
 */
async function isOfUnknownToken({ oidc }: KoaContextWithOIDC): Promise<boolean> {
  const { grant_type: grantType, refresh_token: token } = oidc.body as Record<string, unknown>;
  if (grantType !== 'refresh_token' || typeof token !== 'string') return false;
  return (await oidc.provider.RefreshToken.find(token)) === undefined;
}

function isGrantNotAllowed(ctx: KoaContextWithOIDC): boolean {
  if (!isInvalidRequest(ctx) || ctx.oidc.route !== 'token' || !ctx.oidc.client) return false;
  const { grant_type: grantType } = ctx.oidc.params as { grant_type?: string };
  return grantType !== undefined && !ctx.oidc.client.grantTypeAllowed(grantType);
}

function isInvalidRequest(ctx: KoaContextWithOIDC): boolean {
  return ctx.status === 400 && (ctx.body as { error?: string } | undefined)?.error === 'invalid_request';
}
