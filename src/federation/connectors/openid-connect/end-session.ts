import { decodeJwt } from 'jose';
import type { LogoutRequest } from '../connector.js';

/** Characters of an ID token that go into an address; with many groups it has 11,000, and proxies take 8 kB at most. */
const LONGEST_HINT = 4096;
/** The address of a sign-out at a provider (OpenID Connect RP-Initiated Logout 1.0 section 2). */
export function endSessionAddress(
  endpoint: string,
  clientId: string,
  { idToken: hint, returnUrl, state }: LogoutRequest,
): string {
  const url = new URL(endpoint);
  if (hint !== undefined && hint.length <= LONGEST_HINT) url.searchParams.set('id_token_hint', hint);
  else if (hint !== undefined) url.searchParams.set('logout_hint', personIn(hint));
  // The same as the hint’s audience, and needed without one.
  url.searchParams.set('client_id', clientId);
  url.searchParams.set('post_logout_redirect_uri', returnUrl);
  url.searchParams.set('state', state);
  return url.href;
}

/** Who signs out, as the provider knows them (`logout_hint`, RP-Initiated Logout 1.0 section 2). Entra says what it reads: `login_hint`. */
function personIn(idToken: string): string {
  const { login_hint: loginHint, preferred_username: username, email, sub } = decodeJwt(idToken);
  return [loginHint, username, email, sub].find(
    (one): one is string => typeof one === 'string' && one !== '' && one.length <= 512,
  )!;
}
