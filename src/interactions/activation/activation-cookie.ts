import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Settings } from '#src/config/settings/settings.js';

const NAME = 'wardkey_activation';
const PATH = '/activation';

/** The cookie with the handle of an activation. Only the browser that began the activation has it. */
@Injectable()
export class ActivationCookie {
  private readonly secure: boolean;

  constructor(settings: Settings) {
    this.secure = settings.issuer.startsWith('https:');
  }

  read(request: Request): string | undefined {
    const cookies = (request.headers.cookie ?? '').split('; ').filter((one) => one.startsWith(`${NAME}=`));
    // Two cookies of this name mean that another site may have set one of them. This server then trusts neither.
    return cookies.length === 1 ? cookies[0]!.slice(NAME.length + 1) : undefined;
  }

  set(response: Response, handle: string): void {
    response.cookie(NAME, handle, this.options());
  }

  clear(response: Response): void {
    response.clearCookie(NAME, this.options());
  }

  private options() {
    // Lax, because the browser comes back from the identity provider by a navigation from another site.
    return { httpOnly: true, secure: this.secure, sameSite: 'lax', path: PATH } as const;
  }
}
