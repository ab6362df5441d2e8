import type { KeyObject } from 'node:crypto';
import { Injectable, Optional } from '@nestjs/common';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { Clock } from '#src/clock/clock.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { SigningServiceError, UnprovenKeyError } from './errors.js';
import { ExternalSigner } from './external-signer.js';
import { isPublished } from './key-states.js';
import { externalSigner, localSigner, publicKeyOf, type Signer } from './signer.js';
import {
  type KeyAlgorithm,
  PUBLIC_KEY_PURPOSE,
  SIGNING_KEY_PURPOSE,
  type SigningKey,
} from './signing-key.entity.js';

/** What a new key of a signing service signs first. No token has this form. */
const TRIAL = Buffer.from('wardkey');

/** Makes signing keys, and signs with them, wherever their private keys are. */
@Injectable()
export class KeyMaker {
  constructor(
    private readonly secretBox: SecretBox,
    private readonly clock: Clock,
    @Optional() private readonly external?: ExternalSigner,
  ) {}

  /**
   * A new key, which is not stored yet. With a signing service the private key is made there, otherwise here.
   *
   * @throws SigningServiceError
   */
  async make(alg: KeyAlgorithm, state: 'next' | 'current'): Promise<SigningKey> {
    const { publicJwk, ...custody } = await (this.external ? this.madeOutside(alg) : this.madeHere(alg));
    const kid = await calculateJwkThumbprint(publicJwk);
    const now = this.clock.epoch();
    return {
      kid,
      alg,
      state,
      sealedPublicJwk: this.sealedPublicJwk(inJwks({ kid, alg }, publicJwk)),
      publicJwk: JSON.stringify(publicMembers(publicJwk)),
      ...custody,
      createdAt: now,
      stateSince: now,
    };
  }

  /** @throws UnprovenKeyError, SealBrokenError, SigningServiceError when the key cannot sign here. */
  signerOf(key: SigningKey): Signer {
    const { serviceKey: name, sealedPrivateJwk, alg, kid } = key;
    const publicKey = publicKeyOf(this.publicJwk(key));
    if (sealedPrivateJwk !== null) return localSigner(this.opened(sealedPrivateJwk));
    if (name === null) throw new TypeError(`the private key of ${kid} is deleted`);
    if (!this.external)
      throw new SigningServiceError(
        `the private key of ${kid} is at a signing service, and signingKeys.service does not name one`,
      );
    return externalSigner(this.external, { name, alg, publicKey });
  }

  /** Why a key does not count; undefined when it counts, or is over anyway. */
  problemOf(key: SigningKey): string | undefined {
    if (!isPublished(key)) return undefined;
    try {
      this.publicJwk(key);
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Whether the private key can be opened with this encryption key. A key that is kept elsewhere has no such seal. */
  canOpen({ sealedPrivateJwk }: SigningKey): boolean {
    if (sealedPrivateJwk === null) return true;
    try {
      this.opened(sealedPrivateJwk);
      return true;
    } catch {
      return false;
    }
  }

  /**
   * The public key as it stands in the JWKS (RFC 7517).
   *
   * @throws UnprovenKeyError, SealBrokenError when the row does not show that this server made the key.
   */
  publicJwk(key: SigningKey): JWK {
    const { kid, alg, sealedPublicJwk, sealedPrivateJwk } = key;
    // A key from before the public key was sealed: its private key has such a seal too.
    if (sealedPublicJwk === null && sealedPrivateJwk !== null)
      return inJwks(key, this.opened(sealedPrivateJwk));
    if (sealedPublicJwk === null) throw new UnprovenKeyError(kid);
    const jwk = JSON.parse(this.secretBox.open(PUBLIC_KEY_PURPOSE, sealedPublicJwk)) as JWK;
    if (jwk.kid !== kid || jwk.alg !== alg) throw new UnprovenKeyError(kid);
    return jwk;
  }

  /**
   * What the row of a key from before the public key was sealed needs.
   *
   * @throws SealBrokenError, SigningServiceError when nothing shows that the key belongs to this server.
   */
  async proofOfEarlierKey(key: SigningKey): Promise<string> {
    if (key.sealedPrivateJwk !== null) return this.sealedPublicJwk(this.publicJwk(key));
    const { kid, alg, serviceKey: name, publicJwk } = key;
    if (name === null || publicJwk === null || !this.external) throw new UnprovenKeyError(kid);
    // Only the signing service can sign so that this public key verifies it.
    const jwk = JSON.parse(publicJwk) as JWK;
    await externalSigner(this.external, { name, alg, publicKey: usablePublicKey(jwk) })(TRIAL);
    return this.sealedPublicJwk(inJwks(key, jwk));
  }

  private async madeHere(alg: KeyAlgorithm) {
    const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 2048 });
    const jwk = await exportJWK(privateKey);
    const sealedPrivateJwk = this.secretBox.seal(SIGNING_KEY_PURPOSE, JSON.stringify(jwk));
    return { publicJwk: publicMembers(jwk), sealedPrivateJwk, serviceKey: null };
  }

  private async madeOutside(alg: KeyAlgorithm) {
    const { name, publicJwk } = await this.external!.make(alg);
    // Before the key is published: a key that cannot sign would be noticed a day later, when it takes over.
    await externalSigner(this.external!, { name, alg, publicKey: usablePublicKey(publicJwk) })(TRIAL);
    return { publicJwk, sealedPrivateJwk: null, serviceKey: name };
  }

  private sealedPublicJwk(jwk: JWK): string {
    return this.secretBox.seal(PUBLIC_KEY_PURPOSE, JSON.stringify(jwk));
  }

  private opened(sealed: string): JWK {
    return JSON.parse(this.secretBox.open(SIGNING_KEY_PURPOSE, sealed)) as JWK;
  }
}

function usablePublicKey(jwk: JWK): KeyObject {
  try {
    return publicKeyOf(jwk);
  } catch (cause) {
    throw new SigningServiceError('the public key of the new key cannot be read', cause);
  }
}

function inJwks({ kid, alg }: Pick<SigningKey, 'kid' | 'alg'>, jwk: JWK): JWK {
  const { kty, ...members } = publicMembers(jwk);
  return { kty, use: 'sig', kid, alg, ...members };
}

/** Only these, so that no private member and nothing that a signing service adds is ever published. */
function publicMembers({ kty, n, e, crv, x, y }: JWK): JWK {
  return kty === 'RSA' ? { kty, e, n } : { kty, crv, x, y };
}
