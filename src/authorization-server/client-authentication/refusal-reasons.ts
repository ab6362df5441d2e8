import { decodeJwt, decodeProtectedHeader } from 'jose';

/** Why a client was refused: a code, and a sentence for the administrator of the client. */
export interface RefusalReason {
  reason: string;
  detail: string;
}

const EXPIRED = 'it has expired';

/** What the engine or this server’s code says about a refused grant, and the reason that this means. */
const OF_GRANTS: Array<[says: RegExp, reason: string, words: string]> = [
  [/not found$/, 'unknown', 'this server did not issue this code or token, or it expired long ago'],
  [/^(authorization code|refresh token) is expired$/, 'expired', EXPIRED],
  [/already (used|consumed)$/, 'used', 'it was used before, so all access that came of it has ended'],
  [/^client mismatch$/, 'other_client', 'it was issued to another client'],
  [/code_(verifier|challenge)/, 'code_verifier', 'the code_verifier does not match the code_challenge'],
  [/redirect_uri/, 'redirect_uri', 'the redirect_uri differs from the one in the authorization request'],
];
const ENDED = /^grant |account not found|accountId mismatch/;

const HAS_ENDED: RefusalReason = {
  reason: 'ended',
  detail:
    'the access that it belongs to has ended: by a sign-out, by the person, by an administrator, by the client itself, or because one of its codes or tokens was used twice',
};

/**
 * @param says the detail of the engine’s error.
 * @param fate what happened to a code or token that the engine calls not found, when this server still knows it: it has
 * expired, or its Grant has ended.
 */
export function reasonOfGrant(says: string, fate?: 'expired' | 'ended'): RefusalReason {
  if (ENDED.test(says)) return HAS_ENDED;
  const [, reason = 'other', words = says] = OF_GRANTS.find(([pattern]) => pattern.test(says)) ?? [];
  if (reason === 'unknown' && fate === 'ended') return HAS_ENDED;
  if (reason === 'unknown' && fate === 'expired') return { reason: 'expired', detail: EXPIRED };
  return { reason, detail: words };
}

/** What the engine says about a failed assertion, and the member of the assertion that this is about. */
const OF_ASSERTIONS: Array<[says: RegExp, member: string]> = [
  [/^alg /, 'alg'],
  [/kid|no applicable key/, 'kid'],
  [/jku/, 'jku'],
  [/^typ /, 'typ'],
  [/exp\b|expir/, 'exp'],
  [/nbf|not active yet/, 'nbf'],
  [/\biat\b/, 'iat'],
  [/jti|used (once|before)/, 'jti'],
  [/\biss\b/, 'iss'],
  [/\bsub\b|client_id mismatch/, 'sub'],
  [/\baud\b/, 'aud'],
  [/signature/, 'signature'],
  [/format|JWT|JWS/, 'malformed'],
];

/** The facts that an assertion is compared with. */
export interface AssertionFacts {
  /** The ids of the client’s keys, as far as they are known. */
  keyIds: string[];
  audiences: string[];
  now: number;
}

export function reasonOfAssertion(says: string, assertion: string, facts: AssertionFacts): RefusalReason {
  const member = OF_ASSERTIONS.find(([pattern]) => pattern.test(says))?.[1] ?? 'other';
  const shown = membersOf(assertion)[member];
  const value = shown === undefined ? '' : `; it is ${JSON.stringify(shown).slice(0, 200)}`;
  return { reason: `assertion_${member}`, detail: `${says}${value}${expected(member, shown, facts)}` };
}

function expected(member: string, shown: unknown, { keyIds, audiences, now }: AssertionFacts): string {
  if (member === 'aud') return `; expected: ${audiences.join(' or ')}`;
  if (member === 'kid')
    return `; the client has ${keyIds.length > 0 ? keyIds.join(', ').slice(0, 200) : 'no keys'}`;
  if (member === 'alg') return '; expected: RS384 or ES384';
  if (['exp', 'nbf', 'iat'].includes(member) && typeof shown === 'number')
    return shown < now ? `, ${now - shown} s ago` : `, in ${shown - now} s`;
  return '';
}

/** The members of header and payload. They are not verified, so they are only for display. */
function membersOf(assertion: string): Record<string, unknown> {
  try {
    return { ...decodeJwt(assertion), ...decodeProtectedHeader(assertion) };
  } catch {
    return {};
  }
}

export function reasonOfSecret(says: string): RefusalReason {
  if (/expired/.test(says)) return { reason: 'secret_expired', detail: says };
  if (/secret/.test(says))
    return { reason: 'secret_wrong', detail: 'the secret is not one of this client’s secrets' };
  return { reason: 'other', detail: says };
}

/** @param method that the client is registered for. */
export function reasonOfMethod(method: string): RefusalReason {
  const detail =
    method === 'none'
      ? 'the client is a public client, but the request contains client authentication'
      : `the client must authenticate by ${method}, but the request uses another method or none`;
  return { reason: 'method', detail };
}
