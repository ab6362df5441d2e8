import { type DynamicModule, Module } from '@nestjs/common';
import { AdminApiModule } from '#src/admin-api/admin-api.module.js';
import { AdminPageModule } from '#src/admin-page/admin-page.module.js';
import { AuditSealingModule } from '#src/audit/audit.module.js';
import { AuthorizationServerModule } from '#src/authorization-server/authorization-server.module.js';
import { ClientRegistrationModule } from '#src/client-registration/client-registration.module.js';
import type { Clock } from '#src/clock/clock.js';
import type { Settings } from '#src/config/settings/settings.js';
import { DiscoveryModule } from '#src/discovery/discovery.module.js';
import { CapabilityReadingModule } from '#src/fhir-client/fhir-client.module.js';
import { HealthModule } from '#src/health/health.module.js';
import { InteractionsModule } from '#src/interactions/interactions.module.js';
import { PagesModule } from '#src/interactions/views/pages.module.js';
import { KeyScheduleModule } from '#src/keys/keys.module.js';
import { MailDeliveryModule } from '#src/mail/mail.module.js';
import { MonitoringModule } from '#src/monitoring/monitoring.module.js';
import { foundation } from './foundation.js';

/** The one list of rooms. */
@Module({})
export class AppModule {
  /** The whole server. */
  static forRoot(settings: Settings, clock: Clock): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ...foundation(settings, clock, 'server'),
        AuditSealingModule,
        MailDeliveryModule,
        KeyScheduleModule,
        CapabilityReadingModule,
        PagesModule,
        AuthorizationServerModule,
        InteractionsModule,
        AdminApiModule,
        AdminPageModule,
        ClientRegistrationModule,
        DiscoveryModule,
        HealthModule,
        MonitoringModule,
      ],
    };
  }
}
