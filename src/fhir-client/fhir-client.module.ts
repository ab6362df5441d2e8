import { Module } from '@nestjs/common';
import { HttpModule } from '#src/http/http.module.js';
import { CapabilityReading } from './capability-reading.js';
import { FhirClients } from './fhir-clients.js';
import { FhirServers } from './fhir-servers.js';

/**
 * Owns the way to the FHIR servers, the only import of fhir-kit-client, and what every room must know of a resource:
 * whether it is in use. Interprets nothing else in it.
 */
@Module({ imports: [HttpModule], providers: [FhirServers, FhirClients], exports: [FhirServers, FhirClients] })
export class FhirClientModule {}

/** The part that only the server runs: a command that wants to know asks for itself. */
@Module({ imports: [FhirClientModule], providers: [CapabilityReading] })
export class CapabilityReadingModule {}
