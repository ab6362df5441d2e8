import { Module } from '@nestjs/common';
import { HttpModule } from '#src/http/http.module.js';
import { CapabilityReading } from './capability-reading.js';
import { FhirClients } from './fhir-clients.js';
import { FhirServers } from './fhir-servers.js';

/**
 * Owns the way to the FHIR servers, the only import of fhir-kit-client, and what every room must know about a resource:
 * whether it is in use. It interprets nothing else in a resource.
 */
@Module({ imports: [HttpModule], providers: [FhirServers, FhirClients], exports: [FhirServers, FhirClients] })
export class FhirClientModule {}

/** The part that only the server runs. A command reads the capabilities itself when it needs them. */
@Module({ imports: [FhirClientModule], providers: [CapabilityReading] })
export class CapabilityReadingModule {}
