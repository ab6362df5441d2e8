import type { JSONWebKeySet, JWK } from 'jose';
import { distinctKeys, isForSignatures } from '#src/crypto/public-keys.js';

/**
 * No identity provider publishes more different keys. Searching thousands for every token would cost this server too
 * much time.
 */
const MAX_KEYS = 100;

/** The keys for verifying signatures in a key set that another server publishes, or why the key set cannot be used. */
export type PublishedKeys =
  | {
      keys: JWK[];
      /**
       * The `kid` of each private key in it. Anyone who reads the set could sign with these keys, so they are not used.
       */
      privateKids: string[];
    }
  | { problem: string; encryptionOnly?: boolean };

/**
 * The keys of a JWK Set (RFC 7517) that verify signatures. Keys for encryption are left out, and a key that appears
 * twice counts once.
 */
export function publishedKeys(text: string): PublishedKeys {
  const all = keysIn(text);
  if (!all) return { problem: 'the answer is not a JWK Set' };
  const asymmetric = all.filter(isSoundAsymmetric);
  const repeated = asymmetric.length - distinctKeys(asymmetric, besideKey).length;
  if (all.length - repeated > MAX_KEYS) return { problem: `the key set has ${all.length} keys` };
  const usable = asymmetric.filter(({ d }) => d === undefined);
  if (usable.length === 0)
    return { problem: `the key set has no usable key${asymmetric.length > 0 ? ', but private ones' : ''}` };
  const keys = distinctKeys(usable.filter(isForSignatures), ({ alg }) => alg);
  if (keys.length === 0)
    return { problem: 'no applicable key: the key set has only keys for encryption', encryptionOnly: true };
  const privateKids = asymmetric
    .filter(({ d }) => d !== undefined)
    .map(({ kid }) => String(kid ?? '(no kid)'));
  return { keys: keys.map(withoutOperations), privateKids };
}

function besideKey({ alg, use }: JWK): unknown {
  return [alg, use];
}

/**
 * Removes `key_ops`, which was checked before: the library refuses a key that may do something else besides verifying.
 */
function withoutOperations({ key_ops: _operations, ...key }: JWK): JWK {
  return key;
}

function keysIn(text: string): JWK[] | undefined {
  try {
    const { keys } = JSON.parse(text) as Partial<JSONWebKeySet>;
    return Array.isArray(keys) ? keys : undefined;
  } catch {
    return undefined;
  }
}

function isSoundAsymmetric(key: unknown): key is JWK {
  if (typeof key !== 'object' || key === null) return false;
  const { kty, e } = key as JWK;
  // With an exponent of one every message would be its own signature.
  if (kty === 'RSA') return !/^A*Q?=*$/.test(String(e ?? ''));
  return kty === 'EC' || kty === 'OKP';
}
