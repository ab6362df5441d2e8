import { isStrictJson } from './strict-json.js';

/**
 * Finds what another reader could understand differently in the text of a compact JWS.
 *
 * @returns the problem; undefined when there is only one way to read the token.
 */
export function oddityOf(token: string): string | undefined {
  const parts = token.split('.');
  if (!parts.every(isOneWayToWrite)) return 'base64url in a non-canonical form';
  if (!parts.slice(0, 2).every(isPlainJson))
    return 'a member occurs twice, or is nested too deep, or the text is not UTF-8';
  return undefined;
}

/** Base64url without padding, blanks or left-over bits (RFC 7515 section 2), so that a token has one spelling only. */
function isOneWayToWrite(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

/** UTF-8 that names each member once. A text that another reader would understand differently is refused. */
function isPlainJson(part: string): boolean {
  const bytes = Buffer.from(part, 'base64url');
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) && isStrictJson(text);
}
