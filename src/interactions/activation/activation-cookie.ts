import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Settings } from '#src/config/settings/settings.js';

const NAME = 'wardkey_activation';
const PATH = '/activation';

/** The handle of an activation under way, in the browser that began it and in no other. */
@Injectable()
export class ActivationCookie {
  private readonly secure: boolean;

  constructor(settings: Settings) {
    this.secure = settings.issuer.startsWith('https:');
  }

  read(request: Request): string | undefined {
    const cookies = (request.headers.cookie ?? '').split('; ').filter((one) => one.startsWith(`${NAME}=`));
    // Two of one name are a sign that somebody else set one; neither is believed.
    return cookies.length === 1 ? cookies[0]!.slice(NAME.length + 1) : undefined;
  }

  set(response: Response, handle: string): void {
    response.cookie(NAME, handle, this.options());
  }

  clear(response: Response): void {
    response.clearCookie(NAME, this.options());
  }

  private options() {
    // Lax: the way back from the provider is a navigation from another site.
    return { httpOnly: true, secure: this.secure, sameSite: 'lax', path: PATH } as const;
  }
}
