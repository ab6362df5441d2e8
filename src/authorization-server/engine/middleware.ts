import type { KoaContextWithOIDC } from 'oidc-provider';
import type { RelyingPartySessionStore } from '#src/accounts/relying-party-session.store.js';
import type { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { epochNow } from '#src/database/epoch-column.js';
import type { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { authorizationDetails } from '#src/smart/launch/authorization-details.js';
import type { GrantContextStore } from '#src/smart/launch/grant-context.store.js';
import { launchContextOf } from '../token/access-token-claims.js';
import type { LoginResult } from '../session/session-sign-in.js';
import type { ArtifactStore } from '../storage/artifact.store.js';

type Next = () => Promise<void>;

/** Says that `prompt=consent` is ours. An app that sends it itself takes back its own wish, and no more. */
export const CONSENT_ADDED = 'consent_added';

/**
 * The engine drops `offline_access` unless the request says `prompt=consent` (OpenID Connect Core section 11); SMART
 * apps never say so, and SMART always asks for consent. So we say it for them.
 */
export async function offlineAccessNeedsNoPrompt(ctx: KoaContextWithOIDC, next: Next): Promise<void> {
  if (ctx.method === 'GET' && ctx.path === '/authorize') {
    const prompt = promptForOfflineAccess(ctx.query.scope, ctx.query.prompt);
    if (prompt !== undefined) ctx.query = { ...ctx.query, prompt, [CONSENT_ADDED]: '1' };
  }
  await next();
}

/** @returns the `prompt` to send instead, or undefined when the one given is right. */
export function promptForOfflineAccess(scope: unknown, prompt: unknown): string | undefined {
  if (Array.isArray(prompt) || typeof scope !== 'string' || !scope.split(' ').includes('offline_access'))
    return undefined;
  const prompts = typeof prompt === 'string' ? prompt.split(' ').filter(Boolean) : [];
  return prompts.includes('consent') || prompts.includes('none')
    ? undefined
    : [...prompts, 'consent'].join(' ');
}

/**
 * Completes the token response: launch context beside the tokens, on refresh too (SMART App Launch 2.2, "Launch context
 * arrives with your access_token"), `authorization_details` where a client is set so, and the Pragma header that RFC 6749
 * section 5.1 asks for.
 */
export function smartTokenResponse(fhirServers: FhirServers) {
  return async (ctx: KoaContextWithOIDC, next: Next): Promise<void> => {
    await next();
    if (ctx.oidc?.route !== 'token') return;
    ctx.set('Pragma', 'no-cache');
    const { AccessToken: token } = ctx.oidc.entities;
    if (ctx.status !== 200 || !token?.extra || typeof ctx.body !== 'object') return;
    Object.assign(ctx.body as object, launchContextOf(token.extra));
    const server = fhirServers.at([token.aud].flat()[0] ?? '');
    const details = server && authorizationDetails(server);
    if (details && ctx.oidc.client?.authorization_details_wanted === true)
      Object.assign(ctx.body as object, { authorization_details: details });
  };
}

/**
 * Our addresses come from the configured issuer, never from the request: behind a proxy the connection to us is plain
 * and its Host another, and a Host header may say anything. Cookies know by the issuer, too, that they travel by https.
 */
export function addressesFromIssuer(issuer: string) {
  const { protocol, host } = new URL(issuer);
  const secure = protocol === 'https:';
  return async (ctx: KoaContextWithOIDC, next: Next): Promise<void> => {
    Object.defineProperties(ctx.request, {
      protocol: { value: protocol.slice(0, -1) },
      host: { value: host },
    });
    if (secure) ctx.cookies.secure = true;
    await next();
  };
}

/** While a browser has it, the person is asked how to sign in instead of being sent straight on; then it goes. */
export const ASK_ONCE_COOKIE = 'wardkey_ask_once';

/** Whether this request has just ended a session by the person’s wish, and not to make room for another account. */
export function hasSignedOut(ctx: KoaContextWithOIDC, issuer: string): boolean {
  if (ctx.oidc?.route !== 'end_session_confirm') return false;
  const { session } = ctx.oidc as { session?: { destroyed?: boolean } };
  // Where another account signs in over an old session, the engine signs out on its way back to the request.
  return session?.destroyed === true && !ctx.response.get('location').startsWith(`${issuer}/authorize/`);
}

/** Who has just signed out must not be signed in again by the very next request, unasked. */
export function signOutAsksOnce(issuer: string) {
  return async (ctx: KoaContextWithOIDC, next: Next): Promise<void> => {
    await next();
    if (!hasSignedOut(ctx, issuer)) return;
    ctx.cookies.set(ASK_ONCE_COOKIE, '1', {
      path: '/interaction',
      httpOnly: true,
      sameSite: 'lax',
      signed: false,
    });
  };
}

/**
 * Notes which session came of a sign-in, once the engine has made it, and keeps the note as long as the session is used.
 * A sign-in that the provider has ended meanwhile makes no session.
 */
export function bindSignIn(
  signIns: SignInRecordStore,
  store: ArtifactStore,
  relyingParties: RelyingPartySessionStore,
  sessionSeconds: number,
) {
  return async (ctx: KoaContextWithOIDC, next: Next): Promise<void> => {
    await next();
    const { route, session, result } = ctx.oidc ?? {};
    if ((route !== 'resume' && route !== 'authorization') || !session?.accountId) return;
    const { uid, accountId } = session;
    const { sign_in: signIn } = (result?.login ?? {}) as LoginResult;
    const over = signIn !== undefined && !(await signIns.bind(signIn, { uid, accountId }));
    if (over) {
      await store.destroySessions([uid]);
      await relyingParties.endSessions([uid]);
    } else await signIns.keepUntil(uid, epochNow() + sessionSeconds);
  };
}

/**
 * Signing out ends what the person allowed "until you sign out". The engine would end at most one Grant per client; each
 * launch has one of its own.
 */
export function signOutEndsGrants(contexts: GrantContextStore, store: ArtifactStore) {
  return async (ctx: KoaContextWithOIDC, next: Next): Promise<void> => {
    await next();
    const session = ctx.oidc?.route === 'end_session_confirm' ? ctx.oidc.session : undefined;
    if (!session || !(session as { destroyed?: boolean }).destroyed) return;
    for (const grantHash of await contexts.grantsOfSession(session.uid))
      await store.destroyGrantByHash(grantHash);
  };
}
