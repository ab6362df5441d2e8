import { Module } from '@nestjs/common';
import { AccountsModule } from '#src/accounts/accounts.module.js';
import { AuditModule } from '#src/audit/audit.module.js';
import { HttpModule } from '#src/http/http.module.js';
import { AccessModule } from '#src/access/access.module.js';
import { IdentityProviderDefinitions } from './definitions/identity-provider-definitions.js';
import { IdentityProviderStore } from './definitions/identity-provider.store.js';
import { IdentityProvidersAtStart } from './definitions/identity-providers-at-start.js';
import { ConnectorRegistry } from './connectors/registry.js';
import { FederatedLogin } from './login/federated-login.js';
import { GraphGroups } from './graph/graph-groups.js';
import { GraphHosts } from './graph/graph-hosts.js';
import { IdTokenInspection } from './connectors/openid-connect/tokens/id-token-inspection.js';
import { IdTokenVerifier } from './connectors/openid-connect/tokens/id-token-verifier.js';
import { IdentityProviders } from './identity-providers.js';
import { LoginAttemptStore } from './login/login-attempt.store.js';
import { LogoutTokenVerifier } from './connectors/openid-connect/tokens/logout-token-verifier.js';
import { ProviderKeys } from './connectors/openid-connect/keys/provider-keys.js';
import { ProviderMetadataSource } from './connectors/openid-connect/metadata/provider-metadata.js';
import { UpstreamLogout } from './logout/upstream-logout.js';

/**
 * Owns talking to identity providers and verifying what they say. Has no routes. Never decides which account a person
 * has. connectors/openid-connect has the only import of passport-openidconnect.
 */
@Module({
  imports: [AccountsModule, AuditModule, HttpModule, AccessModule],
  providers: [
    IdentityProviders,
    IdentityProviderStore,
    IdentityProviderDefinitions,
    ProviderMetadataSource,
    ProviderKeys,
    GraphHosts,
    GraphGroups,
    IdTokenInspection,
    IdTokenVerifier,
    LogoutTokenVerifier,
    UpstreamLogout,
    LoginAttemptStore,
    ConnectorRegistry,
    FederatedLogin,
    IdentityProvidersAtStart,
  ],
  exports: [
    IdentityProviderDefinitions,
    IdentityProviders,
    IdentityProviderStore,
    IdTokenInspection,
    FederatedLogin,
    ProviderMetadataSource,
    LogoutTokenVerifier,
    UpstreamLogout,
    GraphGroups,
  ],
})
export class FederationModule {}
