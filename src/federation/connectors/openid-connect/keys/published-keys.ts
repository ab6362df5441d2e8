import type { JSONWebKeySet, JWK } from 'jose';
import { distinctKeys, isForSignatures } from '#src/crypto/public-keys.js';

/** No provider publishes more different ones; looking through thousands for every token would keep us busy. */
const MAX_KEYS = 100;

/** What a key set that another server publishes holds for verifying signatures, or why it is of no use. */
export type PublishedKeys =
  | {
      keys: JWK[];
      /** Private keys in it, by `kid`: whoever reads the set could sign with them, so they are not used. */
      givenAway: string[];
    }
  | { problem: string; encryptionOnly?: boolean };

/**
 * The keys for signatures of a JWK Set (RFC 7517): those for encryption are none, and one that stands there twice is one.
 */
export function publishedKeys(text: string): PublishedKeys {
  const all = keysIn(text);
  if (!all) return { problem: 'the key set is not one' };
  const asymmetric = all.filter(isSoundAsymmetric);
  const repeated = asymmetric.length - distinctKeys(asymmetric, besideKey).length;
  if (all.length - repeated > MAX_KEYS) return { problem: `the key set has ${all.length} keys` };
  const usable = asymmetric.filter(({ d }) => d === undefined);
  if (usable.length === 0)
    return { problem: `the key set has no usable key${asymmetric.length > 0 ? ', but private ones' : ''}` };
  const keys = distinctKeys(usable.filter(isForSignatures), ({ alg }) => alg);
  if (keys.length === 0)
    return { problem: 'no applicable key: the key set has keys for encryption only', encryptionOnly: true };
  const givenAway = asymmetric.filter(({ d }) => d !== undefined).map(({ kid }) => String(kid ?? '(no kid)'));
  return { keys: keys.map(withoutOperations), givenAway };
}

function besideKey({ alg, use }: JWK): unknown {
  return [alg, use];
}

/** What it may do was looked at: a key that may do something else beside verifying is refused by the library. */
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
  // With an exponent of one every message is its own signature.
  if (kty === 'RSA') return !/^A*Q?=*$/.test(String(e ?? ''));
  return kty === 'EC' || kty === 'OKP';
}
