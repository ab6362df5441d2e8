import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { CookieOptions, Response } from 'express';
import { ASK_ONCE_COOKIE } from '#src/authorization-server/logout/sign-out.js';
import { Settings } from '#src/config/settings/settings.js';

const LAST_USED = 'wardkey_provider';
const HALF_A_YEAR_MS = 182 * 24 * 3600 * 1000;

/**
 * What this device remembers about signing in: the identity provider used last, and that the person should be asked
 * once instead of being sent straight on. These cookies sign no person in, so they are not signed.
 */
@Injectable()
export class SignInCookies {
  constructor(private readonly settings: Settings) {}

  /** The scheme used last on this device, as the browser says. */
  lastUsed(request: IncomingMessage): string | undefined {
    return cookie(request, LAST_USED);
  }

  remember(scheme: string, response: Response): void {
    response.cookie(LAST_USED, scheme, { ...this.options, maxAge: HALF_A_YEAR_MS });
  }

  asksOnce(request: IncomingMessage): boolean {
    return cookie(request, ASK_ONCE_COOKIE) !== undefined;
  }

  /** Set after an error or a refusal: going straight on again could repeat it without end. */
  askOnce(response: Response): void {
    response.cookie(ASK_ONCE_COOKIE, '1', this.options);
  }

  asked(response: Response): void {
    response.clearCookie(ASK_ONCE_COOKIE, this.options);
  }

  private get options(): CookieOptions {
    return {
      path: '/interaction',
      httpOnly: true,
      sameSite: 'lax',
      secure: this.settings.issuer.startsWith('https:'),
    };
  }
}

function cookie(request: IncomingMessage, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([key]) => key === name)?.[1];
}
