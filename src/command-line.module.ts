import { type DynamicModule, Module } from '@nestjs/common';
import type { Settings } from '#src/config/settings/settings.js';
import { FederationModule } from '#src/federation/federation.module.js';
import { SignInModule } from '#src/sign-in/sign-in.module.js';
import { foundation } from './foundation.js';

/** The rooms that the command line needs to decide as the server does. The engine and the routes are left out. */
@Module({})
export class CommandLineModule {
  static forRoot(settings: Settings): DynamicModule {
    return { module: CommandLineModule, imports: [...foundation(settings), FederationModule, SignInModule] };
  }
}
