import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SecretBox } from '#src/crypto/secret-box.js';

/** Binds a form to the one pending request for which it was shown. */
@Injectable()
export class Csrf {
  /** The first one signs. A form that was shown before the encryption key was changed is still accepted. */
  private readonly keys: [Buffer, ...Buffer[]];

  constructor(secretBox: SecretBox) {
    this.keys = secretBox.deriveAll('csrf');
  }

  token(uid: string): string {
    return tokenOf(this.keys[0], uid).toString();
  }

  matches(uid: string, token: unknown): boolean {
    const received = Buffer.from(typeof token === 'string' ? token : '');
    return this.keys.some((key) => {
      const expected = tokenOf(key, uid);
      return received.length === expected.length && timingSafeEqual(received, expected);
    });
  }
}

function tokenOf(key: Buffer, uid: string): Buffer {
  return Buffer.from(createHmac('sha256', key).update(uid).digest('base64url'));
}
