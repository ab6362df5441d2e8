import type { KoaContextWithOIDC } from 'oidc-provider';
import type { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import type { Clock } from '#src/clock/clock.js';
import type { Next } from '../engine/context.js';
import type { SessionEndings } from './session-endings.js';
import type { LoginResult } from './session-sign-in.js';

/**
 * Middleware: notes which session came of a sign-in, once the engine has made the session, and keeps the note as long
 * as the session is used. If the identity provider has ended the sign-in meanwhile, the session is ended, too.
 */
export function bindSignIn(
  signIns: SignInRecordStore,
  endings: SessionEndings,
  sessionSeconds: number,
  clock: Clock,
) {
  return async (ctx: KoaContextWithOIDC, next: Next): Promise<void> => {
    await next();
    const { route, session, result } = ctx.oidc ?? {};
    if ((route !== 'resume' && route !== 'authorization') || !session?.accountId) return;
    const { uid, accountId } = session;
    const { sign_in: signIn } = (result?.login ?? {}) as LoginResult;
    const over = signIn !== undefined && !(await signIns.bind(signIn, { uid, accountId }));
    if (over) await endings.sessions([uid]);
    else await signIns.keepUntil(uid, clock.epoch() + sessionSeconds);
  };
}
