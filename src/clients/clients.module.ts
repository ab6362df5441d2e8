import { Global, Module } from '@nestjs/common';
import { ClientRegistry } from './client-registry.js';

/** Owns client registrations. Knows their metadata, not what the engine does with it. */
@Global()
@Module({ providers: [ClientRegistry], exports: [ClientRegistry] })
export class ClientsModule {}
