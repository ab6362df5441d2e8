import { Module } from '@nestjs/common';
import { FederationModule } from '#src/federation/federation.module.js';
import { FhirUserModule } from '#src/fhir-user/fhir-user.module.js';
import { FhirUserRevalidation } from './fhir-user-revalidation.js';
import { PreparedAccountCheck } from './prepared-account-check.js';
import { SignIn } from './sign-in.js';

/**
 * Owns the sign-in decision: which account and which FHIR resource a verified person is, and never signs anybody in at an identity provider.
 */
@Module({
  imports: [FederationModule, FhirUserModule],
  providers: [SignIn, FhirUserRevalidation, PreparedAccountCheck],
  exports: [SignIn, FhirUserRevalidation, PreparedAccountCheck],
})
export class SignInModule {}
