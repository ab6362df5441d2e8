import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport';
import type { Request } from 'express';
import {
  AccessTokenVerifier,
  type ApiCaller,
} from '#src/authorization-server/introspection/access-token-verifier.js';

type Verify = (token: string, done: (error: unknown, caller?: ApiCaller | false) => void) => void;

/** RFC 6750 section 2.1: the token in the Authorization header, and nowhere else. */
class BearerHeaderStrategy extends Strategy {
  private static instances = 0;

  constructor(private readonly verify: Verify) {
    super();
    // Passport keeps strategies by name for the whole process. Two servers in one process must not share one.
    this.name = `wardkey-bearer-${++BearerHeaderStrategy.instances}`;
  }

  override authenticate(request: Request): void {
    const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || !token || rest.length > 0) {
      this.fail('Bearer', 401);
      return;
    }
    this.verify(token, (error, caller) => {
      if (error) this.error(error);
      else if (!caller) this.fail('Bearer error="invalid_token"', 401);
      else this.success(caller);
    });
  }
}

/** The caller of the API: the holder of an access token that this server issued for it. */
@Injectable()
export class BearerStrategy extends PassportStrategy(BearerHeaderStrategy) {
  constructor(private readonly accessTokens: AccessTokenVerifier) {
    super();
  }

  async validate(token: string): Promise<ApiCaller | false> {
    return (await this.accessTokens.verifyForApi(token)) ?? false;
  }
}
