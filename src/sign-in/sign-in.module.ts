import { Module } from '@nestjs/common';
import { FhirUserModule } from '#src/fhir-user/fhir-user.module.js';
import { FhirUserRevalidation } from './fhir-user-revalidation.js';
import { SignIn } from './sign-in.js';

/**
 * Owns the sign-in decision: which account and which FHIR resource a verified person is, and whether they may come in.
 * No routes; never talks to an identity provider.
 */
@Module({
  imports: [FhirUserModule],
  providers: [SignIn, FhirUserRevalidation],
  exports: [SignIn, FhirUserRevalidation],
})
export class SignInModule {}
