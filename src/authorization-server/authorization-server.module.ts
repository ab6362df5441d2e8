import { Module } from '@nestjs/common';
import { FederationModule } from '#src/federation/federation.module.js';
import { SignInModule } from '#src/sign-in/sign-in.module.js';
import { SmartModule } from '#src/smart/smart.module.js';
import { AccessTokenClaims } from './access-token-claims.js';
import { AccessTokenVerifier } from './access-token-verifier.js';
import { AppsWithAccess } from './apps-with-access.js';
import { BearerIntrospection } from './bearer-introspection.js';
import { BrowserSession } from './browser-session.js';
import { Engine } from './engine.js';
import { EngineAccounts } from './engine-accounts.js';
import { EngineEvents } from './engine-events.js';
import { FrontDoor } from './front-door.js';
import { InteractionSteps } from './interaction-steps.js';
import { OtherResources } from './other-resources.js';
import { PostedRequests } from './posted-requests.js';
import { RelyingPartyLogout } from './relying-party-logout.js';
import { RefreshingClient } from './refreshing-client.js';
import { Refusals } from './refusals.js';
import { ReleasedClaims } from './released-claims.js';
import { RequestTrail } from './request-trail.js';
import { ResourceServers } from './resource-servers.js';
import { SignOutAcross } from './sign-out-across.js';
import { Standing } from './standing.js';
import { ArtifactStore } from './storage/artifact.store.js';
import { PendingArtifacts } from './storage/pending-artifacts.js';

/**
 * Owns the protocol, and the only import of oidc-provider. Its routes are those of the front door: /authorize, /token,
 * /introspect, /revoke, /userinfo, /jwks, /logout, /par and the two discovery documents. Never talks to a person: that
 * is what interactions are for.
 */
@Module({
  imports: [SmartModule, SignInModule, FederationModule],
  providers: [
    Engine,
    EngineAccounts,
    Standing,
    EngineEvents,
    ReleasedClaims,
    ResourceServers,
    AccessTokenClaims,
    ArtifactStore,
    InteractionSteps,
    SignOutAcross,
    AccessTokenVerifier,
    BearerIntrospection,
    AppsWithAccess,
    BrowserSession,
    PendingArtifacts,
    OtherResources,
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
    OtherResources,
    RequestTrail,
    SignOutAcross,
    AccessTokenVerifier,
  ],
})
export class AuthorizationServerModule {}
