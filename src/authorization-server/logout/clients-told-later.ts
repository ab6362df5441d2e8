import type { Client, KoaContextWithOIDC } from 'oidc-provider';
import type { RelyingPartySessionStore } from '#src/access/relying-party-session.store.js';

/** How a client is told that somebody has signed out (OpenID Connect Back-Channel Logout 1.0 section 2.5). */
export type Tell = (this: Client, sub: string, sid: string) => Promise<void>;

/** Notes that a client is to be told of a sign-out, in the place of telling it while the person waits. */
export function toldLater(sessions: RelyingPartySessionStore): Tell {
  return (_sub, sid) => sessions.end(sid);
}

/** Middleware: whoever goes back to a client with a code is signed in there. */
export function noteWhereSignedIn(sessions: RelyingPartySessionStore) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    const { client, session, entities } = ctx.oidc ?? {};
    if (!entities?.AuthorizationCode || !client?.backchannelLogoutUri || !session?.accountId) return;
    const { accountId, uid: sessionUid } = session;
    const { clientId } = client;
    await sessions.begin({ sid: session.sidFor(clientId)!, clientId, accountId, sessionUid });
  };
}
