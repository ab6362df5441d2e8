import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AccountsModule } from '#src/accounts/accounts.module.js';
import { AdministrationModule } from '#src/administration/administration.module.js';
import { AuditModule } from '#src/audit/audit.module.js';
import { AuthorizationServerModule } from '#src/authorization-server/authorization-server.module.js';
import { ClientsModule } from '#src/clients/clients.module.js';
import { FederationModule } from '#src/federation/federation.module.js';
import { FhirClientModule } from '#src/fhir-client/fhir-client.module.js';
import { KeysModule } from '#src/keys/keys.module.js';
import { SignInModule } from '#src/sign-in/sign-in.module.js';
import { SmartModule } from '#src/smart/smart.module.js';
import { AccountChange } from './accounts/account-change.js';
import { AccountIdentityController } from './accounts/account-identity.controller.js';
import { AccountSignInController } from './accounts/account-sign-in.controller.js';
import { AccountsController } from './accounts/accounts.controller.js';
import { AuditEventsController } from './audit-events/audit-events.controller.js';
import { BearerGuard } from './authentication/bearer.guard.js';
import { BearerStrategy } from './authentication/bearer.strategy.js';
import { ClientsController } from './clients/clients.controller.js';
import { TokenPreviewController } from './clients/token-preview.controller.js';
import { ApiDocument } from './documentation/api-document.js';
import { ApiDocumentationController } from './documentation/api-documentation.controller.js';
import { KeysController } from './keys/keys.controller.js';
import { IdempotentRequestStore } from './idempotency/idempotent-request.store.js';
import { FhirServersController } from './fhir-servers/fhir-servers.controller.js';
import { IdentityProvidersController } from './identity-providers/identity-providers.controller.js';
import { LaunchContextsController } from './launch-contexts/launch-contexts.controller.js';
import { PermissionCheck } from './permission-check.js';
import { FirstAdministratorController } from './roles/first-administrator.controller.js';
import { RolesController } from './roles/roles.controller.js';
import { UserAccessBrandsController } from './user-access-brands/user-access-brands.controller.js';

/**
 * Owns REST for administrators and scripts. Routes: /api/v1/..., /api/openapi.json, /api/docs. Callers have an access
 * token of this server. Every route declares the scope that it requires, or that it requires no token.
 */
@Module({
  imports: [
    AccountsModule,
    AdministrationModule,
    AuditModule,
    AuthorizationServerModule,
    ClientsModule,
    DiscoveryModule,
    FederationModule,
    FhirClientModule,
    KeysModule,
    SignInModule,
    SmartModule,
  ],
  controllers: [
    AccountsController,
    AccountIdentityController,
    AccountSignInController,
    AuditEventsController,
    KeysController,
    ClientsController,
    TokenPreviewController,
    FhirServersController,
    IdentityProvidersController,
    LaunchContextsController,
    RolesController,
    FirstAdministratorController,
    UserAccessBrandsController,
    ApiDocumentationController,
  ],
  providers: [
    BearerStrategy,
    BearerGuard,
    PermissionCheck,
    ApiDocument,
    AccountChange,
    IdempotentRequestStore,
  ],
})
export class AdminApiModule {}
