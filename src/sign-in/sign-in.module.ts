import { Module } from '@nestjs/common';
import { AccountsModule } from '#src/accounts/accounts.module.js';
import { AuditModule } from '#src/audit/audit.module.js';
import { ClientsModule } from '#src/clients/clients.module.js';
import { FederationModule } from '#src/federation/federation.module.js';
import { FhirClientModule } from '#src/fhir-client/fhir-client.module.js';
import { FhirUserModule } from '#src/fhir-user/fhir-user.module.js';
import { MailModule } from '#src/mail/mail.module.js';
import { AccessModule } from '#src/access/access.module.js';
import { AccountSetup } from './setup/account-setup.js';
import { Activation } from './activation/activation.js';
import { ActivationCheck } from './activation/activation-check.js';
import { ActivationCodes } from './activation/activation-codes.js';
import { DecisionLookUps } from './decision-look-ups.js';
import { FhirUserRevalidation } from './revalidation/fhir-user-revalidation.js';
import { PreparedAccountCheck } from './setup/prepared-account-check.js';
import { ProviderRevalidation } from './revalidation/provider-revalidation.js';
import { LinkEndings } from './link-endings.js';
import { LocalSignIn } from './password/local-sign-in.js';
import { SignIn } from './sign-in.js';
import { SsoOnly } from './password/sso-only.js';
import { Withdrawal } from './revalidation/withdrawal.js';

/**
 * Owns signing in: which account and which FHIR resource a verified person is, and whether they may sign in
 * (`decision/`); sign-in by password (`password/`); connecting accounts by one-time code (`activation/`); preparing
 * accounts (`setup/`); and checking later whether the decision still holds (`revalidation/`). No routes.
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
    AccessModule,
  ],
  providers: [
    SignIn,
    DecisionLookUps,
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
