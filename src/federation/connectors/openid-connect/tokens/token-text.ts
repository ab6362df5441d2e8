import { isStrictJson } from './strict-json.js';

/**
 * What about the text of a compact JWS another reader could understand otherwise than we do.
 *
 * @returns undefined for one that has a single reading.
 */
export function oddityOf(token: string): string | undefined {
  const parts = token.split('.');
  if (!parts.every(isOneWayToWrite)) return 'base64url written another way';
  if (!parts.slice(0, 2).every(isPlainJson))
    return 'a member stands there twice, or too deep, or the text is not UTF-8';
  return undefined;
}

/** Base64url without padding, blanks or left-over bits (RFC 7515 section 2): one token has one spelling. */
function isOneWayToWrite(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

/** UTF-8 that says everything once: what another reader would understand differently is not understood at all. */
function isPlainJson(part: string): boolean {
  const bytes = Buffer.from(part, 'base64url');
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) && isStrictJson(text);
}
