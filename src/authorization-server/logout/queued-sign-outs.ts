import type { Client, KoaContextWithOIDC } from 'oidc-provider';
import type { RelyingPartySessionStore } from '#src/access/relying-party-session.store.js';

/**
 * Sends a logout token to a client, which says that a person has signed out (OpenID Connect Back-Channel Logout 1.0
 * section 2.5).
 */
export type SendLogoutToken = (this: Client, sub: string, sid: string) => Promise<void>;

/**
 * Queues the sign-out instead of sending the logout token at once, so that the person need not wait for the client.
 * RelyingPartyLogout sends it later.
 */
export function queueSignOut(sessions: RelyingPartySessionStore): SendLogoutToken {
  return (_sub, sid) => sessions.end(sid);
}

/**
 * Middleware: notes that the person is now signed in at the client, when the engine sends the browser back with a code.
 * Only clients that want logout tokens are noted.
 */
export function noteClientSession(sessions: RelyingPartySessionStore) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    const { client, session, entities } = ctx.oidc ?? {};
    if (!entities?.AuthorizationCode || !client?.backchannelLogoutUri || !session?.accountId) return;
    const { accountId, uid: sessionUid } = session;
    const { clientId } = client;
    await sessions.begin({ sid: session.sidFor(clientId)!, clientId, accountId, sessionUid });
  };
}
