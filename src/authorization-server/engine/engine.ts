import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import Provider, { type AdapterFactory } from 'oidc-provider';
import { ConfigurationError, type ConfigurationProblem } from '#src/config/problems.js';
import { SecretBox } from '#src/crypto/secret-box.js';
import { PreparedDocuments } from '#src/http/answers/prepared-documents.js';
import { KEY_ALGORITHMS } from '#src/keys/signing-key.entity.js';
import { ClientKeyFreshness } from '../client-authentication/client-key-freshness.js';
import { ClientRequests } from '../client-authentication/client-requests.js';
import { SeveralClientSecrets } from '../client-authentication/client-secret-check.js';
import { JwtAccessTokens } from '../introspection/jwt-access-tokens.js';
import { hintsOfAllKeys } from '../logout/id-token-hints.js';
import type { SendLogoutToken } from '../logout/queued-sign-outs.js';
import { ArtifactAdapter } from '../storage/artifact-adapter.js';
import { ClientAdapter } from '../storage/client-adapter.js';
import { RefreshTokenAdapter, RefreshTokenSuccession } from '../storage/refresh-token-succession.js';
import { engineConfiguration } from './configuration.js';
import { EngineEvents } from './engine-events.js';
import { EngineParts } from './engine-parts.js';
import { overrideClients } from './overrides/clients.js';
import { overrideModels } from './overrides/models.js';
import { overrideResponses } from './overrides/responses.js';
import { SigningKey } from './signing-key.js';

/** The OAuth 2.0 and OpenID Connect protocol: oidc-provider, set up for SMART. */
@Injectable()
export class Engine implements OnModuleInit {
  /** Available once the module is initialised. */
  provider!: Provider;
  /** The engine’s own function that sends a logout token to a client. */
  sendLogoutToken!: SendLogoutToken;
  private answer!: (request: IncomingMessage, response: ServerResponse) => Promise<void>;

  constructor(
    private readonly parts: EngineParts,
    private readonly secretBox: SecretBox,
    private readonly events: EngineEvents,
    private readonly documents: PreparedDocuments,
  ) {}

  async onModuleInit(): Promise<void> {
    const { parts } = this;
    const { settings, store, resourceServers, standing, relyingParties, signingKeys, clock } = parts;
    await signingKeys.ready();
    signingKeys.onChange(() => this.documents.changed());
    const succession = new RefreshTokenSuccession(this.secretBox.deriveAll('refresh tokens'), store, clock);
    const clientKeys = new ClientKeyFreshness(clock);
    const clientRequests = new ClientRequests(parts.egress, clientKeys);
    const cookieKeys = this.secretBox.deriveAll('cookies').map((key) => key.toString('base64url'));
    const adapter = adapters(parts, succession);
    this.provider = new Provider(
      settings.issuer,
      engineConfiguration({
        ...parts,
        keys: KEY_ALGORITHMS.map((alg) => new SigningKey(signingKeys, alg)),
        cookieKeys,
        // A database is restored while no server runs, so it is enough to look at the start.
        restoredAt: await store.restoredAt(),
        adapter,
        clientRequests,
      }),
    );
    overrideResponses(this.provider, parts);
    const clientSecrets = new SeveralClientSecrets(parts.clientSecrets, parts.secretRenewal, parts.clock);
    this.sendLogoutToken = overrideClients(this.provider, {
      clients: parts.clients,
      clientRequests,
      clientKeys,
      clientSecrets,
      relyingParties,
    });
    const jwtAccessTokens = new JwtAccessTokens(settings.issuer, signingKeys, store, resourceServers, clock);
    const validateHint = hintsOfAllKeys(signingKeys, settings.issuer);
    overrideModels(this.provider, { jwtAccessTokens, standing, succession, validateHint });
    this.events.listenTo(this.provider);
    parts.refusals.listenTo(this.provider);
    this.answer = this.provider.callback();
    await this.checkClients();
  }

  /**
   * Checks all clients of the settings at start. The engine checks a client’s metadata only at first use, so a wrong
   * registration would otherwise be found late.
   */
  private async checkClients(): Promise<void> {
    const problems: ConfigurationProblem[] = [];
    for (const [index, client] of this.parts.settings.clients.entries()) {
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
    void this.answer(request, response);
  }
}

/** Where the engine stores its models. */
function adapters(parts: EngineParts, succession: RefreshTokenSuccession): AdapterFactory {
  const { clients, settings, store, pending } = parts;
  return (model) => {
    if (model === 'Client') return new ClientAdapter(clients, settings.issuer);
    if (model === 'RefreshToken') return new RefreshTokenAdapter(store, succession);
    return new ArtifactAdapter(model, store, pending);
  };
}
