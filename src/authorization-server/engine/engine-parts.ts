import { Injectable } from '@nestjs/common';
import { RelyingPartySessionStore } from '#src/access/relying-party-session.store.js';
import { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { ClientSecretRenewal } from '#src/clients/client-secret-renewal.js';
import { ClientSecrets } from '#src/clients/client-secrets.js';
import { Clock } from '#src/clock/clock.js';
import { Settings } from '#src/config/settings/settings.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { SigningKeys } from '#src/keys/signing-keys.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { Egress } from '#src/http/outgoing/egress.js';
import { EhrLaunchStore } from '#src/smart/launch/ehr-launch.store.js';
import { GrantContextStore } from '#src/access/grant-context.store.js';
import { OtherResources } from '../authorize/other-resources.js';
import { RequestTrail } from '../authorize/request-trail.js';
import { ResourceServers } from '../authorize/resource-servers.js';
import { Refusals } from '../client-authentication/refusals.js';
import { SignOutAcross } from '../logout/sign-out-across.js';
import { SessionEndings } from '../session/session-endings.js';
import { StandingAccess } from '../session/standing-access.js';
import { ArtifactStore } from '../storage/artifact.store.js';
import { PendingArtifacts } from '../storage/pending-artifacts.js';
import { AccessTokenClaims } from '../token/access-token-claims.js';
import { ReleasedClaims } from '../token/released-claims.js';
import { EngineAccounts } from './engine-accounts.js';
import { EnginePages } from './engine-pages.js';

/** What the engine is made from. Its configuration and its overrides each take the parts that they need. */
@Injectable()
export class EngineParts {
  constructor(
    readonly settings: Settings,
    readonly clients: ClientDefinitions,
    readonly clientSecrets: ClientSecrets,
    readonly secretRenewal: ClientSecretRenewal,
    readonly providers: IdentityProviders,
    readonly fhirServers: FhirServers,
    readonly egress: Egress,
    readonly engineAccounts: EngineAccounts,
    readonly pages: EnginePages,
    readonly store: ArtifactStore,
    readonly pending: PendingArtifacts,
    readonly contexts: GrantContextStore,
    readonly launches: EhrLaunchStore,
    readonly signIns: SignInRecordStore,
    readonly relyingParties: RelyingPartySessionStore,
    readonly standing: StandingAccess,
    readonly requestTrail: RequestTrail,
    readonly resourceServers: ResourceServers,
    readonly otherResources: OtherResources,
    readonly accessTokenClaims: AccessTokenClaims,
    readonly releasedClaims: ReleasedClaims,
    readonly refusals: Refusals,
    readonly signOut: SignOutAcross,
    readonly endings: SessionEndings,
    readonly signingKeys: SigningKeys,
    readonly clock: Clock,
  ) {}
}
