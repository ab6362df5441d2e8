import { Module } from '@nestjs/common';
import { AccountsModule } from '#src/accounts/accounts.module.js';
import { AuditModule } from '#src/audit/audit.module.js';
import { ClientsModule } from '#src/clients/clients.module.js';
import { RolesModule } from '#src/roles/roles.module.js';
import { SignInModule } from '#src/sign-in/sign-in.module.js';
import { FirstAdministrator } from './first-administrator.js';
import { AccountAdministration } from './account-administration.js';
import { ClientAdministration } from './client-administration.js';

/** Owns what administrators do, for the REST API and the command line alike: the policy is asked, the audit log told. */
@Module({
  imports: [AccountsModule, AuditModule, ClientsModule, RolesModule, SignInModule],
  providers: [AccountAdministration, ClientAdministration, FirstAdministrator],
  exports: [AccountAdministration, ClientAdministration, FirstAdministrator, RolesModule],
})
export class AdministrationModule {}
