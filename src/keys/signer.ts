import {
  createPrivateKey,
  createPublicKey,
  type JsonWebKeyInput,
  type KeyObject,
  sign,
  type SignKeyObjectInput,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'jose';
import { SigningServiceError } from './errors.js';
import type { ExternalSigner } from './external-signer.js';
import type { KeyAlgorithm } from './signing-key.entity.js';

const signInThreadPool = promisify(
  sign as (
    algorithm: string,
    data: Uint8Array,
    key: SignKeyObjectInput,
    done: (error: Error | null, signature: Buffer) => void,
  ) => void,
);

/**
 * Signs with one private key: takes the signing input of a JWS (RFC 7515 section 5.1), gives the signature in the form
 * of JWS.
 */
export type Signer = (data: Uint8Array) => Promise<Uint8Array>;

/** A JWS has the two numbers of an ECDSA signature side by side (RFC 7518 section 3.4). */
const JWS_FORM = { dsaEncoding: 'ieee-p1363' } as const;

/**
 * Signs in this process. The key is imported once, and signs in Node’s thread pool, so that other requests go on
 * meanwhile. WebCrypto would take twice the time for ES256.
 *
 * @param jwk a private key for RS256 or ES256 (RFC 7518 section 3.1)
 */
export function localSigner(jwk: JWK): Signer {
  const input = { key: createPrivateKey(asInput(jwk)), ...JWS_FORM };
  return (data) => signInThreadPool('sha256', data, input);
}

/** Lets somebody else sign, and verifies the signature. */
export function externalSigner(
  signer: ExternalSigner,
  { name, alg, publicKey }: { name: string; alg: KeyAlgorithm; publicKey: KeyObject },
): Signer {
  return async (data) => {
    const signature = await signer.sign(name, alg, data);
    if (!verify('sha256', data, { key: publicKey, ...JWS_FORM }, signature))
      throw new SigningServiceError(`the signature by ${name} does not fit the public key of ${name}`);
    return signature;
  };
}

/** The public key of a private or public JWK. */
export function publicKeyOf(jwk: JWK): KeyObject {
  return createPublicKey(asInput(jwk));
}

function asInput(jwk: JWK): JsonWebKeyInput {
  return { key: { ...jwk }, format: 'jwk' };
}
