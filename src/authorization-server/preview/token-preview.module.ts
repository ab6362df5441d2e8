import { Module } from '@nestjs/common';
import { AccountsModule } from '#src/accounts/accounts.module.js';
import { AuditModule } from '#src/audit/audit.module.js';
import { ClientsModule } from '#src/clients/clients.module.js';
import { FederationModule } from '#src/federation/federation.module.js';
import { FhirClientModule } from '#src/fhir-client/fhir-client.module.js';
import { SignInModule } from '#src/sign-in/sign-in.module.js';
import { SmartModule } from '#src/smart/smart.module.js';
import { OtherResources } from '../authorize/other-resources.js';
import { ResourceServers } from '../authorize/resource-servers.js';
import { PersonClaims } from '../token/person-claims.js';
import { ReleasedClaims } from '../token/released-claims.js';
import { PreviewedPeople } from './previewed-people.js';
import { TokenPreview } from './token-preview.js';

/** What decides which tokens a client gets, without the engine, so that the command line can ask it too. */
@Module({
  imports: [
    AccountsModule,
    AuditModule,
    ClientsModule,
    FederationModule,
    FhirClientModule,
    SignInModule,
    SmartModule,
  ],
  providers: [OtherResources, PersonClaims, PreviewedPeople, ReleasedClaims, ResourceServers, TokenPreview],
  exports: [OtherResources, PersonClaims, ReleasedClaims, ResourceServers, TokenPreview],
})
export class TokenPreviewModule {}
