import { Module } from '@nestjs/common';
import { DocumentsController } from './documents.controller.js';
import { SmartConfigurationController } from './smart-configuration.controller.js';
import { UserAccessBrands } from './user-access-brands.js';

/**
 * Owns the documents that apps and FHIR servers read before anything else. Routes: /fhir-servers/:name/...,
 * /user-access-brands, /smart-style/...
 */
@Module({
  controllers: [SmartConfigurationController, DocumentsController],
  providers: [UserAccessBrands],
})
export class DiscoveryModule {}
