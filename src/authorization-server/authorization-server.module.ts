import { Module } from '@nestjs/common';
import { AccountsModule } from '#src/accounts/accounts.module.js';
import { AuditModule } from '#src/audit/audit.module.js';
import { ClientsModule } from '#src/clients/clients.module.js';
import { FederationModule } from '#src/federation/federation.module.js';
import { FhirClientModule } from '#src/fhir-client/fhir-client.module.js';
import { HttpModule } from '#src/http/http.module.js';
import { AccessModule } from '#src/access/access.module.js';
import { SignInModule } from '#src/sign-in/sign-in.module.js';
import { SmartModule } from '#src/smart/smart.module.js';
import { InteractionSteps } from './authorize/interaction-steps.js';
import { PendingRequests } from './authorize/pending-request.js';
import { PostedRequests } from './authorize/posted-requests.js';
import { RequestTrail } from './authorize/request-trail.js';
import { Refusals } from './client-authentication/refusals.js';
import { EngineAccounts } from './engine/engine-accounts.js';
import { EngineEvents } from './engine/engine-events.js';
import { EngineParts } from './engine/engine-parts.js';
import { Engine } from './engine/engine.js';
import { FrontDoor } from './front-door/front-door.js';
import { AccessTokenVerifier } from './introspection/access-token-verifier.js';
import { BearerIntrospection } from './introspection/bearer-introspection.js';
import { RelyingPartyLogout } from './logout/relying-party-logout.js';
import { SignOutAcross } from './logout/sign-out-across.js';
import { AppsWithAccess } from './session/apps-with-access.js';
import { TokenPreviewModule } from './preview/token-preview.module.js';
import { BrowserSession } from './session/browser-session.js';
import { SessionEndings } from './session/session-endings.js';
import { StandingAccess } from './session/standing-access.js';
import { ArtifactStore } from './storage/artifact.store.js';
import { PendingArtifacts } from './storage/pending-artifacts.js';
import { AccessTokenClaims } from './token/access-token-claims.js';
import { RefreshingClient } from './token/refreshing-client.js';

/**
 * Owns the protocol, and the only imports of oidc-provider. Its routes are those of the front door: /authorize, /token,
 * /introspect, /revoke, /userinfo, /jwks, /logout, /par and the two discovery documents. It shows no pages to people:
 * the room interactions does that.
 */
@Module({
  imports: [
    AccountsModule,
    AuditModule,
    ClientsModule,
    FederationModule,
    FhirClientModule,
    HttpModule,
    AccessModule,
    SignInModule,
    SmartModule,
    TokenPreviewModule,
  ],
  providers: [
    Engine,
    EngineAccounts,
    SessionEndings,
    StandingAccess,
    EngineEvents,
    EngineParts,

    AccessTokenClaims,
    ArtifactStore,
    InteractionSteps,
    SignOutAcross,
    AccessTokenVerifier,
    BearerIntrospection,
    AppsWithAccess,
    BrowserSession,
    PendingArtifacts,
    PendingRequests,
    PostedRequests,
    RefreshingClient,
    Refusals,
    RelyingPartyLogout,
    RequestTrail,
    FrontDoor,
  ],
  exports: [
    AppsWithAccess,
    BrowserSession,
    Engine,
    FrontDoor,
    InteractionSteps,
    RequestTrail,
    SignOutAcross,
    AccessTokenVerifier,
    TokenPreviewModule,
  ],
})
export class AuthorizationServerModule {}
