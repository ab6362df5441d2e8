import { Module } from '@nestjs/common';
import { FhirClientModule } from '#src/fhir-client/fhir-client.module.js';
import { FhirUserResolver } from './fhir-user-resolver.js';

/** Owns finding a person’s FHIR resource. Never decides whether that person may sign in. */
@Module({ imports: [FhirClientModule], providers: [FhirUserResolver], exports: [FhirUserResolver] })
export class FhirUserModule {}
