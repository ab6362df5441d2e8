import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { DomainError } from '#src/errors/domain-error.js';

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** An encrypted value could not be decrypted: the key is another one, or the value was changed. */
export class SealBrokenError extends DomainError {
  constructor(purpose: string, cause: unknown) {
    super({
      code: 'seal_broken',
      message: `A secret in the database (${purpose}) cannot be decrypted with this encryption key.`,
      detail: `purpose ${purpose}; encryptionKey, or the key file in the data folder, may have been replaced, or a key was removed from otherEncryptionKeys too early`,
      cause,
    });
  }
}

/**
 * Encrypts secrets for the database (AES-256-GCM). Each purpose has its own key, derived from the encryption key with
 * HKDF. So a value that was encrypted for one purpose cannot be opened for another.
 *
 * While the encryption key is being changed there are several. The first one seals; each of them opens. A sealed value
 * does not say which key sealed it, so the keys are tried in turn: the wrong one is noticed by the tag (GCM).
 */
export class SecretBox {
  /** The keys by their purpose. There are few: a purpose is a word of the code, or names an identity provider. */
  private readonly keys = new Map<string, readonly KeyObject[]>();
  private readonly encryptionKeys: readonly [Buffer, ...Buffer[]];

  /**
   * @param encryptionKey seals and opens.
   * @param others only open: the earlier key after a change, or the coming one before it.
   */
  constructor(encryptionKey: Buffer, others: readonly Buffer[] = []) {
    const all = [encryptionKey, ...others] as const;
    if (all.some((key) => key.length !== 32)) throw new RangeError('the encryption key must be 32 bytes');
    this.encryptionKeys = all;
  }

  seal(purpose: string, plain: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.keysFor(purpose)[0]!, nonce);
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
  }

  /** @throws SealBrokenError when no key fits or the value was changed. */
  open(purpose: string, sealed: string): string {
    return this.opened(purpose, sealed).plain;
  }

  /**
   * Seals a value anew if another key than the first one sealed it.
   *
   * @returns undefined when the first key sealed it already.
   * @throws SealBrokenError when no key fits or the value was changed.
   */
  resealed(purpose: string, sealed: string): string | undefined {
    const { plain, place } = this.opened(purpose, sealed);
    return place === 0 ? undefined : this.seal(purpose, plain);
  }

  /** A key of 32 bytes for one purpose, of the encryption key that seals. It is the same at every start. */
  derive(purpose: string): Buffer {
    return this.deriveAll(purpose)[0];
  }

  /** The same for each encryption key, the one that seals first: what any of them has signed is recognised. */
  deriveAll(purpose: string): [Buffer, ...Buffer[]] {
    const [first, ...others] = this.encryptionKeys;
    return [derived(first, purpose), ...others.map((key) => derived(key, purpose))];
  }

  /** @returns the text, and the place of the key that opened it. */
  private opened(purpose: string, sealed: string): { plain: string; place: number } {
    let failure: unknown;
    for (const [place, key] of this.keysFor(purpose).entries()) {
      try {
        return { plain: openWith(key, sealed), place };
      } catch (error) {
        failure = error;
      }
    }
    throw new SealBrokenError(purpose, failure);
  }

  private keysFor(purpose: string): readonly KeyObject[] {
    let keys = this.keys.get(purpose);
    if (!keys) this.keys.set(purpose, (keys = this.deriveAll(purpose).map((key) => createSecretKey(key))));
    return keys;
  }
}

function derived(encryptionKey: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', encryptionKey, '', `wardkey ${purpose}`, 32));
}

/** @throws when the key is another one, or the value has another form or was changed. */
function openWith(key: KeyObject, sealed: string): string {
  const [version, body] = sealed.split('.');
  if (version !== VERSION || body === undefined) throw new Error('unknown format');
  const bytes = Buffer.from(body, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]).toString(
    'utf8',
  );
}
