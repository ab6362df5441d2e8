import { Global, Module } from '@nestjs/common';
import { FhirClients } from './fhir-clients.js';
import { FhirServers } from './fhir-servers.js';

/** Owns the way to the FHIR servers, and the only import of fhir-kit-client. Interprets no resource. */
@Global()
@Module({ providers: [FhirServers, FhirClients], exports: [FhirServers, FhirClients] })
export class FhirClientModule {}
