import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import type { Client, Configuration } from 'oidc-provider';
import { errorForLog } from '#src/errors/domain-error.js';
import { CLIENT_LIMITS, type Counterpart, type Egress } from '#src/http/outgoing/egress.js';
import type { ClientKeyStore } from '../engine/overrides/hidden-members.js';
import type { ClientKeyFreshness } from './client-key-freshness.js';
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

  constructor(
    private readonly egress: Egress,
    private readonly keys: ClientKeyFreshness,
  ) {}

  /** The engine’s way of telling a client of a sign-out, with the client noted. */
  inNameOfClient(tell: Tell): Tell {
    const { asked } = this;
    return function (this: Client, sub, sid) {
      return asked.run({ client: this, purpose: 'client-logout' }, () => tell.call(this, sub, sid));
    };
  }

  /** Notes the client whenever its keys are fetched. */
  noteRefreshOf(client: Client, keys: ClientKeyStore): void {
    const refresh = keys.refresh.bind(keys);
    keys.refresh = () => this.asked.run({ client, purpose: 'client-keys' }, refresh);
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
      this.keys.record(client.asymmetricKeyStore!, response.headers);
    // An answer without content must have none, not even empty text.
    return new Response(response.text || null, {
      status: response.status,
      headers: Object.fromEntries(response.headers),
    });
  };
}
