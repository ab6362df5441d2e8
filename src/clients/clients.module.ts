import { Module } from '@nestjs/common';
import { AuditModule } from '#src/audit/audit.module.js';
import { ClientDefinitions } from './client-definitions.js';
import { ClientRefusalStore } from './client-refusal.store.js';
import { ClientRefusals } from './client-refusals.js';
import { ClientSecretRenewal } from './client-secret-renewal.js';
import { ClientSecrets } from './client-secrets.js';
import { ClientStore } from './client.store.js';
import { RegistrationTokenStore } from './registration-token.store.js';
import { RegistrationTokens } from './registration-tokens.js';

/**
 * Owns the definitions of clients, in the file and in the database, their secrets, why they were refused, and who may
 * register one. It knows their metadata, not what the engine does with it.
 */
@Module({
  imports: [AuditModule],
  providers: [
    ClientDefinitions,
    ClientRefusals,
    ClientRefusalStore,
    ClientSecretRenewal,
    ClientSecrets,
    ClientStore,
    RegistrationTokenStore,
    RegistrationTokens,
  ],
  exports: [
    ClientDefinitions,
    ClientRefusals,
    ClientRefusalStore,
    ClientSecretRenewal,
    ClientSecrets,
    ClientStore,
    RegistrationTokens,
  ],
})
export class ClientsModule {}
