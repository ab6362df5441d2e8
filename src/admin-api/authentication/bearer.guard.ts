import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { AuthGuard, type IAuthGuard } from '@nestjs/passport';
import type { Request, Response } from 'express';
import type { ApiCaller } from '#src/authorization-server/introspection/access-token-verifier.js';
import { type ApiScope, PERMISSION } from '../permissions.js';
import { BearerStrategy } from './bearer.strategy.js';

/** Accepts a request when its token is valid and has the scope that the route requires. Refuses by default. */
@Injectable()
export class BearerGuard implements CanActivate {
  private readonly passport: IAuthGuard;

  constructor(
    strategy: BearerStrategy,
    private readonly reflector: Reflector,
  ) {
    this.passport = new (AuthGuard((strategy as unknown as { name: string }).name))();
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const response = context.switchToHttp().getResponse<Response>();
    try {
      await this.passport.canActivate(context);
    } catch (error) {
      if (!(error instanceof UnauthorizedException)) throw error;
      const sent = context.switchToHttp().getRequest<Request>().headers.authorization !== undefined;
      // RFC 6750 section 3: no error code for a request without credentials.
      response.set(
        'WWW-Authenticate',
        sent ? 'Bearer realm="wardkey", error="invalid_token"' : 'Bearer realm="wardkey"',
      );
      throw new UnauthorizedException('A valid access token for this API is required');
    }
    const required = this.reflector.get<ApiScope | undefined>(PERMISSION, context.getHandler());
    const { user: caller } = context.switchToHttp().getRequest<{ user: ApiCaller }>();
    if (required !== undefined && caller.scopes.includes(required)) return true;
    response.set(
      'WWW-Authenticate',
      `Bearer realm="wardkey", error="insufficient_scope", scope="${required ?? ''}"`,
    );
    throw new ForbiddenException(
      `The access token does not have ${required ?? 'the permission for this route'}`,
    );
  }
}
