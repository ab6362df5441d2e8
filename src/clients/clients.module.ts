import { Module } from '@nestjs/common';
import { AuditModule } from '#src/audit/audit.module.js';
import { ClientRefusalStore } from './client-refusal.store.js';
import { ClientRefusals } from './client-refusals.js';
import { ClientRegistry } from './client-definitions.js';
import { ClientSecrets } from './client-secrets.js';
import { ClientStore } from './client.store.js';
import { ManagedClients } from './client-administration.js';
import { RegistrationTokenStore } from './registration-token.store.js';
import { RegistrationTokens } from './registration-tokens.js';
import { StoredClients } from './stored-clients.js';

/**
 * Owns client registrations, in the file and in the database, their secrets, why they were refused, and who may register
 * one. Knows their
 * metadata, not what the engine does with it.
 */
@Module({
  imports: [AuditModule],
  providers: [
    ClientRefusals,
    ClientRefusalStore,
    ClientRegistry,
    ClientSecrets,
    ClientStore,
    StoredClients,
    ManagedClients,
    RegistrationTokenStore,
    RegistrationTokens,
  ],
  exports: [
    ClientRefusals,
    ClientRefusalStore,
    ClientRegistry,
    ClientSecrets,
    ManagedClients,
    RegistrationTokens,
  ],
})
export class ClientsModule {}
