import { type DynamicModule, Module } from '@nestjs/common';
import { AccountsModule } from '#src/accounts/accounts.module.js';
import { AuditModule } from '#src/audit/audit.module.js';
import { AuthorizationServerModule } from '#src/authorization-server/authorization-server.module.js';
import { ClientsModule } from '#src/clients/clients.module.js';
import { ConfigModule } from '#src/config/config.module.js';
import type { Settings } from '#src/config/settings/settings.js';
import { CryptoModule } from '#src/crypto/crypto.module.js';
import { DatabaseModule } from '#src/database/database.module.js';
import { DiscoveryModule } from '#src/discovery/discovery.module.js';
import { FhirClientModule } from '#src/fhir-client/fhir-client.module.js';
import { HealthModule } from '#src/health/health.module.js';
import { HttpModule } from '#src/http/http.module.js';
import { InteractionsModule } from '#src/interactions/interactions.module.js';
import { PagesModule } from '#src/interactions/pages.module.js';
import { KeysModule } from '#src/keys/keys.module.js';
import { SignInModule } from '#src/sign-in/sign-in.module.js';
import { entities } from './app.entities.js';

/** Ground and records: what every other room stands on. */
function foundation(settings: Settings) {
  return [
    ConfigModule.forRoot(settings),
    CryptoModule,
    HttpModule,
    DatabaseModule.forRoot(entities),
    FhirClientModule,
    AccountsModule,
    ClientsModule,
    KeysModule,
    AuditModule,
  ];
}

/** The one list of rooms. */
@Module({})
export class AppModule {
  /** The whole server. */
  static forRoot(settings: Settings): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ...foundation(settings),
        PagesModule,
        AuthorizationServerModule,
        InteractionsModule,
        DiscoveryModule,
        HealthModule,
      ],
    };
  }
}

/** What the command line needs to decide as the server would: no engine, no routes. */
@Module({})
export class CommandLineModule {
  static forRoot(settings: Settings): DynamicModule {
    return { module: CommandLineModule, imports: [...foundation(settings), SignInModule] };
  }
}
