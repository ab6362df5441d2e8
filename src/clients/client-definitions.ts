import { Injectable } from '@nestjs/common';
import type { ClientSettings } from '#src/config/settings/client.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import type { ClientEntry, ClientOrigin } from './client-definition.js';
import { ClientSecrets, keptSecrets, type KeptSecret } from './client-secrets.js';
import { StoredClients } from './stored-clients.js';

/** A client that is let in, and how its secrets are recognised. */
export interface RegisteredClient {
  origin: ClientOrigin;
  client: ClientSettings;
  secrets: KeptSecret[];
}

/**
 * The registered clients: those of the configuration file, and beside them those of the database, read anew each time
 * so that a change counts from the next request on, in every process. The file wins.
 */
@Injectable()
export class ClientRegistry {
  private readonly ofFile: ReadonlyMap<string, RegisteredClient>;

  constructor(
    settings: Settings,
    clientSecrets: ClientSecrets,
    private readonly stored: StoredClients,
  ) {
    this.ofFile = new Map(
      settings.clients.map((client) => [
        client.clientId,
        { origin: 'file' as const, client, secrets: keptSecrets(client, clientSecrets) },
      ]),
    );
  }

  /** One that is switched off, waits for approval or cannot be used does not exist for anybody who asks here. */
  async find(clientId: string): Promise<ClientSettings | undefined> {
    return (await this.registration(clientId))?.client;
  }

  async registration(clientId: string): Promise<RegisteredClient | undefined> {
    const entry = await this.entry(clientId);
    return entry && 'client' in entry && entry.client.enabled ? entry : undefined;
  }

  /** One client however it stands, for administrators. */
  async entry(clientId: string): Promise<ClientEntry | undefined> {
    const known = this.ofFile.get(clientId);
    return known ? fileEntry(known) : this.stored.find(clientId);
  }

  /** All of them however they stand; a row of the database that the file shadows is told as a problem. */
  async entries(): Promise<ClientEntry[]> {
    return [...[...this.ofFile.values()].map(fileEntry), ...(await this.stored.entries())];
  }
}

function fileEntry({ origin, client, secrets }: RegisteredClient): ClientEntry & RegisteredClient {
  const status = client.enabled ? 'enabled' : 'disabled';
  return { clientId: client.clientId, origin, status, client, secrets };
}
