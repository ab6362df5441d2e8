import { Module } from '@nestjs/common';
import { AdministrationModule } from '#src/administration/administration.module.js';
import { AuditModule } from '#src/audit/audit.module.js';
import { ClientsModule } from '#src/clients/clients.module.js';
import { HttpModule } from '#src/http/http.module.js';
import { ClientRegistrationController } from './client-registration.controller.js';
import { ClientRegistration } from './client-registration.js';

/**
 * Owns dynamic client registration: POST /register (RFC 7591), off unless the settings open it. It stores nothing
 * itself, and never changes or removes a client: only administrators do that.
 */
@Module({
  imports: [AdministrationModule, AuditModule, ClientsModule, HttpModule],
  controllers: [ClientRegistrationController],
  providers: [ClientRegistration],
})
export class ClientRegistrationModule {}
