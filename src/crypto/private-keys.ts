import { createPrivateKey, type JsonWebKeyInput, type KeyObject, X509Certificate } from 'node:crypto';
import type { JWK } from 'jose';

/** What a key is for, in the words of `use` (RFC 7517 section 4.2). */
export type KeyUse = 'sig' | 'enc';

/**
 * The algorithms by which other servers may encrypt content keys for this server (RFC 7518 section 4.1). Only
 * public-key algorithms, because no other server uses a shared secret or a password for that.
 */
export const KEY_ENCRYPTION_ALGORITHMS = [
  'RSA-OAEP',
  'RSA-OAEP-256',
  'RSA-OAEP-384',
  'RSA-OAEP-512',
  'ECDH-ES',
  'ECDH-ES+A128KW',
  'ECDH-ES+A192KW',
  'ECDH-ES+A256KW',
] as const;

/** The curves of each kind of key, and what they can be used for. */
const CURVES: Record<string, Record<KeyUse, readonly string[]>> = {
  EC: { sig: ['P-256', 'P-384', 'P-521'], enc: ['P-256', 'P-384', 'P-521'] },
  OKP: { sig: ['Ed25519'], enc: ['X25519'] },
};
const OPERATIONS: Record<KeyUse, readonly string[]> = {
  sig: ['sign'],
  enc: ['decrypt', 'unwrapKey', 'deriveKey', 'deriveBits'],
};
const SMALLEST_MODULUS = 2048;

/**
 * This server’s private keys for one use, in their order.
 *
 * @param text a JWK or a JWK Set (RFC 7517) as JSON that {@link problemOfPrivateKeys} has accepted.
 */
export function privateKeysFor(use: KeyUse, text: string | undefined): JWK[] {
  return text === undefined ? [] : (keysIn(text) ?? []).filter((key) => isFor(use, key));
}

/**
 * When the certificate ends of the key that signs for this server.
 *
 * @param text as for {@link privateKeysFor}.
 * @returns seconds since 1970; Infinity when there is no certificate in the key that can be read (`x5c`, RFC 7517 section
 *   4.7). Of a thumbprint alone nobody knows when it ends.
 */
export function certificateEnd(text: string | undefined): number {
  const certificate = privateKeysFor('sig', text)[0]?.x5c?.[0];
  if (certificate === undefined) return Infinity;
  try {
    const { validTo } = new X509Certificate(Buffer.from(certificate, 'base64'));
    return Math.floor(Date.parse(validTo) / 1000);
  } catch {
    return Infinity;
  }
}

/** @returns what is wrong with a text that should hold private keys for one use; undefined when nothing is wrong. */
export function problemOfPrivateKeys(use: KeyUse, text: unknown): string | undefined {
  const keys = typeof text === 'string' ? keysIn(text) : undefined;
  if (keys === undefined || keys.length === 0)
    return 'must be a private RSA or EC key as a JWK in JSON text, or several as a JWK Set (wardkey provider keys makes them)';
  const problem = keys.map(problemOfKey).find((one) => one !== undefined);
  if (problem !== undefined) return problem;
  if (keys.some((key) => isFor(use, key))) return undefined;
  return use === 'sig'
    ? 'must contain a key that may sign; check use, key_ops, alg and crv'
    : 'must contain a key that may decrypt; check use, key_ops, alg and crv';
}

/**
 * Whether a key is of the kind that an encryption algorithm needs. The algorithm that the key names itself does not
 * matter.
 */
export function fitsEncryption(key: JWK, algorithm: string): boolean {
  return (key.kty === 'RSA') === algorithm.startsWith('RSA-');
}

/** The signature algorithm of a key: the one that it names, else the usual one for its kind. */
export function signatureAlgorithm(key: JWK, rsaAlgorithm: 'RS256' | 'RS384' = 'RS256'): string {
  if (key.alg !== undefined) return key.alg;
  if (key.kty === 'OKP') return 'EdDSA';
  return key.kty === 'EC' ? `ES${key.crv === 'P-521' ? '512' : key.crv!.slice(2)}` : rsaAlgorithm;
}

function keysIn(text: string): JWK[] | undefined {
  try {
    const value = JSON.parse(text) as JWK | { keys: JWK[] } | null;
    const keys = value && 'keys' in value ? value.keys : [value];
    const areObjects = Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null);
    return areObjects ? (keys as JWK[]) : undefined;
  } catch {
    return undefined;
  }
}

function problemOfKey(key: JWK): string | undefined {
  if (!['RSA', 'EC', 'OKP'].includes(key.kty ?? '') || typeof key.d !== 'string')
    return 'must contain only private RSA or EC keys, as JWKs in JSON text';
  const named = [key.kid, key.alg, key.use];
  if (named.some((value) => value !== undefined && typeof value !== 'string'))
    return 'must have text as kid, alg and use, if a key has these members';
  let opened: KeyObject;
  try {
    opened = createPrivateKey({ key, format: 'jwk' } as JsonWebKeyInput);
  } catch {
    return `contains an incomplete private ${key.kty} key`;
  }
  const { modulusLength } = opened.asymmetricKeyDetails ?? {};
  return modulusLength !== undefined && modulusLength < SMALLEST_MODULUS
    ? `contains an RSA key of ${modulusLength} bits; at least ${SMALLEST_MODULUS} are required (RFC 7518)`
    : undefined;
}

function isFor(use: KeyUse, key: JWK): boolean {
  const { kty = '', crv = '', key_ops: operations } = key;
  if (key.use !== undefined && key.use !== use) return false;
  if (operations !== undefined && !operations.some((one) => OPERATIONS[use].includes(one))) return false;
  if (kty !== 'RSA' && !CURVES[kty]?.[use].includes(crv)) return false;
  if (key.alg === undefined) return true;
  if (use === 'enc')
    return KEY_ENCRYPTION_ALGORITHMS.some((one) => one === key.alg && fitsEncryption(key, one));
  return signsWith(key, key.alg);
}

function signsWith({ kty, crv }: JWK, algorithm: string): boolean {
  if (kty === 'RSA') return /^[RP]S(256|384|512)$/.test(algorithm);
  if (kty === 'OKP') return algorithm === 'EdDSA' || algorithm === 'Ed25519';
  return algorithm === `ES${crv === 'P-521' ? '512' : crv!.slice(2)}`;
}
