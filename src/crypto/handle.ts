import { createHash, randomBytes } from 'node:crypto';

/** A new unguessable handle: 256 random bits, base64url. */
export function newHandle(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 of a handle, base64url (43 characters): the only form of a bearer secret that is ever stored. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('base64url');
}

const REFERENCE_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/**
 * A reference number for a person to read out over the telephone, such as `K7PQ-3MXA`: 40 random bits in letters and
 * digits that cannot be mistaken for one another. It finds an audit row and opens nothing.
 */
export function newReference(): string {
  const letters = [...randomBytes(8)]
    .map((byte) => REFERENCE_ALPHABET[byte % REFERENCE_ALPHABET.length])
    .join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}
