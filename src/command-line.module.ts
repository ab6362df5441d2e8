import { type DynamicModule, Module, type Type } from '@nestjs/common';
import type { Clock } from '#src/clock/clock.js';
import type { Settings } from '#src/config/settings/settings.js';
import { AdministrationModule } from '#src/administration/administration.module.js';
import { FederationModule } from '#src/federation/federation.module.js';
import { SignInModule } from '#src/sign-in/sign-in.module.js';
import { foundation } from './foundation.js';

/**
 * The rooms that the command line needs to decide as the server does. The engine and the routes are left out: they take
 * long to load.
 */
@Module({})
export class CommandLineModule {
  /** @param more rooms that only some commands need. */
  static forRoot(settings: Settings, clock: Clock, more: Type[] = []): DynamicModule {
    return {
      module: CommandLineModule,
      imports: [
        ...foundation(settings, clock, 'command'),
        FederationModule,
        SignInModule,
        AdministrationModule,
        ...more,
      ],
    };
  }
}
