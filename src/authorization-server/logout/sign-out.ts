import type { KoaContextWithOIDC } from 'oidc-provider';
import type { Next } from '../engine/context.js';
import type { SessionEndings } from '../session/session-endings.js';

/**
 * While a browser has this cookie, the sign-in page asks how to sign in instead of redirecting to the identity
 * provider. That page then removes the cookie.
 */
export const ASK_ONCE_COOKIE = 'wardkey_ask_once';

/**
 * Whether this request has just ended a session because the person wanted it, and not to make room for another account.
 */
export function hasSignedOut(ctx: KoaContextWithOIDC, issuer: string): boolean {
  if (ctx.oidc?.route !== 'end_session_confirm') return false;
  const { session } = ctx.oidc;
  // When another account signs in over an old session, the engine signs out the old one on its way back to the request.
  return session?.destroyed === true && !ctx.response.get('location').startsWith(`${issuer}/authorize/`);
}

/** Middleware: a person who has just signed out must not be signed in again by the next request without being asked. */
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
 * Middleware: signing out ends what the person allowed "until you sign out". The engine would end at most one Grant per
 * client, but each launch has its own Grant.
 */
export function signOutEndsGrants(endings: SessionEndings) {
  return async (ctx: KoaContextWithOIDC, next: Next): Promise<void> => {
    await next();
    const session = ctx.oidc?.route === 'end_session_confirm' ? ctx.oidc.session : undefined;
    if (session?.destroyed) await endings.grantsUntilSignOut(session.uid);
  };
}

/**
 * Middleware: a person who chose to stay signed in comes to the page that shows it. The engine would send them to the page
 * of people who have signed out.
 */
export async function staysSignedIn(ctx: KoaContextWithOIDC, next: Next): Promise<void> {
  await next();
  const { route, session } = ctx.oidc ?? {};
  if (route !== 'end_session_confirm' || !session?.accountId || session.destroyed) return;
  if (ctx.response.get('location').endsWith('/logout/success')) ctx.redirect('/account');
}
