import { Module } from '@nestjs/common';
import { SmartConfigurationController } from './smart-configuration.controller.js';

/** Owns the documents that apps and FHIR servers read before anything else. Routes: /fhir-servers/:name/.well-known/... */
@Module({ controllers: [SmartConfigurationController] })
export class DiscoveryModule {}
