import { Module, type OnModuleInit, type Type } from '@nestjs/common';
import { METHOD_METADATA } from '@nestjs/common/constants.js';
import { Reflector } from '@nestjs/core';
import { AuthorizationServerModule } from '#src/authorization-server/authorization-server.module.js';
import { SignInModule } from '#src/sign-in/sign-in.module.js';
import { AccountSignInController } from './accounts/account-sign-in.controller.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { BearerGuard } from './authentication/bearer.guard.js';
import { BearerStrategy } from './authentication/bearer.strategy.js';
import { PERMISSION } from './permissions.js';

const CONTROLLERS: Type[] = [AccountsController, AccountSignInController];

/**
 * Owns REST for administrators and scripts. Routes: /api/v1/... Callers hold an access token of ours; every route
 * declares what it must hold.
 */
@Module({
  imports: [AuthorizationServerModule, SignInModule],
  controllers: CONTROLLERS,
  providers: [BearerStrategy, BearerGuard],
})
export class AdminApiModule implements OnModuleInit {
  constructor(private readonly reflector: Reflector) {}

  /** A route that forgot its permission would be open or dead by accident; the process does not start with one. */
  onModuleInit(): void {
    for (const controller of CONTROLLERS) {
      for (const name of Object.getOwnPropertyNames(controller.prototype)) {
        const handler = (controller.prototype as Record<string, unknown>)[name] as () => unknown;
        const isRoute = typeof handler === 'function' && Reflect.hasMetadata(METHOD_METADATA, handler);
        if (isRoute && this.reflector.get(PERMISSION, handler) === undefined) {
          throw new Error(`${controller.name}.${name} declares no permission`);
        }
      }
    }
  }
}
