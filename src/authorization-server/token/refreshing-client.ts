import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import { ClientDefinitions } from '#src/clients/client-definitions.js';
import { ArtifactStore } from '../storage/artifact.store.js';

const PROOFS = ['client_id', 'client_secret', 'client_assertion'];

/**
 * A public app need not send its client id at a refresh (RFC 6749 section 6): the refresh token was issued to one
 * client, and names it. The engine demands the id, so it is added here. It is never added for an app that has to
 * authenticate.
 */
@Injectable()
export class RefreshingClient {
  constructor(
    private readonly store: ArtifactStore,
    private readonly clients: ClientDefinitions,
  ) {}

  /** Adds the `client_id` that the refresh token names. @returns whether it was added. */
  async name(form: URLSearchParams, headers: IncomingHttpHeaders): Promise<boolean> {
    const [token, ...others] = form.getAll('refresh_token');
    if (form.get('grant_type') !== 'refresh_token' || !token || others.length > 0) return false;
    if (headers.authorization !== undefined || PROOFS.some((name) => form.get(name))) return false;
    const kept = await this.store.find('RefreshToken', token);
    const client = typeof kept?.clientId === 'string' ? await this.clients.find(kept.clientId) : undefined;
    if (client?.tokenEndpointAuthMethod !== 'none') return false;
    form.set('client_id', client.clientId);
    return true;
  }
}
