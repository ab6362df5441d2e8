import { createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { SecretBox } from '#src/crypto/secret-box.js';

/** Ties a form to the one pending request it was shown for. */
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
    const given = Buffer.from(typeof token === 'string' ? token : '');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}
