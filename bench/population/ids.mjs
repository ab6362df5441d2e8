import { createHash } from 'node:crypto';

const digest = (text) => createHash('sha256').update(text).digest();

/** As the server hashes ids before it stores them. */
export const sha256 = (id) => digest(id).toString('base64url');

/** The id of something that is stored: the same for the same kind and number, so that it can be used later. */
export const idOf = (kind, number) => digest(`${kind} ${number}`).toString('base64url');

export function uuidOf(kind, number) {
  const hex = digest(`${kind} ${number}`).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** A reference number for people; see newReference in src/crypto/handle.ts. */
export function referenceOf(number) {
  const digits = number.toString(36).toUpperCase().padStart(8, '2');
  return `${digits.slice(0, 4)}-${digits.slice(4)}`;
}

/** The refresh token of a stored Grant. */
export const refreshTokenOf = (grant) => idOf('refresh', grant);
