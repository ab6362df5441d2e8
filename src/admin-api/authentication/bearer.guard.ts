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
import { Clock } from '#src/clock/clock.js';
import { requestScope } from '#src/request-scope/request-scope.js';
import { isPermission, type Permission } from '#src/roles/permissions.js';
import { RoleStore } from '#src/roles/role.store.js';
import { permissionsOfAll } from '#src/roles/roles.js';
import { ANY_TOKEN, PERMISSION, RECENT_SIGN_IN } from '../permissions.js';
import type { ApiActor } from './api-actor.js';
import { BearerStrategy } from './bearer.strategy.js';

/** For so long a sign-in is recent. */
export const RECENT_SIGN_IN_SECONDS = 300;

/**
 * Accepts a request when its token is valid, has the scope that the route requires and, if a person calls, a role of this
 * person allows the same. Refuses by default.
 */
@Injectable()
export class BearerGuard implements CanActivate {
  private readonly passport: IAuthGuard;

  constructor(
    strategy: BearerStrategy,
    private readonly reflector: Reflector,
    private readonly roles: RoleStore,
    private readonly clock: Clock,
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
    const required = this.reflector.get<Permission | typeof ANY_TOKEN | undefined>(
      PERMISSION,
      context.getHandler(),
    );
    const request = context.switchToHttp().getRequest<{ user: ApiCaller | ApiActor }>();
    const caller = request.user as ApiCaller;
    if (required !== ANY_TOKEN && (required === undefined || !caller.scopes.includes(required))) {
      response.set(
        'WWW-Authenticate',
        `Bearer realm="wardkey", error="insufficient_scope", scope="${required ?? ''}"`,
      );
      throw new ForbiddenException(
        `The access token does not have ${required ?? 'the permission for this route'}`,
      );
    }
    const actor = await this.actor(caller);
    if (required !== ANY_TOKEN && !actor.permissions.has(required))
      throw new ForbiddenException(`None of your roles has the permission ${required}`);
    if (this.reflector.get<boolean | undefined>(RECENT_SIGN_IN, context.getHandler()))
      this.refuseOldSignIn(actor, response);
    const scope = requestScope.getStore();
    if (scope) scope.actor = { clientId: actor.clientId, accountId: actor.accountId };
    request.user = actor;
    return true;
  }

  private refuseOldSignIn({ authTime }: ApiActor, response: Response): void {
    if (authTime === undefined || authTime > this.clock.epoch() - RECENT_SIGN_IN_SECONDS) return;
    response.set(
      'WWW-Authenticate',
      `Bearer realm="wardkey", error="insufficient_user_authentication", error_description="sign in again", max_age=${RECENT_SIGN_IN_SECONDS}`,
    );
    throw new UnauthorizedException('This cannot be undone, so you must have signed in just now');
  }

  /** What a token allows to a person is what the token and the roles both allow. Roles are read at each request. */
  private async actor({ clientId, scopes, person }: ApiCaller): Promise<ApiActor> {
    const ofToken = scopes.filter(isPermission);
    if (!person) return { clientId, permissions: new Set(ofToken) };
    const { accountId, authTime } = person;
    const ofRoles = permissionsOfAll(await this.roles.rolesOf(accountId));
    return { clientId, accountId, authTime, permissions: new Set(ofToken.filter((one) => ofRoles.has(one))) };
  }
}
