import { AsyncLocalStorage } from 'node:async_hooks';
import { Logger } from '@nestjs/common';
import type { Client, Configuration } from 'oidc-provider';
import { errorForLog } from '#src/errors/domain-error.js';
import { CLIENT_LIMITS, type Counterpart, type Egress } from '#src/http/outgoing/egress.js';
import type { ClientKeyStore } from '../engine/overrides/hidden-members.js';
import type { ClientKeyFreshness } from './client-key-freshness.js';
import type { SendLogoutToken } from '../logout/queued-sign-outs.js';

/** The client that a request goes to, and why. */
interface Asked {
  client: Client;
  purpose: Extract<Counterpart['purpose'], 'client-keys' | 'client-logout'>;
}

/**
 * The HTTP requests that the engine sends to clients: to fetch their keys, and to send them logout tokens. The engine’s
 * `fetch` gets only the address, and two clients may use the same address, or that of an identity provider. So the
 * client is noted for the duration of the request.
 */
export class ClientRequests {
  private readonly log = new Logger('Clients');
  private readonly asked = new AsyncLocalStorage<Asked>();

  constructor(
    private readonly egress: Egress,
    private readonly keys: ClientKeyFreshness,
  ) {}

  /** Wraps the engine’s function that sends a logout token to a client, so that the client is noted. */
  inNameOfClient(send: SendLogoutToken): SendLogoutToken {
    const { asked } = this;
    return function (this: Client, sub, sid) {
      return asked.run({ client: this, purpose: 'client-logout' }, () => send.call(this, sub, sid));
    };
  }

  /** Notes the client whenever its keys are fetched. */
  noteRefreshOf(client: Client, keys: ClientKeyStore): void {
    const refresh = keys.refresh.bind(keys);
    keys.refresh = () => this.asked.run({ client, purpose: 'client-keys' }, refresh);
  }

  /** The engine’s `fetch`. */
  readonly fetch: NonNullable<Configuration['fetch']> = async (url, options) => {
    const asked = this.asked.getStore();
    if (!asked) throw new Error('the engine sends a request, but for no client that is known');
    const { client, purpose } = asked;
    const counterpart: Counterpart = {
      purpose,
      owner: client.clientId,
      givenBy: client.addresses_given_by === 'operator' ? 'operator' : 'others',
    };
    const response = await this.egress
      .request(String(url), counterpart, options as never, CLIENT_LIMITS)
      .catch((error: unknown) => {
        // The engine reports the cause neither to the client nor to this server, so it is logged here. When the egress
        // is pausing after failures, the cause has been logged before.
        if ((error as { code?: string }).code !== 'egress_left_alone')
          this.log.warn(`${purpose} of ${client.clientId}: ${errorForLog(error)}`);
        throw error;
      });
    if (purpose === 'client-keys' && response.status === 200)
      this.keys.record(client.asymmetricKeyStore!, response.headers);
    // For a status without content, `Response` accepts no body, not even empty text.
    return new Response(response.text || null, {
      status: response.status,
      headers: Object.fromEntries(response.headers),
    });
  };
}
