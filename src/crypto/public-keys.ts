import type { JWK } from 'jose';

/** Whether a public key may verify signatures. A key for encryption (`use`, `key_ops`, `alg`) may not. */
export function isForSignatures({ use, key_ops: operations, alg, crv }: JWK): boolean {
  if (use !== undefined && use !== 'sig') return false;
  if (Array.isArray(operations) && !operations.includes('verify')) return false;
  if (crv === 'X25519' || crv === 'X448') return false;
  return !/^(RSA-OAEP|RSA1_5|ECDH-ES)/.test(String(alg ?? ''));
}

/**
 * Removes duplicates: the same key with the same name.
 *
 * @param beside returns what else makes two entries of the same key different.
 */
export function distinctKeys(keys: readonly JWK[], beside: (key: JWK) => unknown = () => undefined): JWK[] {
  const seen = new Set<string>();
  return keys.filter((key) => {
    const { kty, crv, n, e, x, y, kid } = key;
    const identity = JSON.stringify([kty, crv, n, e, x, y, kid, beside(key)]);
    return seen.size < seen.add(identity).size;
  });
}
