import { Module } from '@nestjs/common';
import { DocumentsController } from './documents.controller.js';
import { SmartConfigurationController } from './smart-configuration.controller.js';
import { SmartModule } from '#src/smart/smart.module.js';

/**
 * Owns the documents that apps and FHIR servers read before anything else. Routes: /fhir-servers/:name/...,
 * /user-access-brands, /smart-style/...
 */
@Module({
  imports: [SmartModule],
  controllers: [SmartConfigurationController, DocumentsController],
})
export class DiscoveryModule {}
