import { Global, Module } from '@nestjs/common';
import { ClientRegistry } from './client-registry.js';
import { ClientSecrets } from './client-secrets.js';
import { ClientStore } from './client.store.js';
import { ManagedClients } from './managed-clients.js';
import { RegistrationTokenStore } from './registration-token.store.js';
import { RegistrationTokens } from './registration-tokens.js';
import { StoredClients } from './stored-clients.js';

/**
 * Owns client registrations, in the file and in the database, their secrets, and who may register one. Knows their
 * metadata, not what the engine does with it.
 */
@Global()
@Module({
  providers: [
    ClientRegistry,
    ClientSecrets,
    ClientStore,
    StoredClients,
    ManagedClients,
    RegistrationTokenStore,
    RegistrationTokens,
  ],
  exports: [ClientRegistry, ClientSecrets, ManagedClients, RegistrationTokens],
})
export class ClientsModule {}
