import { Module } from '@nestjs/common';
import { AccountsModule } from '#src/accounts/accounts.module.js';
import { AuditModule } from '#src/audit/audit.module.js';
import { HttpModule } from '#src/http/http.module.js';
import { RevocationModule } from '#src/revocation/revocation.module.js';
import { IdentityProviderAdministration } from './definitions/identity-provider-administration.js';
import { IdentityProviderDefinitions } from './definitions/identity-provider-definitions.js';
import { IdentityProviderStore } from './definitions/identity-provider.store.js';
import { ProvidersAtStart } from './definitions/providers-at-start.js';
import { FederatedLogin } from './federated-login.js';
import { GraphGroups } from './graph/graph-groups.js';
import { GraphHosts } from './graph/graph-hosts.js';
import { IdTokenVerifier } from './id-token-verifier.js';
import { IdentityProviders } from './identity-providers.js';
import { LoginAttemptStore } from './login-attempt.store.js';
import { LogoutTokenVerifier } from './logout-token-verifier.js';
import { ProviderKeys } from './provider-keys.js';
import { ProviderMetadataSource } from './provider-metadata.js';
import { UpstreamLogout } from './upstream-logout.js';

/**
 * Owns talking to upstream identity providers and verifying what they say. No routes of its own; never decides who
 * somebody is to us, and the only import of passport-openidconnect is in connectors/openid-connect.
 */
@Module({
  imports: [AccountsModule, AuditModule, HttpModule, RevocationModule],
  providers: [
    IdentityProviders,
    IdentityProviderStore,
    IdentityProviderDefinitions,
    IdentityProviderAdministration,
    ProviderMetadataSource,
    ProviderKeys,
    GraphHosts,
    GraphGroups,
    IdTokenVerifier,
    LogoutTokenVerifier,
    UpstreamLogout,
    LoginAttemptStore,
    FederatedLogin,
    ProvidersAtStart,
  ],
  exports: [
    IdentityProviderDefinitions,
    IdentityProviders,
    IdentityProviderAdministration,
    FederatedLogin,
    ProviderMetadataSource,
    LogoutTokenVerifier,
    UpstreamLogout,
    GraphGroups,
  ],
})
export class FederationModule {}
