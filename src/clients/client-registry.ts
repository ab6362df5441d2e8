import { Injectable } from '@nestjs/common';
import { Settings } from '#src/config/settings/settings.js';
import type { ClientSettings } from '#src/config/settings/client.settings.js';

/** The registered clients. */
@Injectable()
export class ClientRegistry {
  private readonly byId: ReadonlyMap<string, ClientSettings>;

  constructor(settings: Settings) {
    this.byId = new Map(settings.clients.map((client) => [client.clientId, client]));
  }

  find(clientId: string): ClientSettings | undefined {
    return this.byId.get(clientId);
  }
}
