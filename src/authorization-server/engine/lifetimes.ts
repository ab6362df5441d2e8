import type { Settings } from '#src/config/settings/settings.js';

const HOUR = 3600;
const HALF_AN_HOUR = HOUR / 2;
const DAY = 24 * HOUR;

/** How long what the engine keeps lives, in seconds. Explicit for every model: the engine’s defaults are a demonstration’s. */
export function lifetimes(settings: Settings) {
  const { accessTokenSeconds, refreshTokenDays, sessionHours } = settings.tokens;
  return {
    AccessToken: () => accessTokenSeconds,
    // SMART App Launch 2.2 recommends about a minute; RFC 6749 section 4.1.2 ten at most.
    AuthorizationCode: 60,
    // SMART App Launch 2.2, Backend Services: five minutes at most.
    ClientCredentials: 300,
    IdToken: HOUR,
    // Anybody can begin one; long enough for a page that is left open over a break.
    Interaction: (_ctx: unknown, { session }: { session?: { accountId?: string } }) =>
      session?.accountId === undefined ? HALF_AN_HOUR : HOUR,
    // Without an account it holds nothing but a sign-out that is under way.
    Session: (_ctx: unknown, { accountId }: { accountId?: string }) =>
      accountId === undefined ? HALF_AN_HOUR : sessionHours * HOUR,
    // The same at every rotation, so that using a refresh token starts its time anew.
    RefreshToken: (_ctx: unknown, token: { scopes: Set<string> }) =>
      token.scopes.has('offline_access') ? refreshTokenDays * DAY : sessionHours * HOUR,
    // Only for Grants that the engine makes itself; ours are given theirs, see grantLifetime.
    Grant: sessionHours * HOUR,
  };
}

/**
 * A Grant must outlive everything issued under it: when it ends, a refresh token that is still alive is refused.
 * With refresh tokens that are renewed at every use there is no last day, so it is long.
 */
export function grantLifetime(settings: Settings, scopes: readonly string[], isPlain: boolean): number {
  if (scopes.includes('offline_access')) return 10 * 365 * DAY;
  // Nobody stays at one browser for longer; the end of the session ends it in any case.
  if (scopes.includes('online_access')) return 30 * DAY;
  const { accessTokenSeconds, sessionHours } = settings.tokens;
  // A service that knows OpenID Connect only asks again and again who is there, and is answered while the session lasts.
  return Math.max(accessTokenSeconds + HOUR, isPlain ? sessionHours * HOUR : 0);
}
