import { randomBytes } from 'node:crypto';
import Provider, { type Client, errors } from 'oidc-provider';
import type { ClientSecrets } from '#src/clients/client-secrets.js';
import { addressOfRequest } from '#src/http/incoming/client-address.js';
import { ClientSecretBrake } from './client-secret-brake.js';

/** The engine wants a `client_secret` of every client that authenticates by one. This is never compared with anything. */
export const SECRET_KEPT_APART = randomBytes(32).toString('base64url');

type Compare = Client['compareClientSecret'];

/**
 * Lets a client have several secrets, each until its time: the engine knows one, in the clear.
 *
 * What the caller is told is the same for a wrong, an expired and a removed secret and for a client that is switched off;
 * the audit row tells which it was. Whoever tries too many is told to wait, and the next one is not looked at.
 */
export class SeveralClientSecrets {
  private readonly brake = new ClientSecretBrake();

  constructor(private readonly secrets: ClientSecrets) {}

  /** `compareClientSecret` of a client, around the engine’s own. */
  readonly compare = (compareOne: Compare): Compare => {
    const compare = (client: Client, shown: string) => this.isRight(client, shown);
    return function (this: Client, shown) {
      // Only the stand-in for Bearer introspection, which lives in this process, has its one secret with the engine.
      return this.kept_secrets === undefined ? compareOne.call(this, shown) : compare(this, shown);
    };
  };

  private async isRight({ clientId, kept_secrets: kept = [] }: Client, shown: string): Promise<boolean> {
    const address = addressOfRequest.getStore();
    const seconds = await this.brake.wait(clientId, address);
    if (seconds > 0) throw tooMany(seconds);
    const finding = this.secrets.judge(shown, kept);
    await this.brake[finding === 'unknown' ? 'wrong' : 'right'](clientId, address);
    if (finding === 'expired') throw new errors.InvalidClientAuth('the client secret has expired');
    return finding === 'known';
  }
}

/** OAuth 2.0 has no code for it; the status says it (RFC 6585 section 4). */
function tooMany(seconds: number): Error {
  Provider.ctx?.set('Retry-After', String(seconds));
  const error = new errors.CustomOIDCProviderError(
    'temporarily_unavailable',
    `too many wrong secrets of this client; try again in ${seconds} s`,
  );
  return Object.assign(error, { status: 429, statusCode: 429 });
}
