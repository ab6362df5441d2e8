import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { Response } from 'express';
import { Settings } from '#src/config/settings/settings.js';

const NAME = 'wardkey_emergency';
const LIFETIME_MS = 15 * 60_000;

/** The cookie of a browser in which the person is to be asked how to sign in. */
@Injectable()
export class EmergencyCookie {
  constructor(private readonly settings: Settings) {}

  isSet(request: IncomingMessage): boolean {
    return (request.headers.cookie ?? '').split('; ').includes(`${NAME}=1`);
  }

  set(response: Response): void {
    const secure = this.settings.issuer.startsWith('https:');
    response.cookie(NAME, '1', {
      httpOnly: true,
      secure,
      sameSite: 'lax',
      path: '/interaction',
      maxAge: LIFETIME_MS,
    });
  }
}
