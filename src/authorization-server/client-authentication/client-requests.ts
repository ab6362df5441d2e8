import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import type { Client, Configuration } from 'oidc-provider';
import type Provider from 'oidc-provider';
import { errorForLog } from '#src/errors/domain-error.js';
import { CLIENT_LIMITS, type Counterpart, type Egress } from '#src/http/egress.js';
import { type ClientKeyFreshness, keyStoreOf } from './client-key-freshness.js';
import type { Tell } from '../logout/clients-told-later.js';

/** A client that something is asked of, and what. */
interface Asked {
  client: Client;
  purpose: Extract<Counterpart['purpose'], 'client-keys' | 'client-logout'>;
}

/**
 * What the engine asks of clients by HTTP: their keys, and to take note of a sign-out. The engine’s `fetch` is told the
 * address alone, and two clients may name the same, or a provider’s; so the client is noted while it is asked.
 */
export class ClientRequests {
  private readonly log = new Logger('Clients');
  private readonly asked = new AsyncLocalStorage<Asked>();
  private readonly noting = new WeakSet<object>();

  constructor(
    private readonly egress: Egress,
    private readonly keys: ClientKeyFreshness,
  ) {}

  install({ Client }: Provider): void {
    const find = Client.find.bind(Client);
    Client.find = async (id) => {
      const client = await find(id);
      if (client?.jwksUri) this.noteRefreshOf(client);
      return client;
    };
    const { asked } = this;
    const { prototype } = Client as unknown as { prototype: { backchannelLogout: Tell } };
    const tell = prototype.backchannelLogout;
    prototype.backchannelLogout = function (this: Client, sub, sid) {
      return asked.run({ client: this, purpose: 'client-logout' }, () => tell.call(this, sub, sid));
    };
  }

  /** `fetch` of the engine. */
  readonly fetch: NonNullable<Configuration['fetch']> = async (url, options) => {
    const asked = this.asked.getStore();
    if (!asked) throw new Error('the engine asks for something in the name of no client');
    const { client, purpose } = asked;
    const counterpart: Counterpart = {
      purpose,
      owner: client.clientId,
      givenBy: client.addresses_given_by === 'operator' ? 'operator' : 'others',
    };
    const response = await this.egress
      .request(String(url), counterpart, options as never, CLIENT_LIMITS)
      .catch((error: unknown) => {
        // The engine tells nobody why: not the client, and not us. One that is left alone has been told of.
        if ((error as { code?: string }).code !== 'egress_left_alone')
          this.log.warn(`${purpose} of ${client.clientId}: ${errorForLog(error)}`);
        throw error;
      });
    if (purpose === 'client-keys' && response.status === 200)
      this.keys.record(keyStoreOf(client), response.headers);
    // An answer without content must have none, not even empty text.
    return new Response(response.text || null, {
      status: response.status,
      headers: Object.fromEntries(response.headers),
    });
  };

  private noteRefreshOf(client: Client): void {
    const store = keyStoreOf(client);
    if (this.noting.has(store)) return;
    this.noting.add(store);
    const refresh = store.refresh.bind(store);
    store.refresh = () => this.asked.run({ client, purpose: 'client-keys' }, refresh);
  }
}
