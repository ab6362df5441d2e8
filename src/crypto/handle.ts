import { hash, randomBytes } from 'node:crypto';

/** A new handle that cannot be guessed: 256 random bits, base64url. */
export function newHandle(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * SHA-256 of a handle, base64url (43 characters). Secrets that open access to their holder are stored only in this
 * form.
 */
export function sha256(text: string): string {
  return hash('sha256', text, 'base64url');
}

const REFERENCE_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/**
 * A reference number that a person can read out over the telephone, such as `K7PQ-3MXA`: 40 random bits, without
 * letters and digits that look alike. It finds an audit row and gives no access.
 */
export function newReference(): string {
  const letters = [...randomBytes(8)]
    .map((byte) => REFERENCE_ALPHABET[byte % REFERENCE_ALPHABET.length])
    .join('');
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
}
