import { Module } from '@nestjs/common';
import { AccountsModule } from '#src/accounts/accounts.module.js';
import { AuditModule } from '#src/audit/audit.module.js';
import { AuthorizationServerModule } from '#src/authorization-server/authorization-server.module.js';
import { FederationModule } from '#src/federation/federation.module.js';
import { FhirClientModule } from '#src/fhir-client/fhir-client.module.js';
import { HttpModule } from '#src/http/http.module.js';
import { AccessModule } from '#src/access/access.module.js';
import { SignInModule } from '#src/sign-in/sign-in.module.js';
import { SmartModule } from '#src/smart/smart.module.js';
import { DispatchController } from './dispatch.controller.js';
import { PendingGuard } from './pending/pending.guard.js';
import { ChoiceController } from './sign-in/choice.controller.js';
import { Departure } from './sign-in/departure.js';
import { AccountAppsController } from './account/account-apps.controller.js';
import { ActivationCookie } from './activation/activation-cookie.js';
import { ActivationController } from './activation/activation.controller.js';
import { Chooser } from './sign-in/chooser.js';
import { ConnectingAnswers } from './activation/connecting-answers.js';
import { ConsentMemory } from './consent/consent-memory.js';
import { ConsentController } from './consent/consent.controller.js';
import { Csrf } from './pending/csrf.js';
import { DeviceCookie } from './sign-in/device-cookie.js';
import { EmergencyCookie } from './sign-in/emergency-cookie.js';
import { EmergencyController } from './sign-in/emergency.controller.js';
import { EncounterController } from './launch-context/encounter.controller.js';
import { FailedLogin } from './sign-in/failed-login.js';
import { FederationCallbackController } from './doorway/federation-callback.controller.js';
import { InvitationController } from './invitation/invitation.controller.js';
import { LaunchContextAnswers } from './launch-context/launch-context-answers.js';
import { LaunchContextController } from './launch-context/launch-context.controller.js';
import { LoginController } from './sign-in/login.controller.js';
import { PasswordEntry } from './sign-in/password-entry.js';
import { PasswordController } from './sign-in/password.controller.js';
import { PatientPages } from './launch-context/patient-pages.js';
import { KeysForIdentityProviderController } from './doorway/keys-for-identity-provider.controller.js';
import { IdentityProviderLogoutController } from './sign-out/identity-provider-logout.controller.js';
import { RepeatedAnswers } from './sign-in/repeated-answers.js';
import { SignInCookies } from './sign-in/sign-in-cookies.js';
import { TestSignInController } from './test-sign-in/test-sign-in.controller.js';
import { AdministrationModule } from '#src/administration/administration.module.js';
import { SsoOnlyAtStart } from './sign-in/sso-only-at-start.js';

/**
 * Owns what a person is asked between an app’s request and its tokens: signing in, choosing a patient, consent
 * (/interaction/:uid/... and /federation/:scheme/...). Owns also what people do without an app: setting up an account
 * (/invitation/:token, /activation, /emergency), signing in for a test (/federation/:scheme/test), and seeing which apps have access (/account). Never decides what comes
 * next: each step returns to the engine.
 */
@Module({
  imports: [
    AccountsModule,
    AdministrationModule,
    AuditModule,
    AuthorizationServerModule,
    FederationModule,
    FhirClientModule,
    HttpModule,
    AccessModule,
    SignInModule,
    SmartModule,
  ],
  controllers: [
    DispatchController,
    ChoiceController,
    LoginController,
    PasswordController,
    FederationCallbackController,
    TestSignInController,
    LaunchContextController,
    EncounterController,
    ConsentController,
    InvitationController,
    ActivationController,
    EmergencyController,
    KeysForIdentityProviderController,
    IdentityProviderLogoutController,
    AccountAppsController,
  ],
  providers: [
    ConsentMemory,
    Csrf,
    PendingGuard,
    DeviceCookie,
    LaunchContextAnswers,
    PatientPages,
    SignInCookies,
    Chooser,
    Departure,
    FailedLogin,
    RepeatedAnswers,
    PasswordEntry,
    ActivationCookie,
    ConnectingAnswers,
    EmergencyCookie,
    SsoOnlyAtStart,
  ],
})
export class InteractionsModule {}
