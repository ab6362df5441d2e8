import type { JWK } from 'jose';
import type { KeyAlgorithm } from './signing-key.entity.js';

/** A key that somebody else keeps. */
export interface ExternalKey {
  /** By which name the signer knows the key; 512 characters at most. */
  name: string;
  /** The public key (RFC 7517), RSA or EC. */
  publicJwk: JWK;
}

/**
 * Keeps private keys and signs with them, outside of this server and its database: a hardware module, a cloud service,
 * or a program in front of one. This server never sees such a private key.
 *
 * The signature is verified before it leaves this server, so a signer that mixes up its keys issues no broken token.
 */
export abstract class ExternalSigner {
  /**
   * Makes a new key.
   *
   * @throws SigningServiceError when there is no usable answer.
   */
  abstract make(alg: KeyAlgorithm): Promise<ExternalKey>;

  /**
   * Signs (RFC 7515 section 5.1).
   *
   * @param data the signing input, whole; the signer hashes it with SHA-256.
   * @returns the signature in the form of JWS: for ES256 the two numbers side by side, 64 bytes (RFC 7518 section 3.4).
   * @throws SigningServiceError when there is no usable answer.
   */
  abstract sign(name: string, alg: KeyAlgorithm, data: Uint8Array): Promise<Uint8Array>;
}
