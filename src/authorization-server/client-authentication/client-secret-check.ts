import { randomBytes } from 'node:crypto';
import Provider, { type Client, errors } from 'oidc-provider';
import type { ClientSecretRenewal } from '#src/clients/client-secret-renewal.js';
import type { ClientSecrets } from '#src/clients/client-secrets.js';
import type { Clock } from '#src/clock/clock.js';
import { addressOfRequest } from '#src/request-scope/request-scope.js';
import { ClientSecretBrake } from './client-secret-brake.js';

/**
 * The engine demands a `client_secret` of every client that authenticates by one. This value is never compared with
 * anything.
 */
export const SECRET_KEPT_APART = randomBytes(32).toString('base64url');

type Compare = Client['compareClientSecret'];

/**
 * Lets a client have several secrets, each with its own expiry. The engine knows only one, in plain text.
 *
 * The caller gets the same answer for a wrong, an expired and a removed secret and for a client that is switched off.
 * The audit row says which it was. After too many attempts the caller has to wait, and the next secret is not checked.
 */
export class SeveralClientSecrets {
  private readonly brake: ClientSecretBrake;

  constructor(
    private readonly secrets: ClientSecrets,
    private readonly renewal: ClientSecretRenewal,
    clock: Clock,
  ) {
    this.brake = new ClientSecretBrake(clock);
  }

  /** `compareClientSecret` of a client, with the engine’s own as fallback. */
  readonly compare = (compareOne: Compare): Compare => {
    const compare = (client: Client, shown: string) => this.isRight(client, shown);
    return function (this: Client, shown) {
      // Only the internal client for introspection by access token has its secret in the engine. It exists in this
      // process only.
      return this.kept_secrets === undefined ? compareOne.call(this, shown) : compare(this, shown);
    };
  };

  private async isRight({ clientId, kept_secrets: kept = [] }: Client, shown: string): Promise<boolean> {
    const address = addressOfRequest();
    const seconds = await this.brake.wait(clientId, address);
    if (seconds > 0) throw tooMany(seconds);
    const finding = this.secrets.judge(shown, kept);
    await this.brake[finding === 'unknown' ? 'wrong' : 'right'](clientId, address);
    if (finding === 'expired') throw new errors.InvalidClientAuth('the client secret has expired');
    if (finding !== 'known') return false;
    await this.renewal.shown(clientId, kept, shown);
    return true;
  }
}

/** OAuth 2.0 has no error code for this, so the status says it (RFC 6585 section 4). */
function tooMany(seconds: number): Error {
  Provider.ctx?.set('Retry-After', String(seconds));
  const error = new errors.CustomOIDCProviderError(
    'temporarily_unavailable',
    `too many wrong secrets of this client; try again in ${seconds} s`,
  );
  return Object.assign(error, { status: 429, statusCode: 429 });
}
