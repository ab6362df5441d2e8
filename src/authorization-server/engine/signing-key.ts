import type { KeyObject } from 'node:crypto';
import { decodeProtectedHeader } from 'jose';
import { ExternalSigningKey } from 'oidc-provider';
import type { KeyAlgorithm } from '#src/keys/signing-key.entity.js';
import type { CurrentKey, SigningKeys } from '#src/keys/signing-keys.js';

/**
 * The signing key of one algorithm, as the engine uses it.
 *
 * The engine reads its keys once, when it is made, and has no hook for other keys. But a key may be an object of this
 * class (a public hook), which the engine asks for its `kid` and for a signature each time. So this object always
 * stands for the key that is current, and the engine needs no new keys.
 */
export class SigningKey extends ExternalSigningKey {
  constructor(
    private readonly keys: Pick<SigningKeys, 'current' | 'sign'>,
    private readonly algorithm: KeyAlgorithm,
  ) {
    super();
  }

  override get kid(): string {
    return this.present.kid;
  }

  override get alg(): string {
    return this.algorithm;
  }

  override keyObject(): KeyObject {
    return this.present.publicKey;
  }

  /** Between asking for the `kid` and for the signature the current key may change, so the header of the token counts. */
  override sign(data: Uint8Array): Promise<Uint8Array> {
    const [header] = Buffer.from(data).toString().split('.', 1);
    return this.keys.sign(this.algorithm, decodeProtectedHeader(`${header}..`).kid, data);
  }

  private get present(): CurrentKey {
    return this.keys.current(this.algorithm);
  }
}
