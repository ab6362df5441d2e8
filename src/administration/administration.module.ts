import { Module } from '@nestjs/common';
import { AccountsModule } from '#src/accounts/accounts.module.js';
import { AuditModule } from '#src/audit/audit.module.js';
import { ClientsModule } from '#src/clients/clients.module.js';
import { FederationModule } from '#src/federation/federation.module.js';
import { FhirClientModule } from '#src/fhir-client/fhir-client.module.js';
import { HttpModule } from '#src/http/http.module.js';
import { RolesModule } from '#src/roles/roles.module.js';
import { SignInModule } from '#src/sign-in/sign-in.module.js';
import { FirstAdministrator } from './first-administrator.js';
import { AccountAdministration } from './account-administration.js';
import { ClientAdministration } from './client-administration.js';
import { ConnectionCheck } from './examination/connection-check.js';
import { IdentityProviderAdministration } from './identity-provider-administration.js';
import { SignInTest } from './sign-in-test.js';
import { TestSignInStore } from './test-sign-ins/test-sign-in.store.js';
import { TestSignIns } from './test-sign-ins/test-sign-ins.js';

/** Owns what administrators do, for the REST API and the command line alike: the policy is asked, the audit log told. */
@Module({
  imports: [
    AccountsModule,
    AuditModule,
    ClientsModule,
    FederationModule,
    FhirClientModule,
    HttpModule,
    RolesModule,
    SignInModule,
  ],
  providers: [
    AccountAdministration,
    ClientAdministration,
    ConnectionCheck,
    FirstAdministrator,
    IdentityProviderAdministration,
    SignInTest,
    TestSignInStore,
    TestSignIns,
  ],
  exports: [
    AccountAdministration,
    ClientAdministration,
    ConnectionCheck,
    FirstAdministrator,
    IdentityProviderAdministration,
    RolesModule,
    SignInTest,
    TestSignIns,
  ],
})
export class AdministrationModule {}
