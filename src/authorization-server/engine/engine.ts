import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { JSONWebKeySet } from 'jose';
import Provider from 'oidc-provider';
import { RelyingPartySessionStore } from '#src/accounts/relying-party-session.store.js';
import { SignInRecordStore } from '#src/accounts/sign-ins/sign-in-record.store.js';
import { ClientRegistry } from '#src/clients/client-registry.js';
import { ClientSecrets } from '#src/clients/client-secrets.js';
import { ConfigurationError, type ConfigurationProblem } from '#src/config/problems.js';
import { Settings } from '#src/config/settings/settings.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { IdentityProviders } from '#src/federation/identity-providers.js';
import { FhirServers } from '#src/fhir-client/fhir-servers.js';
import { Egress } from '#src/http/egress.js';
import { SigningKeys } from '#src/keys/signing-keys.js';
import { EhrLaunchStore } from '#src/smart/launch/ehr-launch.store.js';
import { GrantContextStore } from '#src/smart/launch/grant-context.store.js';
import { acrValuesInDiscovery } from '../authorize/acr-values.js';
import { AccessTokenClaims } from '../token/access-token-claims.js';
import { busyAnswers, failedProofsAreBraked } from '../front-door/brakes.js';
import { assertionsNameOneKey } from '../client-authentication/client-key-choice.js';
import { ClientKeyFreshness } from '../client-authentication/client-key-freshness.js';
import { ClientRequests } from '../client-authentication/client-requests.js';
import { severalClientSecrets } from '../client-authentication/client-secret-check.js';
import { documentsMayBeKept } from './documents-may-be-kept.js';
import { EngineAccounts } from './engine-accounts.js';
import { engineConfiguration } from './configuration.js';
import { ownFormPage } from './form-page.js';
import { EngineEvents } from './engine-events.js';
import { EnginePages } from './engine-pages.js';
import { findJwtAccessTokens } from '../introspection/jwt-access-tokens.js';
import { loopbackPortsMayVary } from '../authorize/loopback-redirects.js';
import {
  offlineAccessNeedsNoPrompt,
  addressesFromIssuer,
  bindSignIn,
  signOutAsksOnce,
  signOutEndsGrants,
  smartTokenResponse,
} from './middleware.js';
import { clientsAreToldLater, noteWhereSignedIn } from '../logout/clients-told-later.js';
import { OtherResources } from '../authorize/other-resources.js';
import { refreshScopesAreComparedByMeaning } from '../token/refresh-scopes.js';
import { Refusals } from '../client-authentication/refusals.js';
import { ReleasedClaims } from '../token/released-claims.js';
import { RequestTrail } from '../authorize/request-trail.js';
import { ResourceServers } from '../authorize/resource-servers.js';
import { sessionsKnowTheirSignIn } from '../session/session-sign-in.js';
import { SignOutAcross } from '../logout/sign-out-across.js';
import { Standing } from '../session/standing.js';
import { ArtifactAdapter } from '../storage/artifact-adapter.js';
import { ArtifactStore } from '../storage/artifact.store.js';
import { ClientAdapter } from '../storage/client-adapter.js';
import { PendingArtifacts } from '../storage/pending-artifacts.js';
import { RefreshTokenAdapter, RefreshTokenSuccession } from '../storage/refresh-token-succession.js';
import { answersAsJson, preciseTokenErrors } from '../token/token-errors.js';
import { userinfoServesEveryToken } from '../token/userinfo-tokens.js';

/** The OAuth 2.0 and OpenID Connect protocol: oidc-provider, set up for SMART. */
@Injectable()
export class Engine implements OnModuleInit {
  /** Ready after the module has been initialised. */
  provider!: Provider;
  /** The engine’s way of telling a client that somebody has signed out. */
  tellSignOut!: ReturnType<typeof clientsAreToldLater>;

  constructor(
    private readonly settings: Settings,
    private readonly signingKeys: SigningKeys,
    private readonly secretBox: SecretBox,
    private readonly store: ArtifactStore,
    private readonly clients: ClientRegistry,
    private readonly clientSecrets: ClientSecrets,
    private readonly engineAccounts: EngineAccounts,
    private readonly fhirServers: FhirServers,
    private readonly resourceServers: ResourceServers,
    private readonly otherResources: OtherResources,
    private readonly accessTokenClaims: AccessTokenClaims,
    private readonly pages: EnginePages,
    private readonly events: EngineEvents,
    private readonly refusals: Refusals,
    private readonly egress: Egress,
    private readonly contexts: GrantContextStore,
    private readonly launches: EhrLaunchStore,
    private readonly signIns: SignInRecordStore,
    private readonly signOut: SignOutAcross,
    private readonly standing: Standing,
    private readonly relyingParties: RelyingPartySessionStore,
    private readonly pending: PendingArtifacts,
    private readonly releasedClaims: ReleasedClaims,
    private readonly requestTrail: RequestTrail,
    private readonly providers: IdentityProviders,
  ) {}

  async onModuleInit(): Promise<void> {
    const jwks = { keys: await this.signingKeys.privateJwks() } as JSONWebKeySet;
    const succession = new RefreshTokenSuccession(this.secretBox.derive('refresh tokens'), this.store);
    const clientKeys = new ClientKeyFreshness();
    const clientRequests = new ClientRequests(this.egress, clientKeys);
    this.provider = new Provider(
      this.settings.issuer,
      engineConfiguration({
        settings: this.settings,
        jwks,
        cookieKey: this.secretBox.derive('cookies').toString('base64url'),
        adapter: (model) => {
          if (model === 'Client') return new ClientAdapter(this.clients, this.settings.issuer);
          if (model === 'RefreshToken') return new RefreshTokenAdapter(this.store, succession);
          return new ArtifactAdapter(model, this.store, this.pending);
        },
        engineAccounts: this.engineAccounts,
        releasedClaims: this.releasedClaims,
        contexts: this.contexts,
        fhirServers: this.fhirServers,
        resourceServers: this.resourceServers,
        otherResources: this.otherResources,
        accessTokenClaims: this.accessTokenClaims,
        launches: this.launches,
        pages: this.pages,
        clientRequests,
        requestTrail: this.requestTrail,
      }),
    );
    this.provider.use(addressesFromIssuer(this.settings.issuer));
    this.provider.use(documentsMayBeKept);
    this.provider.use(acrValuesInDiscovery(this.providers));
    this.provider.use(ownFormPage(this.pages));
    this.provider.use(offlineAccessNeedsNoPrompt);
    this.provider.use(smartTokenResponse(this.fhirServers));
    this.provider.use(answersAsJson);
    this.provider.use(busyAnswers);
    this.provider.use(failedProofsAreBraked(this.settings.limits));
    this.provider.use(this.refusals.giveReference);
    this.provider.use(preciseTokenErrors);
    this.provider.use(signOutAsksOnce(this.settings.issuer));
    this.provider.use(this.requestTrail.leave);
    this.provider.use(this.signOut.toProvider);
    this.provider.use(
      bindSignIn(this.signIns, this.store, this.relyingParties, this.settings.tokens.sessionHours * 3600),
    );
    this.provider.use(signOutEndsGrants(this.contexts, this.store));
    this.provider.use(noteWhereSignedIn(this.relyingParties));
    clientRequests.install(this.provider);
    this.tellSignOut = clientsAreToldLater(this.provider, this.relyingParties);
    sessionsKnowTheirSignIn(this.provider);
    succession.install(this.provider);
    loopbackPortsMayVary(this.provider);
    refreshScopesAreComparedByMeaning(this.provider);
    assertionsNameOneKey(this.provider);
    clientKeys.install(this.provider);
    severalClientSecrets(this.provider, this.clientSecrets);
    findJwtAccessTokens(
      this.provider,
      this.settings.issuer,
      publicOnly(jwks),
      this.store,
      this.resourceServers,
    );
    userinfoServesEveryToken(this.provider);
    this.standing.install(this.provider);
    this.events.listenTo(this.provider);
    this.refusals.listenTo(this.provider);
    await this.checkClients();
  }

  /** The engine checks a client’s metadata when it is first used; a registration that cannot work is told now. */
  private async checkClients(): Promise<void> {
    const problems: ConfigurationProblem[] = [];
    for (const [index, client] of this.settings.clients.entries()) {
      await this.provider.Client.find(client.clientId).catch(
        (error: { error_description?: string; message: string }) => {
          problems.push({
            path: `clients[${index}] (${client.clientId})`,
            message: error.error_description ?? error.message,
          });
        },
      );
    }
    if (problems.length > 0) throw new ConfigurationError(problems);
  }

  /** Answers one protocol request. */
  handle(request: IncomingMessage, response: ServerResponse): void {
    void this.provider.callback()(request, response);
  }
}

/** Verifying needs no private half. */
function publicOnly(jwks: JSONWebKeySet): JSONWebKeySet {
  const privateMembers = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi']);
  return {
    keys: jwks.keys.map((key) =>
      Object.fromEntries(Object.entries(key).filter(([name]) => !privateMembers.has(name))),
    ),
  } as JSONWebKeySet;
}
