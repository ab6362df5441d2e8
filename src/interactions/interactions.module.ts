import { Module } from '@nestjs/common';
import { AuthorizationServerModule } from '#src/authorization-server/authorization-server.module.js';
import { FederationModule } from '#src/federation/federation.module.js';
import { SignInModule } from '#src/sign-in/sign-in.module.js';
import { SmartModule } from '#src/smart/smart.module.js';
import { Chooser } from './chooser.js';
import { ConsentController } from './consent.controller.js';
import { Csrf } from './csrf.js';
import { FederationCallbackController } from './federation-callback.controller.js';
import { LaunchContextController } from './launch-context.controller.js';
import { LoginController } from './login.controller.js';
import { ProviderLogoutController } from './provider-logout.controller.js';
import { SignInCookies } from './sign-in-cookies.js';

/**
 * Owns what a person is asked between an app’s request and its tokens: sign in, choose a patient, consent. Routes:
 * /interaction/:uid/... and /federation/:scheme/... Never decides what comes next: each step returns to the engine.
 */
@Module({
  imports: [AuthorizationServerModule, FederationModule, SignInModule, SmartModule],
  controllers: [
    LoginController,
    FederationCallbackController,
    LaunchContextController,
    ConsentController,
    ProviderLogoutController,
  ],
  providers: [Csrf, SignInCookies, Chooser],
})
export class InteractionsModule {}
