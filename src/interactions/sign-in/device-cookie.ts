import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Settings } from '#src/config/settings/settings.js';
import { newHandle } from '#src/crypto/handle.js';
import { SecretBox } from '#src/crypto/secret-box.js';

const NAME = 'wardkey_device';
const HALF_A_YEAR_MS = 182 * 24 * 3600 * 1000;
/** A handle and its HMAC-SHA-256, both base64url. */
const FORM = /^([\w-]{43})\.([\w-]{43})$/;

/**
 * Marks a device on which a password was right before, so that password guesses from other devices do not lock this
 * device out. The cookie alone signs no person in. The accounts for which a device is known are stored on this server,
 * so several people may share a device.
 */
@Injectable()
export class DeviceCookie {
  /** The first one signs. A cookie from before the encryption key was changed is still accepted. */
  private readonly keys: [Buffer, ...Buffer[]];

  constructor(
    private readonly settings: Settings,
    secretBox: SecretBox,
  ) {
    this.keys = secretBox.deriveAll('device cookies');
  }

  private read(request: IncomingMessage): string | undefined {
    const found = (request.headers.cookie ?? '').split('; ').filter((one) => one.startsWith(`${NAME}=`));
    const [, name, mac] = (found.length === 1 && FORM.exec(found[0]!.slice(NAME.length + 1))) || [];
    if (name === undefined || mac === undefined) return undefined;
    const isOurs = this.keys.some((key) => timingSafeEqual(Buffer.from(mac), Buffer.from(sign(key, name))));
    return isOurs ? name : undefined;
  }

  /** The device of this request, with a new name if it had none. {@link keep} sets the cookie. */
  device(request: IncomingMessage): { name: string; isNew: boolean } {
    const name = this.read(request);
    return name === undefined ? { name: newHandle(), isNew: true } : { name, isNew: false };
  }

  keep({ name }: { name: string }, response: Response): void {
    response.cookie(NAME, `${name}.${sign(this.keys[0], name)}`, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: this.settings.issuer.startsWith('https:'),
      maxAge: HALF_A_YEAR_MS,
    });
  }
}

function sign(key: Buffer, name: string): string {
  return createHmac('sha256', key).update(name).digest('base64url');
}
