import { randomBytes } from 'node:crypto';
import type Provider from 'oidc-provider';
import { errors } from 'oidc-provider';
import type { ClientSecrets, KeptSecret } from '#src/clients/client-secrets.js';

/** The engine wants a `client_secret` of every client that authenticates by one. This is never compared with anything. */
export const SECRET_KEPT_APART = randomBytes(32).toString('base64url');

interface EngineClient {
  kept_secrets?: KeptSecret[];
  compareClientSecret(shown: string): boolean;
}

/**
 * Lets a client have several secrets, each until its time: the engine knows one, in the clear.
 *
 * What the caller is told is the same for a wrong, an expired and a removed secret and for a client that is switched off;
 * the audit row tells which it was.
 */
export function severalClientSecrets(provider: Provider, clientSecrets: ClientSecrets): void {
  const prototype = provider.Client.prototype as unknown as EngineClient;
  const compareOne = prototype.compareClientSecret;
  prototype.compareClientSecret = function (this: EngineClient, shown: string): boolean {
    // Only the stand-in for Bearer introspection, which lives in this process, has its one secret with the engine.
    if (this.kept_secrets === undefined) return compareOne.call(this, shown);
    const finding = clientSecrets.judge(shown, this.kept_secrets);
    if (finding === 'expired') throw new errors.InvalidClientAuth('the client secret has expired');
    return finding === 'known';
  };
}
