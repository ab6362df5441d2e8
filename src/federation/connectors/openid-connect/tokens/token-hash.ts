import { createHash } from 'node:crypto';

/**
 * `at_hash` and `c_hash` (OpenID Connect Core sections 3.1.3.6 and 3.3.2.11): the left half of the hash that belongs to
 * the signature’s algorithm.
 */
export function tokenHash(value: string, alg: string): string {
  const bits = /(256|384|512)$/.exec(alg)?.[1] ?? '512';
  const digest = createHash(`sha${bits}`).update(value, 'ascii').digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
}
