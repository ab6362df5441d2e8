import { Module } from '@nestjs/common';
import { FhirUserResolver } from './fhir-user-resolver.js';

/** Owns finding a person’s FHIR resource. Never decides whether that person may sign in. */
@Module({ providers: [FhirUserResolver], exports: [FhirUserResolver] })
export class FhirUserModule {}
