import { Module } from '@nestjs/common';
import { AccountsModule } from '#src/accounts/accounts.module.js';
import { AuditModule } from '#src/audit/audit.module.js';
import { ClientsModule } from '#src/clients/clients.module.js';
import { FederationModule } from '#src/federation/federation.module.js';
import { FhirClientModule } from '#src/fhir-client/fhir-client.module.js';
import { FhirUserModule } from '#src/fhir-user/fhir-user.module.js';
import { MailModule } from '#src/mail/mail.module.js';
import { RevocationModule } from '#src/revocation/revocation.module.js';
import { AccountSetup } from './account-setup.js';
import { ActivationCheck } from './activation-check.js';
import { ActivationCodes } from './activation-codes.js';
import { Activation } from './activation.js';
import { FhirUserRevalidation } from './fhir-user-revalidation.js';
import { LinkEndings } from './link-endings.js';
import { LocalSignIn } from './local-sign-in.js';
import { PreparedAccountCheck } from './prepared-account-check.js';
import { ProviderRevalidation } from './provider-revalidation.js';
import { SignIn } from './sign-in.js';
import { SsoOnly } from './sso-only.js';
import { Withdrawal } from './withdrawal.js';

/**
 * Owns the sign-in decision: which account and which FHIR resource a verified person is, and whether they may come in;
 * and how accounts made beforehand are set up. No routes; never talks to an identity provider.
 */
@Module({
  imports: [
    AccountsModule,
    AuditModule,
    ClientsModule,
    FederationModule,
    FhirClientModule,
    FhirUserModule,
    MailModule,
    RevocationModule,
  ],
  providers: [
    SignIn,
    LocalSignIn,
    AccountSetup,
    Activation,
    ActivationCheck,
    ActivationCodes,
    LinkEndings,
    SsoOnly,
    FhirUserRevalidation,
    PreparedAccountCheck,
    Withdrawal,
    ProviderRevalidation,
  ],
  exports: [
    SignIn,
    LocalSignIn,
    AccountSetup,
    Activation,
    SsoOnly,
    FhirUserRevalidation,
    PreparedAccountCheck,
    Withdrawal,
    ProviderRevalidation,
  ],
})
export class SignInModule {}
