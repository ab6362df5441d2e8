import {
  createPrivateKey,
  createPublicKey,
  type KeyObject,
  sign,
  type SignKeyObjectInput,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'jose';
import { ExternalSigningKey } from 'oidc-provider';

const signInThreadPool = promisify(
  sign as (
    algorithm: string,
    data: Uint8Array,
    key: SignKeyObjectInput,
    done: (error: Error | null, signature: Buffer) => void,
  ) => void,
);

/**
 * A private key of this server, as the engine uses it. It is imported once, and signs in Node’s thread pool, so that
 * other requests go on meanwhile. The engine’s own way, by WebCrypto, takes twice the time for ES256.
 */
export class SigningKey extends ExternalSigningKey {
  private readonly publicKey: KeyObject;
  private readonly input: SignKeyObjectInput;

  /** @param jwk a private key for RS256 or ES256 (RFC 7518 section 3.1) */
  constructor(private readonly jwk: JWK) {
    super();
    const key = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
    this.publicKey = createPublicKey(key);
    // A JWS has the two numbers of an ECDSA signature side by side (RFC 7518 section 3.4).
    this.input = { key, dsaEncoding: 'ieee-p1363' };
  }

  override get kid(): string | undefined {
    return this.jwk.kid;
  }

  override get alg(): string | undefined {
    return this.jwk.alg;
  }

  override keyObject(): KeyObject {
    return this.publicKey;
  }

  override sign(data: Uint8Array): Promise<Uint8Array> {
    return signInThreadPool('sha256', data, this.input);
  }
}
