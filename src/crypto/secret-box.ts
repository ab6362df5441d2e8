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
      detail: `purpose ${purpose}; encryptionKey, or the key file in the data folder, may have been replaced`,
      cause,
    });
  }
}

/**
 * Encrypts secrets for the database (AES-256-GCM). Each purpose has its own key, derived from the encryption key with
 * HKDF. So a value that was encrypted for one purpose cannot be opened for another.
 */
export class SecretBox {
  /** The keys by their purpose. There are few: a purpose is a word of the code, or names an identity provider. */
  private readonly keys = new Map<string, KeyObject>();

  constructor(private readonly encryptionKey: Buffer) {
    if (encryptionKey.length !== 32) throw new RangeError('the encryption key must be 32 bytes');
  }

  seal(purpose: string, plain: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.keyFor(purpose), nonce);
    const sealed = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
  }

  /** @throws SealBrokenError when the key is another one or the value was changed. */
  open(purpose: string, sealed: string): string {
    try {
      const [version, body] = sealed.split('.');
      if (version !== VERSION || body === undefined) throw new Error('unknown format');
      const bytes = Buffer.from(body, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', this.keyFor(purpose), bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      return Buffer.concat([
        decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)),
        decipher.final(),
      ]).toString('utf8');
    } catch (error) {
      throw new SealBrokenError(purpose, error);
    }
  }

  /** A key of 32 bytes for one purpose. It is the same at every start. */
  derive(purpose: string): Buffer {
    return Buffer.from(hkdfSync('sha256', this.encryptionKey, '', `wardkey ${purpose}`, 32));
  }

  private keyFor(purpose: string): KeyObject {
    let key = this.keys.get(purpose);
    if (!key) this.keys.set(purpose, (key = createSecretKey(this.derive(purpose))));
    return key;
  }
}
