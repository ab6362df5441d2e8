import { createHash } from 'node:crypto';

const digest = (text) => createHash('sha256').update(text).digest('base64url');

/** As the server hashes ids before it stores them. */
export const sha256 = digest;

/** The ids of a stored Grant that can be used: the same for the same number. */
export const grantIdOf = (grant) => digest(`grant ${grant}`);
export const refreshTokenOf = (grant) => digest(`refresh token ${grant}`);

/**
 * The so-manieth Grant that can be used. There is one among every `every` Grants, and each is of another account:
 * Grants are dealt to the accounts in turns.
 */
export const usableGrant = (index, { accounts, every }) => {
  const first = index * every;
  return first + (Math.floor(first / accounts) % every);
};

/** The letters of hashes, in the order of an index. */
const LETTERS = '-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
const HASH_LENGTH = 43;

/*
 * Ids that are made by SQL, for numbers in a column. They rise with the number, so that an index grows at its end, and
 * are spread over all that an id can be, so that ids that the server makes later fall everywhere between them. `of` is
 * how many numbers there are.
 */

/** Looks like an id or a hash of the server. @param kind one letter */
export function hashLike(kind, number, of) {
  const place = `((${number} % ${of}) * 4096 / ${of})`;
  const [first, second] = [`${place} / 64`, `${place} % 64`].map(
    (at) => `substr('${LETTERS}', ${at} + 1, 1)`,
  );
  const rest = 'x'.repeat(HASH_LENGTH - 13);
  return `${first} || ${second} || printf('${kind}%010x${rest}', ${number})`;
}

/** @param kind a number up to 65,535 */
export const uuidLike = (kind, number, of) =>
  `printf('%08x-%04x-4000-a000-%012x', (${number} % ${of}) * 4294967296 / ${of}, ${kind}, ${number})`;

/** A reference number for people; see newReference in src/crypto/handle.ts. */
export const referenceLike = (number) => `printf('%04X-%04X', ${number} / 65536, ${number} % 65536)`;
