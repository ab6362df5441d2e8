import type { Settings } from '#src/config/settings/settings.js';

const HOUR = 3600;
const HALF_AN_HOUR = HOUR / 2;
const DAY = 24 * HOUR;

/**
 * The lifetimes of all that the engine stores, in seconds. Every model is listed, because the engine’s defaults are
 * meant for demonstrations.
 */
export function lifetimes(settings: Settings) {
  const { accessTokenSeconds, refreshTokenDays, sessionHours } = settings.tokens;
  return {
    AccessToken: () => accessTokenSeconds,
    // SMART App Launch 2.2 recommends about one minute. RFC 6749 section 4.1.2 allows ten at most.
    AuthorizationCode: 60,
    // SMART App Launch 2.2, Backend Services: five minutes at most.
    ClientCredentials: 300,
    IdToken: HOUR,
    // Any visitor can begin an interaction, so it is short. With a session it is long enough for a page that is left
    // open over a break.
    Interaction: (_ctx: unknown, { session }: { session?: { accountId?: string } }) =>
      session?.accountId === undefined ? HALF_AN_HOUR : HOUR,
    // Without an account a session holds only a sign-out that is under way.
    Session: (_ctx: unknown, { accountId }: { accountId?: string }) =>
      accountId === undefined ? HALF_AN_HOUR : sessionHours * HOUR,
    // The same at every rotation, so each use of a refresh token starts its lifetime again.
    RefreshToken: (_ctx: unknown, token: { scopes: Set<string> }) =>
      token.scopes.has('offline_access') ? refreshTokenDays * DAY : sessionHours * HOUR,
    // Only for Grants that the engine makes itself. Those of this server get their own lifetime: see grantLifetime.
    Grant: sessionHours * HOUR,
  };
}

/**
 * A Grant must outlive all that is issued under it: a refresh token that is still alive is refused when its Grant has
 * ended. Each use renews a refresh token, so there is no last day, and the lifetime is very long.
 */
export function grantLifetime(settings: Settings, scopes: readonly string[], isPlain: boolean): number {
  if (scopes.includes('offline_access')) return 10 * 365 * DAY;
  // No browser session lasts longer, and the end of the session ends the Grant in any case.
  if (scopes.includes('online_access')) return 30 * DAY;
  const { accessTokenSeconds, sessionHours } = settings.tokens;
  // A service that only uses OpenID Connect asks again and again who is signed in, and is answered while the session
  // lasts.
  return Math.max(accessTokenSeconds + HOUR, isPlain ? sessionHours * HOUR : 0);
}
