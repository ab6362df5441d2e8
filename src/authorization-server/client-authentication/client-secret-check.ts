import { randomBytes } from 'node:crypto';
import Provider, { errors } from 'oidc-provider';
import type { ClientSecrets, KeptSecret } from '#src/clients/client-secrets.js';
import { addressOfRequest } from '#src/http/client-address.js';
import { ClientSecretBrake } from './client-secret-brake.js';

/** The engine wants a `client_secret` of every client that authenticates by one. This is never compared with anything. */
export const SECRET_KEPT_APART = randomBytes(32).toString('base64url');

interface EngineClient {
  clientId: string;
  kept_secrets?: KeptSecret[];
  compareClientSecret(shown: string): boolean | Promise<boolean>;
}

/**
 * Lets a client have several secrets, each until its time: the engine knows one, in the clear.
 *
 * What the caller is told is the same for a wrong, an expired and a removed secret and for a client that is switched off;
 * the audit row tells which it was. Whoever tries too many is told to wait, and the next one is not looked at.
 */
export function severalClientSecrets(provider: Provider, clientSecrets: ClientSecrets): void {
  const prototype = provider.Client.prototype as unknown as EngineClient;
  const compareOne = prototype.compareClientSecret;
  const brake = new ClientSecretBrake();
  prototype.compareClientSecret = async function (this: EngineClient, shown: string): Promise<boolean> {
    // Only the stand-in for Bearer introspection, which lives in this process, has its one secret with the engine.
    if (this.kept_secrets === undefined) return compareOne.call(this, shown);
    const address = addressOfRequest.getStore();
    const seconds = await brake.wait(this.clientId, address);
    if (seconds > 0) throw tooMany(seconds);
    const finding = clientSecrets.judge(shown, this.kept_secrets);
    await brake[finding === 'unknown' ? 'wrong' : 'right'](this.clientId, address);
    if (finding === 'expired') throw new errors.InvalidClientAuth('the client secret has expired');
    return finding === 'known';
  };
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
