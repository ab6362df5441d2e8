import { decodeJwt, type JWTPayload } from 'jose';
import { type KoaContextWithOIDC } from 'oidc-provider';
import { wait } from '../wait.js';
import { type IdTokenKeys, type SignIdToken } from './id-token-signer.js';

/** The endpoints a client of the identity provider talks to. */
export type Endpoint = 'authorization' | 'token' | 'jwks' | 'discovery';

/** The JSON of a token endpoint's answer. */
export type TokenResponse = Record<string, unknown>;

/** Ways for a test to make the identity provider send false answers, fail or be slow. */
export interface Tamper {
  /** Replaces the ID token. `claims` are the true ones; the returned text is sent unchanged. */
  idToken?: (claims: JWTPayload, sign: SignIdToken) => Promise<string> | string;
  /** Replaces the whole token response, after `idToken`. */
  tokenResponse?: (body: TokenResponse) => TokenResponse;
  /** Waits before answering. */
  delayMs?: number;
  /** Answers with this HTTP status. */
  status?: number;
  /** Answers with this text instead of the true body. */
  body?: string;
  /** The endpoint that `delayMs`, `status` and `body` concern. Default: the token endpoint. */
  endpoint?: Endpoint;
}

/**
 * Gives a successful token response the ID token that a hospital tenant would send, or the one that a test asks for.
 * The claims of the engine's own ID token are read and signed again, because the engine cannot add `sid` for a client
 * without back-channel logout.
 */
export async function finishTokenResponse(
  ctx: KoaContextWithOIDC,
  keys: IdTokenKeys,
  tamper: Tamper | undefined,
): Promise<void> {
  const body = ctx.body as TokenResponse;
  if (ctx.status !== 200 || typeof body?.id_token !== 'string') return;
  const sign = keys.signFor(ctx.oidc.client?.clientSecret ?? '');
  const claims = { sid: ctx.oidc.entities.AuthorizationCode?.sessionUid, ...decodeJwt(body.id_token) };
  const id_token = await (tamper?.idToken?.(claims, sign) ?? sign(claims));
  ctx.body = tamper?.tokenResponse?.({ ...body, id_token }) ?? { ...body, id_token };
}

/** Delays, or replaces status and body, when the test asked for this endpoint. */
export async function disturb(
  ctx: KoaContextWithOIDC,
  endpoint: Endpoint | undefined,
  tamper?: Tamper,
): Promise<void> {
  if (!tamper || endpoint !== (tamper.endpoint ?? 'token')) return;
  if (tamper.delayMs) await wait(tamper.delayMs);
  if (tamper.body !== undefined) ctx.body = tamper.body;
  if (tamper.status !== undefined) ctx.status = tamper.status;
}
