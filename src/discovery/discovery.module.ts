import { Module } from '@nestjs/common';
import { FhirClientModule } from '#src/fhir-client/fhir-client.module.js';
import { HttpModule } from '#src/http/http.module.js';
import { SmartModule } from '#src/smart/smart.module.js';
import { DocumentsController } from './documents.controller.js';
import { SmartConfigurationController } from './smart-configuration.controller.js';

/**
 * Owns the documents that apps and FHIR servers read before anything else. Routes: /fhir-servers/:name/...,
 * /user-access-brands, /smart-style/...
 */
@Module({
  imports: [FhirClientModule, HttpModule, SmartModule],
  controllers: [SmartConfigurationController, DocumentsController],
})
export class DiscoveryModule {}
