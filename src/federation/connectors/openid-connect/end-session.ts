import { decodeJwt } from 'jose';
import type { LogoutRequest } from '../connector.js';

/**
 * The longest ID token, in characters, that goes into an address. With many groups an ID token has 11,000, and proxies
 * take 8 kB at most.
 */
const LONGEST_HINT = 4096;
/** The address of a sign-out at an identity provider (OpenID Connect RP-Initiated Logout 1.0 section 2). */
export function endSessionAddress(
  endpoint: string,
  clientId: string,
  { idToken: hint, returnUrl, state }: LogoutRequest,
): string {
  const url = new URL(endpoint);
  if (hint !== undefined && hint.length <= LONGEST_HINT) url.searchParams.set('id_token_hint', hint);
  else if (hint !== undefined) url.searchParams.set('logout_hint', personIn(hint));
  // With a hint, this is the same as the hint’s audience. Without a hint, it is required.
  url.searchParams.set('client_id', clientId);
  url.searchParams.set('post_logout_redirect_uri', returnUrl);
  url.searchParams.set('state', state);
  return url.href;
}

/**
 * The person who signs out, as the identity provider knows them (`logout_hint`, RP-Initiated Logout 1.0 section 2).
 * Entra documents that it reads the claim `login_hint`.
 */
function personIn(idToken: string): string {
  const { login_hint: loginHint, preferred_username: username, email, sub } = decodeJwt(idToken);
  return [loginHint, username, email, sub].find(
    (one): one is string => typeof one === 'string' && one !== '' && one.length <= 512,
  )!;
}
