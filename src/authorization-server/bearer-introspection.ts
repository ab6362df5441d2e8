import type { IncomingMessage } from 'node:http';
import { Injectable } from '@nestjs/common';
import { ClientRegistry } from '#src/clients/client-registry.js';
import { AccessTokenVerifier } from './access-token-verifier.js';
import { INTROSPECTION_STAND_IN } from './storage/own-clients.js';

/** Holding it is permission to introspect; a client gets it only when its registration names it. */
export const INTROSPECTION_SCOPE = '__wardkey/introspection.read';

/** What is shown does not allow introspection. */
export const REFUSED = 'refused';

/**
 * Introspection by access token: where access is controlled, a caller must be able to authenticate with an
 * appropriately scoped Bearer token (SMART App Launch 2.2, "Token introspection").
 *
 * The engine knows client authentication only. So the token is checked here and the request goes on as the stand-in’s:
 * the answer is made in one place, whoever asks.
 */
@Injectable()
export class BearerIntrospection {
  constructor(
    private readonly accessTokens: AccessTokenVerifier,
    private readonly clients: ClientRegistry,
  ) {}

  /**
   * @returns the header to go on with; undefined when the request shows no Bearer token; `refused` when what it shows
   * does not allow introspection.
   */
  async authorization(request: IncomingMessage): Promise<string | undefined> {
    const [scheme, token, ...rest] = (request.headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer') return undefined;
    if (!token || rest.length > 0 || !(await this.mayIntrospect(token))) return REFUSED;
    const { client_id: id, client_secret: secret } = INTROSPECTION_STAND_IN;
    return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
  }

  private async mayIntrospect(token: string): Promise<boolean> {
    const caller = await this.accessTokens.verify(token);
    if (!caller) return false;
    return (
      (caller.isForApi && caller.scopes.includes(INTROSPECTION_SCOPE)) ||
      (await this.clients.find(caller.clientId))?.mayIntrospect === true
    );
  }
}
