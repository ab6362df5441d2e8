import { Injectable } from '@nestjs/common';
import type { NamedSecret } from './client-definition.js';
import { ClientSecrets } from './client-secrets.js';
import { ClientStore } from './client.store.js';

/**
 * Lets the database recognise client secrets by the present encryption key after it was changed. A digest cannot be made
 * anew without the secret, so it happens when the client shows its secret.
 */
@Injectable()
export class ClientSecretRenewal {
  constructor(
    private readonly clientSecrets: ClientSecrets,
    private readonly store: ClientStore,
  ) {}

  /** @param shown a secret of the client that was found to be right. */
  async shown(clientId: string, secrets: readonly NamedSecret[], shown: string): Promise<void> {
    // Secrets of the configuration file are read anew at each start, and have no id.
    const outdated = secrets.filter((one) => one.id !== undefined && !this.clientSecrets.isOfPresentKey(one));
    if (outdated.length === 0) return;
    for (const { id, digest } of this.clientSecrets.matching(shown, outdated))
      await this.store.renewDigest(clientId, id!, digest, this.clientSecrets.digest(shown));
  }

  /** The secrets that only another key recognises, without those that have expired. */
  async ofOtherKeys(): Promise<Array<{ clientId: string; id: string }>> {
    const clients = await this.store.all();
    return clients.flatMap(({ row: { clientId }, secrets }) =>
      secrets
        .filter((secret) => !this.clientSecrets.isOfPresentKey(secret))
        .map(({ id }) => ({ clientId, id })),
    );
  }
}
