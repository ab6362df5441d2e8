import { Global, Module } from '@nestjs/common';
import { ClientRegistry } from './client-registry.js';
import { ClientSecrets } from './client-secrets.js';

/** Owns client registrations and their secrets. Knows their metadata, not what the engine does with it. */
@Global()
@Module({ providers: [ClientRegistry, ClientSecrets], exports: [ClientRegistry, ClientSecrets] })
export class ClientsModule {}
