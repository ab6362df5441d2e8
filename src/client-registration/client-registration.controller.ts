import { Controller, HttpCode, NotFoundException, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { asciiText } from '#src/http/answers/ascii-text.js';
import { addressOfRequest } from '#src/request-scope/request-scope.js';
import { networkOf } from '#src/http/addresses/network-of.js';
import { ClientRegistration } from './client-registration.js';
import { type RegistrationErrorCode, RegistrationRefusedError } from './errors.js';

const STATUS: Record<RegistrationErrorCode, number> = {
  invalid_redirect_uri: 400,
  invalid_client_metadata: 400,
  unapproved_software_statement: 400,
  invalid_token: 401,
  temporarily_unavailable: 429,
};

/**
 * The client registration endpoint (RFC 7591 section 3). It has no CORS headers, because browser pages of other origins
 * must not use it.
 */
@Controller('register')
export class ClientRegistrationController {
  constructor(private readonly registration: ClientRegistration) {}

  @Post()
  @HttpCode(201)
  async register(@Req() request: Request, @Res() response: Response): Promise<void> {
    if (!this.registration.isOpen) throw new NotFoundException('Client registration is switched off');
    response.set('Pragma', 'no-cache');
    try {
      const metadata: unknown = request.is('application/json') ? request.body : undefined;
      const address = networkOf(addressOfRequest());
      response.json(await this.registration.register({ metadata, token: bearer(request), address }));
    } catch (error) {
      if (!(error instanceof RegistrationRefusedError)) throw error;
      // RFC 6750 section 3: no error code when the request has no token.
      const why = request.headers.authorization === undefined ? '' : ', error="invalid_token"';
      if (error.code === 'invalid_token') response.set('WWW-Authenticate', `Bearer realm="wardkey"${why}`);
      if (error.code === 'temporarily_unavailable') response.set('Retry-After', '60');
      response
        .status(STATUS[error.code])
        .json({ error: error.code, error_description: asciiText(error.message.slice(0, 1_000)) });
    }
  }
}

/**
 * @returns the token of the request; an empty text when the header is not a valid Bearer header; undefined when there
 * is none.
 */
function bearer({ headers: { authorization } }: Request): string | undefined {
  if (authorization === undefined) return undefined;
  return /^Bearer ([\w.~+/=-]{1,512})$/i.exec(authorization)?.[1] ?? '';
}
