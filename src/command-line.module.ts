import { type DynamicModule, Module } from '@nestjs/common';
import type { Clock } from '#src/clock/clock.js';
import type { Settings } from '#src/config/settings/settings.js';
import { AdministrationModule } from '#src/administration/administration.module.js';
import { TokenPreviewModule } from '#src/authorization-server/preview/token-preview.module.js';
import { FederationModule } from '#src/federation/federation.module.js';
import { SignInModule } from '#src/sign-in/sign-in.module.js';
import { foundation } from './foundation.js';

/** The rooms that the command line needs to decide as the server does. The engine and the routes are left out. */
@Module({})
export class CommandLineModule {
  static forRoot(settings: Settings, clock: Clock): DynamicModule {
    return {
      module: CommandLineModule,
      imports: [
        ...foundation(settings, clock, 'command'),
        FederationModule,
        SignInModule,
        AdministrationModule,
        TokenPreviewModule,
      ],
    };
  }
}
