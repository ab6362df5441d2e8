import type { JWK } from 'jose';

/** Whether a public key may verify signatures: one for encryption (`use`, `key_ops`, `alg`) may not. */
export function isForSignatures({ use, key_ops: operations, alg, crv }: JWK): boolean {
  if (use !== undefined && use !== 'sig') return false;
  if (Array.isArray(operations) && !operations.includes('verify')) return false;
  if (crv === 'X25519' || crv === 'X448') return false;
  return !/^(RSA-OAEP|RSA1_5|ECDH-ES)/.test(String(alg ?? ''));
}

/** Public keys without those that stand there twice, whatever is said beside them. */
export function distinctKeys(keys: JWK[]): JWK[] {
  const seen = new Set<string>();
  return keys.filter(({ kty, crv, n, e, x, y, kid, alg }) => {
    const identity = JSON.stringify([kty, crv, n, e, x, y, kid, alg]);
    return seen.size < seen.add(identity).size;
  });
}
