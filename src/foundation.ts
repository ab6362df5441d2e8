import { AccountsModule } from '#src/accounts/accounts.module.js';
import { AuditModule } from '#src/audit/audit.module.js';
import { ClientsModule } from '#src/clients/clients.module.js';
import type { Clock } from '#src/clock/clock.js';
import { ClockModule } from '#src/clock/clock.module.js';
import { ConfigModule } from '#src/config/config.module.js';
import type { Settings } from '#src/config/settings/settings.js';
import { CryptoModule } from '#src/crypto/crypto.module.js';
import { DatabaseModule, type DatabaseUser } from '#src/database/database.module.js';
import { FhirClientModule } from '#src/fhir-client/fhir-client.module.js';
import { HttpModule } from '#src/http/http.module.js';
import { KeysModule } from '#src/keys/keys.module.js';
import { MailModule } from '#src/mail/mail.module.js';
import { ObservationModule } from '#src/observation/observation.module.js';
import { AccessModule } from '#src/access/access.module.js';
import { entities } from './app.entities.js';

/** Ground and records: what every other room stands on, for the server and for the command line alike. */
export function foundation(settings: Settings, clock: Clock, user: DatabaseUser) {
  return [
    ConfigModule.forRoot(settings),
    ClockModule.forRoot(clock),
    ObservationModule,
    CryptoModule.forRoot(settings),
    HttpModule,
    DatabaseModule.forRoot(settings, entities, clock, user),
    FhirClientModule,
    AccountsModule,
    ClientsModule,
    KeysModule,
    AuditModule,
    MailModule,
    AccessModule,
  ];
}
