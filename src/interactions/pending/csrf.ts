import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SecretBox } from '#src/crypto/secret-box.js';

/** Binds a form to the one pending request for which it was shown. */
@Injectable()
export class Csrf {
  private readonly key: Buffer;

  constructor(secretBox: SecretBox) {
    this.key = secretBox.derive('csrf');
  }

  token(uid: string): string {
    return createHmac('sha256', this.key).update(uid).digest('base64url');
  }

  matches(uid: string, token: unknown): boolean {
    const expected = Buffer.from(this.token(uid));
    const received = Buffer.from(typeof token === 'string' ? token : '');
    return received.length === expected.length && timingSafeEqual(received, expected);
  }
}
