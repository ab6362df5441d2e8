import { Injectable } from '@nestjs/common';
import type { ClientSettings } from '#src/config/settings/client.settings.js';
import { Settings } from '#src/config/settings/settings.js';
import { ClientSecrets, type KeptSecret } from './client-secrets.js';

/** A client that is let in, and how its secrets are recognised. */
export interface RegisteredClient {
  client: ClientSettings;
  secrets: KeptSecret[];
}

/** The registered clients. One that is switched off does not exist for anybody who asks here. */
@Injectable()
export class ClientRegistry {
  private readonly byId: ReadonlyMap<string, RegisteredClient>;

  constructor(settings: Settings, clientSecrets: ClientSecrets) {
    this.byId = new Map(
      settings.clients.map((client) => [
        client.clientId,
        { client, secrets: keptSecrets(client, clientSecrets) },
      ]),
    );
  }

  async find(clientId: string): Promise<ClientSettings | undefined> {
    return (await this.registration(clientId))?.client;
  }

  async registration(clientId: string): Promise<RegisteredClient | undefined> {
    const known = this.byId.get(clientId);
    return known?.client.enabled ? known : undefined;
  }
}

/** The secrets that a client’s settings give in the clear. */
export function keptSecrets(client: ClientSettings, clientSecrets: ClientSecrets): KeptSecret[] {
  const { clientSecret: only, clientSecrets: several = [] } = client;
  return [...(only === undefined ? [] : [{ value: only, expiresAt: undefined }]), ...several].map(
    ({ value, expiresAt }) => ({
      digest: clientSecrets.digest(value),
      expiresAt: expiresAt === undefined ? null : Math.floor(Date.parse(expiresAt) / 1000),
    }),
  );
}
